package import PandoPrimitives

/// One validator's part in one epoch of agreement: Simplex (Chan and Pass, "Simplex Consensus", TCC 2023) as a value.
///
/// Give it every event with the time of a clock that never goes back, and carry out the effects in order. It checks no
/// signature, executes no block, signs and writes nothing; whatever is slow is an effect with an answering event.
/// The rules are in docs/spec/consensus.md; comments point to the paper's §2.1.
package struct SimplexEngine: Sendable {
  /// How many views ahead of its own a node keeps proposals and votes, and how many behind it keeps votes.
  ///
  /// What falls outside is dropped: a node that is further behind is moved by a certificate, of which one is enough.
  package static let viewWindow: UInt64 = 16
  /// The most views that one request for certificates names.
  package static let requestViewCountMax: UInt64 = 64

  let configuration: Configuration
  let quorum: UInt64

  /// The view this node is in; before the start, that of the newest final block.
  package internal(set) var view: View
  /// The newest final block.
  package internal(set) var final: BlockReference
  /// The proof of it; nil while it is the block that the epoch starts from.
  package internal(set) var finalization: Certificate?
  /// Whether a block that ends the epoch is final. The engine then answers to nothing any more.
  package internal(set) var isOver = false

  /// The notarized block of the highest view; the final block when there is none above.
  var highestNotarized: BlockReference
  /// All views from this one up to the current one are nullified.
  var nullifiedFrom: View
  /// Of views above the final block's alone.
  var views: [View: ViewState] = [:]
  /// Of the views in the window.
  var tallies: [View: VoteTally] = [:]
  /// Of the current view and those ahead in the window.
  var candidates: [View: Candidate] = [:]
  /// Blocks known to end the epoch.
  var epochEnds: Set<BlockID> = []

  /// The parent on which a block of the current view has been asked for.
  var parentAsked: BlockReference?
  /// The views whose certificates have been asked for, since the last time of sending again.
  var viewsRequested: ClosedRange<View>?
  /// From the earlier run, until the start.
  var recoveredCertificates: [Certificate] = []
  /// The own vote to finalize in the highest view.
  var newestFinalize: Ballot?
  var liveness: Liveness

  /// The effects of the event that is being handled.
  var effects: [Effect] = []

  /// How many views the engine keeps votes of, at most those of the window on both sides; and how many it keeps
  /// certificates or own votes of, all above the final block's.
  package var tallyCount: Int { tallies.count }
  package var viewCount: Int { views.count }

  /// An engine for the epoch that starts above `root`, a final block. In a new epoch `root.view` is the header's.
  package init(_ configuration: Configuration, root: BlockReference, recovery: Recovery = .none) {
    precondition(
      recovery.finalization.map { $0.ballot.kind == .finalize && $0.ballot.epoch == configuration.epoch } ?? true,
      "What is recovered as a finalization is one of this epoch.")
    self.configuration = configuration
    quorum = configuration.validators.quorum
    finalization = recovery.finalization
    final = recovery.finalization?.blockReference ?? root
    highestNotarized = final
    view = final.view
    nullifiedFrom = final.view.next
    liveness = Liveness(configuration)
    restore(recovery)
  }

  /// Takes what happened at `now`, and returns what to do.
  package mutating func handle(_ event: Event, now: Timestamp) -> [Effect] {
    guard !isOver else { return [] }
    precondition(liveness.hasStarted || event == .start, "The first event is the start.")
    liveness.now = max(liveness.now, now)
    switch event {
    case .start: start()
    case .tick: runTimers()
    case .proposal(let proposal): receive(proposal)
    case .vote(let vote): receive(vote)
    case .certificate(let certificate): receive(certificate)
    case .validated(let view, let block, let verdict): receive(verdict, on: block, in: view)
    case .proposed(let view, let block, let isEpochEnd): propose(block, in: view, isEpochEnd: isEpochEnd)
    case .work(let exists): setWork(exists)
    case .reachable(let validator, let isReachable): note(validator, isReachable: isReachable)
    }
    act()
    defer { effects = [] }
    return effects
  }

  /// Does whatever the facts now call for. Each rule looks at the facts alone, so it does not matter which event
  /// completed them, and calling it twice changes nothing.
  private mutating func act() {
    guard let own = configuration.ownIndex, !isOver else { return }
    startOrStopTimer()
    if leader(of: view) == own { lead() } else { considerCandidate() }
    skipLeader()
  }

  package func leader(of view: View) -> ValidatorIndex {
    configuration.leaderPolicy.leader(of: view, in: configuration.validators)
  }

  /// Records and casts an own vote.
  mutating func cast(_ ballot: Ballot, after notarization: Certificate? = nil) {
    precondition(configuration.ownIndex != nil, "Only a validator votes.")
    precondition((ballot.kind == .finalize) == (notarization != nil), "A notarization goes with finalize votes alone.")
    views[ballot.view, default: ViewState()].own.insert(ballot)
    effects.append(.record(ballot, notarization))
    effects.append(sending(ballot))
  }

  /// The effect that sends an own vote which is on record.
  func sending(_ ballot: Ballot) -> Effect {
    ballot.kind == .notarize && leader(of: ballot.view) == configuration.ownIndex ? .publish(ballot) : .cast(ballot)
  }

  /// What this node voted in `view`.
  func ownBallots(in view: View) -> OwnBallots { views[view]?.own ?? OwnBallots() }
}

extension Certificate {
  /// The block that this notarizes or finalizes; nil for a nullification.
  var blockReference: BlockReference? { ballot.blockID.map { BlockReference(id: $0, view: ballot.view) } }
}
