package import PandoLedger
package import PandoPrimitives

/// The kind of a run: everything that its seed decides before it begins.
package struct SimulationPlan: Sendable {
  package let seed: UInt64
  package let profile: Profile

  // Who takes part.
  package var faultMode: FaultMode = .byzantine
  package var weights: [UInt64] = [1, 1, 1, 1]
  package var applicationNodeCount = 0
  /// Nodes that are no members at first.
  package var strangerCount = 0
  package var liars: [Liar] = []
  package var parameters = ChainParameters()

  // How long.
  /// The time of faults; then the network is healed.
  package var faultMilliseconds: UInt64 = 10_000
  /// A time within the faults in which nearly everything is down; zero for none.
  package var outageMilliseconds: UInt64 = 0
  package var tickMilliseconds: UInt64 = 50

  package var network = NetworkPlan()
  package var machine = MachinePlan()
  package var faults = FaultPlan()
  package var clients = ClientPlan()

  /// Signatures are Ed25519 and checked by the production code; otherwise a keyed hash stands for them.
  package var hasRealSignatures = false
  /// How many transactions may wait on a node.
  package var mempoolCountMax = 50_000
  /// When the state tree is stored, and what it forgets then.
  package var stateTree = StateTreeLimits()
  /// How many accounts there are.
  package var accountCount = 4

  /// What customers send is no longer than this, which is the least that a ledger may allow.
  package static let transactionByteCountMax: UInt64 = 1_024

  /// A calm run of four validators; change what it should not be.
  package init(seed: UInt64, profile: Profile = .safety) {
    self.seed = seed
    self.profile = profile
  }

  package var validatorCount: Int { weights.count }
  package var nodeCount: Int { weights.count + applicationNodeCount + strangerCount }
}

/// A validator that does not keep to the rules.
package struct Liar: Hashable, Sendable {
  package let validator: Int
  package let kind: ActorKind

  package init(validator: Int, kind: ActorKind) {
    self.validator = validator
    self.kind = kind
  }
}

/// What links do to messages.
package struct NetworkPlan: Sendable {
  /// A message takes the least time and up to the spread; of a thousand, so many take `tailFactor` times as long.
  package struct Delay: Sendable {
    package var least: UInt64 = 1
    package var spread: UInt64 = 5
    package var tailPerMille: UInt64 = 0
    package var tailFactor: UInt64 = 10

    package init() {}
  }

  package var delay = Delay()
  package var lossPerMille: UInt64 = 0
  package var duplicationPerMille: UInt64 = 0
  /// Messages of a link arrive in the order in which they were sent.
  package var isOrdered = true
  /// Messages become bytes and are decoded again.
  package var goesThroughBytes = false
  /// A node hears that its peer is gone so much later at most.
  package var detectionMilliseconds: UInt64 = 500

  package init() {}
}

/// How slow machines are.
package struct MachinePlan: Sendable {
  package var verifyMilliseconds: UInt64 = 2
  package var executeMilliseconds: UInt64 = 2
  package var signMilliseconds: UInt64 = 0
  package var writeMilliseconds: UInt64 = 0
  /// By how much clocks are wrong at most.
  package var skewMilliseconds: UInt64 = 100
  /// How much faster or slower clocks run, in a thousand.
  package var driftPerMille: UInt64 = 0

  package init() {}
}

/// How often which fault comes: the mean time between two in milliseconds, zero for never.
package struct FaultPlan: Sendable {
  package var intervals: [FaultKind: UInt64] = [:]
  /// How long faults last at most.
  package var crashMilliseconds: UInt64 = 3_000
  package var partitionMilliseconds: UInt64 = 3_000
  package var clogMilliseconds: UInt64 = 2_000
  package var clockJumpMilliseconds: UInt64 = 60_000

  package init() {}
}

/// What customers send.
package struct ClientPlan: Sendable {
  package var transactionCountMax = 40
  /// The mean time between two bursts.
  package var pauseMilliseconds: UInt64 = 400
  package var burstMax: UInt64 = 3
  /// Every account pays from or into the first.
  package var isHot = false
  /// Sent a second time, to another node, at once or after it is final.
  package var duplicatePerMille: UInt64 = 0
  /// Wrong in some way: expired, of the future, wrongly signed, of another ledger, for too much.
  package var wrongPerMille: UInt64 = 0
  /// How long a transaction lives.
  package var lifetimeMilliseconds: UInt64 = 300_000
  /// The mean time between two changes of the members; zero for never.
  package var churnMilliseconds: UInt64 = 0

  package init() {}
}
