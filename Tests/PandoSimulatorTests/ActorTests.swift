import PandoSimulator
import Testing

/// As many liars of one kind as the rules bear do no harm; with one more the checkers find the harm.
@Suite struct ActorTests {
  @Test(arguments: ActorKind.allCases, [4, 7, 13])
  func aThirdOfLiarsDoesNoHarm(kind: ActorKind, count: Int) {
    expectNoFailure(plan(seed: 1, count: count, liars: (count - 1) / 3, kind: kind))
  }

  @Test(arguments: [4, 7, 13])
  func oneEquivocatorTooManySplitsTheLedgerAndIsFound(count: Int) {
    let rules = (1...5 as ClosedRange<UInt64>).compactMap { seed -> String? in
      var simulation = Simulation(plan(seed: seed, count: count, liars: (count - 1) / 3 + 1, kind: .equivocator))
      return simulation.run().failure?.violation.rule
    }
    #expect(rules.contains("Agreement"), "\(rules)")
  }

  private func plan(seed: UInt64, count: Int, liars: Int, kind: ActorKind) -> SimulationPlan {
    var plan = SimulationPlan(seed: seed, profile: .byzantine)
    plan.weights = Array(repeating: 1, count: count)
    plan.liars = (0..<liars).map { Liar(validator: $0, kind: kind) }
    return plan
  }
}
