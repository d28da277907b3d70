package import PandoPrimitives
import PandoReplica

/// What came of a run.
package struct SimulationReport: Sendable {
  package let seed: UInt64
  package let profile: Profile
  /// What everything that happened hashes to: equal for equal runs, on any machine.
  package let hash: Hash
  package let virtualMilliseconds: UInt64
  /// The time that nodes ran, all together.
  package let nodeMilliseconds: UInt64
  /// How long the healed quorum took.
  package let healingMilliseconds: UInt64
  package let blocks: Int
  package let views: UInt64
  package let transactions: Int
  package let messages: UInt64
  /// In the order of ``FaultKind/allCases``.
  package let faults: [UInt64]
  package let failure: SimulationFailure?
}

/// A rule that a run broke.
package struct SimulationFailure: Sendable {
  package let violation: Violation
  package let milliseconds: UInt64
  /// The one command that shows it again.
  package let command: String
}

extension Simulation {
  var report: SimulationReport {
    var faults = counts.faultCounts
    for (index, kind) in FaultKind.allCases.enumerated() {
      switch kind {
      case .loss: faults[index] = UInt64(network.lossCount)
      case .duplication: faults[index] = UInt64(network.duplicationCount)
      default: continue
      }
    }
    let failure = rules.findings.first.map {
      SimulationFailure(
        violation: $0, milliseconds: now,
        command: "pando simulate \(plan.seed) --profile \(plan.profile.rawValue) --verbose")
    }
    return SimulationReport(
      seed: plan.seed, profile: plan.profile, hash: auditor.hash, virtualMilliseconds: now,
      nodeMilliseconds: counts.nodeMilliseconds, healingMilliseconds: now - (healing?.since ?? now),
      blocks: rules.agreement.height, views: nodes.compactMap { $0.replica?.status.view.value }.max() ?? 0,
      transactions: rules.promise.promised.count, messages: counts.messages, faults: faults, failure: failure)
  }
}
