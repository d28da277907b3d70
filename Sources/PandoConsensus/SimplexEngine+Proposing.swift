package import PandoPrimitives

extension SimplexEngine {
  /// Whether handling the proposal could change anything. Ask before checking its signature.
  package func isUseful(_ proposal: Proposal) -> Bool {
    guard !isOver, proposal.epoch == configuration.epoch, proposal.view >= view, isInWindow(proposal.view),
      leader(of: proposal.view) != configuration.ownIndex
    else { return false }
    let vote = proposal.leaderVote(by: leader(of: proposal.view))
    return candidates[proposal.view] == nil || tallies[proposal.view]?.contradiction(by: vote) != nil
  }

  /// Keeps the first proposal for a view that is still to be decided. It is also the leader's vote.
  mutating func receive(_ proposal: Proposal) {
    guard isUseful(proposal) else { return }
    if candidates[proposal.view] == nil { candidates[proposal.view] = Candidate(proposal: proposal) }
    receive(proposal.leaderVote(by: leader(of: proposal.view)))
  }

  /// Simplex §2.1, step 1: the leader asks for a block on the highest notarized one, once every view between is
  /// nullified.
  mutating func lead() {
    guard isBusy, parentAsked == nil, ownBallots(in: view).notarize == nil else { return }
    guard nullifiedFrom <= highestNotarized.view.next else {
      return request(downFrom: View(nullifiedFrom.value - 1), to: final.view.next)
    }
    parentAsked = highestNotarized
    effects.append(.propose(view, parent: highestNotarized))
  }

  /// Without work a block that was asked for is not wanted any more; ``lead()`` asks again when it is.
  mutating func setWork(_ exists: Bool) {
    liveness.hasWork = exists
    if !exists { parentAsked = nil }
  }

  /// Votes for the own block, which sends it. After a restart in the same view there is a vote already, and the block
  /// it names is sent instead.
  mutating func propose(_ block: BlockID, in view: View, isEpochEnd: Bool) {
    if isEpochEnd { epochEnds.insert(block) }
    guard view == self.view, let parent = parentAsked else { return }
    // No child of a block that ends the epoch. It answers an earlier question, asked before that block was notarized.
    guard block == parent.id || !epochEnds.contains(parent.id) else { return }
    let ballot = Ballot.notarize(configuration.epoch, view, block)
    if ownBallots(in: view).permit(ballot) { cast(ballot) }
  }

  /// Asks for the certificates of the highest views in `bottom...top`, unless that has been done.
  ///
  /// From the top, because what matters most is near: a peer that has a final block in between answers with that.
  mutating func request(downFrom top: View, to bottom: View) {
    if let viewsRequested, viewsRequested.contains(top) { return }
    let first = max(bottom.value, 1, top.value - min(top.value, SimplexEngine.requestViewCountMax - 1))
    guard first <= top.value else { return }
    viewsRequested = View(first)...top
    effects.append(.requestCertificates(View(first)...top))
  }
}

extension Proposal {
  /// The leader's vote that the proposal carries.
  package func leaderVote(by leader: ValidatorIndex) -> Vote {
    Vote(ballot: ballot, signer: leader, signature: signature)
  }
}
