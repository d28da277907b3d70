import PandoPrimitives

extension SimplexEngine {
  /// Puts back what an earlier run recorded. Called once, before the start.
  mutating func restore(_ recovery: Recovery) {
    for ballot in recovery.ballots where ballot.epoch == configuration.epoch && ballot.view > final.view {
      if ownBallots(in: ballot.view).all.contains(ballot) { continue }
      views[ballot.view, default: ViewState()].own.insert(ballot)
      if ballot.kind == .finalize, ballot.view > newestFinalize?.view ?? final.view { newestFinalize = ballot }
    }
    recoveredNotarizations = recovery.notarizations
      .filter { $0.ballot.kind == .notarize && $0.ballot.epoch == configuration.epoch }
      .sorted { $0.ballot.view < $1.ballot.view }
  }

  /// Enters the first view, or the one after the highest recovered notarization.
  ///
  /// A vote to finalize rules out the vote to nullify. Were the notarization behind it lost with everyone's memory, and
  /// with its leader for good, those who voted so could neither go on nor give up. So it is recorded with the vote.
  mutating func start() {
    precondition(!liveness.hasStarted, "An engine starts once.")
    liveness.hasStarted = true
    for notarization in recoveredNotarizations where notarization.ballot.view > final.view { adopt(notarization) }
    recoveredNotarizations = []
    if view == final.view { enter(final.view.next) }
    liveness.followingSince = view
    if let newestFinalize { effects.append(.cast(newestFinalize)) }
  }
}
