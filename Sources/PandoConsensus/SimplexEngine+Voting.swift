package import PandoPrimitives

extension SimplexEngine {
  /// Whether handling the vote could change anything. Ask before checking its signature; drop the vote otherwise.
  package func isUseful(_ vote: Vote) -> Bool {
    guard !isOver, vote.ballot.epoch == configuration.epoch, configuration.validators[vote.signer] != nil else {
      return false
    }
    if isSignOfLife(of: vote.signer, in: vote.ballot.view) { return true }
    guard isInWindow(vote.ballot.view) else { return false }
    guard let tally = tallies[vote.ballot.view] else { return true }
    let isFirst = tally.vote(vote.ballot.kind, by: vote.signer) == nil
    return isFirst && !isDecided(vote.ballot) || tally.contradiction(by: vote) != nil
  }

  /// Whether votes for `view` are counted: above the final block, and within the window around the current view.
  func isInWindow(_ view: View) -> Bool {
    view > final.view && view.value < self.view.value + SimplexEngine.viewWindow
      && view.value + SimplexEngine.viewWindow >= self.view.value
  }

  /// Whether there is a certificate of this kind for the view already.
  private func isDecided(_ ballot: Ballot) -> Bool {
    switch ballot.kind {
    case .notarize: views[ballot.view]?.notarization != nil
    case .nullify: views[ballot.view]?.nullification != nil
    case .finalize: false
    }
  }

  mutating func receive(_ vote: Vote) {
    guard vote.ballot.epoch == configuration.epoch, configuration.validators[vote.signer] != nil else { return }
    heard(vote.signer, in: vote.ballot.view)
    guard isInWindow(vote.ballot.view) else { return }
    register(vote)
    guard !isDecided(vote.ballot),
      let certificate = tallies[vote.ballot.view]?
        .certificate(for: vote.ballot, in: configuration.validators, quorum: quorum)
    else { return }
    adopt(certificate)
  }

  /// Counts a vote, and reports it when it contradicts another of its signer.
  mutating func register(_ vote: Vote) {
    let count = configuration.validators.validators.count
    if let equivocation = tallies[vote.ballot.view, default: VoteTally(validatorCount: count)].insert(vote) {
      effects.append(.equivocation(equivocation))
    }
  }

  /// Simplex §2.1, step 2: votes for the leader's proposal once its parent is notarized, the views between are
  /// nullified, and the block is valid.
  mutating func considerCandidate() {
    guard let candidate = candidates[view], candidate.stage == .waiting, ownBallots(in: view).notarize == nil else {
      return
    }
    let proposal = candidate.proposal
    // Below the newest final block nothing is extended: its view cannot be nullified.
    guard proposal.parentView >= final.view else { return refuseCandidate() }
    guard nullifiedFrom <= proposal.parentView.next else {
      return request(downFrom: View(nullifiedFrom.value - 1), to: proposal.parentView)
    }
    guard let parent = notarizedBlock(in: proposal.parentView) else {
      return request(downFrom: proposal.parentView, to: proposal.parentView)
    }
    let parentID = proposal.isReproposal ? proposal.blockID : BlockID(proposal.header.parentID)
    // No child of a block that ends the epoch before the next epoch's validators vote for it.
    guard parent.id == parentID, proposal.isReproposal || !epochEnds.contains(parentID) else {
      return refuseCandidate()
    }
    candidates[view]?.stage = .validating
    effects.append(.validate(proposal, parent: parent))
  }

  private mutating func refuseCandidate() { candidates[view]?.stage = .refused }

  /// The block notarized in `view`, which may be the newest final one.
  private func notarizedBlock(in view: View) -> BlockReference? {
    view == final.view ? final : views[view]?.notarization?.blockReference
  }

  mutating func receive(_ verdict: Verdict, on block: BlockID, in view: View) {
    if verdict == .valid(isEpochEnd: true) { epochEnds.insert(block) }
    guard view == self.view, let candidate = candidates[view], candidate.stage == .validating,
      candidate.proposal.blockID == block
    else { return }
    let ballot = candidate.proposal.ballot
    switch verdict {
    case .invalid: refuseCandidate()
    case .valid: if ownBallots(in: view).permit(ballot) { cast(ballot) }
    }
  }
}
