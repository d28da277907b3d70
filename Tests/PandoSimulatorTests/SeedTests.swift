import Foundation
import PandoPrimitives
import PandoSimulator
import Testing

/// Many seeds, and what every run must be. `PANDO_SEEDS` says how many of each profile.
@Suite struct SeedTests {
  static let count = ProcessInfo.processInfo.environment["PANDO_SEEDS"].flatMap { UInt64($0) } ?? 50

  @Test(arguments: Profile.allCases)
  func noSeedBreaksARule(profile: Profile) {
    for seed in 1...SeedTests.count { expectNoFailure(SimulationPlan.draw(seed: seed, profile: profile)) }
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

/// What a seed is without a profile.
@Suite struct ProfileTests {
  @Test func profilesTakeTurns() {
    #expect((0..<6 as Range<UInt64>).map { Profile.turn(of: $0) } == Profile.allCases)
    #expect(Profile.turn(of: 4) == Profile.turn(of: 10))
  }

  @Test func swarmsHaveLiarsWhereMembersChangeAndSmallBlocks() {
    let plans = (1...100 as ClosedRange<UInt64>).map { SimulationPlan.draw(seed: $0, profile: .swarm) }
    #expect(plans.contains { !$0.liars.isEmpty && $0.clients.churnMilliseconds > 0 })
    #expect(plans.contains { $0.parameters.blockByteCountMax < 3_000 })
  }
}

/// Runs a plan and expects that no rule is broken.
func expectNoFailure(_ plan: SimulationPlan, sourceLocation: SourceLocation = #_sourceLocation) {
  var simulation = Simulation(plan)
  let report = simulation.run()
  #expect(
    report.failure == nil, "\(report.failure.map { "\($0.violation): \($0.command)" } ?? "")",
    sourceLocation: sourceLocation)
}
