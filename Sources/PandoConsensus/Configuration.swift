package import PandoPrimitives

extension SimplexEngine {
  /// What stays the same throughout an epoch.
  package struct Configuration: Sendable {
    package let epoch: Epoch
    package let validators: ValidatorSet
    /// This node's place among the validators; nil for a node that only follows: it counts votes and never casts one.
    package let ownIndex: ValidatorIndex?
    package let leaderPolicy: LeaderPolicy
    /// How long a view may take before it is given up, after a view that went well. More than the time that a proposal
    /// and a round of votes need, or views fail until the time has doubled often enough.
    package let viewTimeoutMilliseconds: UInt64
    /// Where the doubling stops. Longer than any delay of a network that is said to work.
    package let viewTimeoutMillisecondsMax: UInt64

    package init(
      epoch: Epoch, validators: ValidatorSet, ownIndex: ValidatorIndex?, leaderPolicy: LeaderPolicy = .roundRobin,
      viewTimeoutMilliseconds: UInt64 = 1_000, viewTimeoutMillisecondsMax: UInt64 = 8_000
    ) {
      precondition(ownIndex.map { validators[$0] != nil } ?? true, "The own index is one of the validators'.")
      precondition(
        (1...viewTimeoutMillisecondsMax).contains(viewTimeoutMilliseconds)
          && viewTimeoutMillisecondsMax <= 86_400_000,
        "A view takes between a millisecond and a day.")
      self.epoch = epoch
      self.validators = validators
      self.ownIndex = ownIndex
      self.leaderPolicy = leaderPolicy
      self.viewTimeoutMilliseconds = viewTimeoutMilliseconds
      self.viewTimeoutMillisecondsMax = viewTimeoutMillisecondsMax
    }
  }

  /// What a node kept from its earlier run in the same epoch.
  package struct Recovery: Sendable {
    /// The finalization of the newest block that is stored; nil when no block of the epoch is.
    package let finalization: Certificate?
    /// Everything ever recorded by ``Effect/record(_:_:)``; what is at or below the finalization may be left out.
    package let ballots: [Ballot]
    /// The notarizations recorded with the ballots, and what ``Effect/keep(_:)`` wrote.
    package let certificates: [Certificate]

    /// Nothing: a node that never voted in this epoch.
    package static let none = Recovery(finalization: nil, ballots: [], certificates: [])

    package init(finalization: Certificate?, ballots: [Ballot], certificates: [Certificate]) {
      self.finalization = finalization
      self.ballots = ballots
      self.certificates = certificates
    }
  }
}
