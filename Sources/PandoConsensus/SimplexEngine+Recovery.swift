import PandoPrimitives

extension SimplexEngine {
  /// Puts back what an earlier run recorded. Called once, before the start.
  mutating func restore(_ recovery: Recovery) {
    for ballot in recovery.ballots where ballot.epoch == configuration.epoch && ballot.view > final.view {
      if ownBallots(in: ballot.view).all.contains(ballot) { continue }
      views[ballot.view, default: ViewState()].own.insert(ballot)
      if ballot.kind == .finalize, ballot.view > newestFinalize?.view ?? final.view { newestFinalize = ballot }
    }
    recoveredCertificates = recovery.certificates
      .filter { $0.ballot.kind != .finalize && $0.ballot.epoch == configuration.epoch }
      .sorted { ($0.ballot.view, $0.ballot.kind.rawValue) < ($1.ballot.view, $1.ballot.kind.rawValue) }
  }

  /// Enters the first view, or the one after the highest recovered certificate.
  ///
  /// Certificates outlive a crash, because nobody votes in a view that it has left. Were all who have a view's
  /// certificate to lose it, and to be moved on by one of a later view, nobody could ever bridge the gap. And whoever
  /// voted to finalize may not nullify, so without the notarization it could neither go on nor give up.
  mutating func start() {
    precondition(!liveness.hasStarted, "An engine starts once.")
    liveness.hasStarted = true
    for certificate in recoveredCertificates where certificate.ballot.view > final.view {
      adopt(certificate, isKept: true)
    }
    recoveredCertificates = []
    if view == final.view { enter(final.view.next) }
    liveness.followingSince = view
    if let newestFinalize { effects.append(.cast(newestFinalize)) }
  }
}
