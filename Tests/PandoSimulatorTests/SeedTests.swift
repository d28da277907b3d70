import PandoSimulator
import Testing

/// Many seeds, and what every run must be.
@Suite struct SeedTests {
  @Test(arguments: Profile.allCases)
  func noSeedBreaksARule(profile: Profile) {
    for seed in 1...2 as ClosedRange<UInt64> {
      var simulation = Simulation(SimulationPlan.draw(seed: seed, profile: profile))
      let report = simulation.run()
      #expect(report.failure == nil, "\(report.failure.map { "\($0.violation): \($0.command)" } ?? "")")
    }
  }

  @Test(arguments: Profile.allCases)
  func oneSeedIsAlwaysTheSameRun(profile: Profile) {
    for seed in 1...3 as ClosedRange<UInt64> {
      var first = Simulation(SimulationPlan.draw(seed: seed, profile: profile))
      var second = Simulation(SimulationPlan.draw(seed: seed, profile: profile))
      #expect(first.run().hash == second.run().hash)
    }
  }
}
