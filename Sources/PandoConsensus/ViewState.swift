import PandoPrimitives

/// What is kept of a view until a block at or above it is final.
struct ViewState: Sendable {
  var own = OwnBallots()
  var notarization: Certificate?
  var nullification: Certificate?
}

/// What this node voted in a view, recorded before anyone heard of it.
struct OwnBallots: Sendable {
  private(set) var notarize: Ballot?
  private(set) var nullify: Ballot?
  private(set) var finalize: Ballot?

  /// In the order in which they are sent again.
  var all: [Ballot] { [notarize, nullify, finalize].compactMap { $0 } }

  /// Whether an honest node may cast `ballot` after these.
  ///
  /// One vote of each kind; never both nullify and finalize. A node may finalize another block than it notarized: when
  /// a leader proposes two, it notarizes the one that it saw first and finalizes the one that a quorum notarized.
  func permit(_ ballot: Ballot) -> Bool {
    switch ballot.kind {
    case .notarize: notarize == nil
    case .nullify: nullify == nil && finalize == nil
    case .finalize: finalize == nil && nullify == nil
    }
  }

  mutating func insert(_ ballot: Ballot) {
    precondition(permit(ballot), "A node never contradicts its own votes.")
    switch ballot.kind {
    case .notarize: notarize = ballot
    case .nullify: nullify = ballot
    case .finalize: finalize = ballot
    }
  }
}

/// The leader's proposal on its way to this node's vote.
struct Candidate: Sendable {
  enum Stage: Sendable {
    /// Its view has not come, or certificates are missing.
    case waiting
    /// It is being executed.
    case validating
    /// No honest leader sends this.
    case refused
  }

  let proposal: Proposal
  var stage = Stage.waiting
}
