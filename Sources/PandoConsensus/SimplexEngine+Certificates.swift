package import PandoPrimitives

extension SimplexEngine {
  /// Whether handling the certificate could change anything. Ask before checking its signatures.
  package func isUseful(_ certificate: Certificate) -> Bool {
    let ballot = certificate.ballot
    guard !isOver, ballot.epoch == configuration.epoch, ballot.view > final.view else { return false }
    return switch ballot.kind {
    case .notarize: views[ballot.view]?.notarization == nil
    case .nullify: views[ballot.view]?.nullification == nil
    case .finalize: true
    }
  }

  /// What this node has of these views, for a peer that asked; the newest finalization when they reach below it.
  package func certificates(in range: ClosedRange<View>) -> [Certificate] {
    var found: [Certificate] = []
    if range.lowerBound <= final.view, let finalization { found.append(finalization) }
    let first = max(range.lowerBound, final.view.next)
    let last = min(range.upperBound, view)
    guard first <= last else { return found }
    for value in first.value...min(last.value, first.value + (SimplexEngine.requestViewCountMax - 1)) {
      found += [views[View(value)]?.notarization, views[View(value)]?.nullification].compactMap { $0 }
    }
    return found
  }

  mutating func receive(_ certificate: Certificate) {
    guard isUseful(certificate) else { return }
    for (signer, signature) in zip(certificate.signers, certificate.signatures) {
      heard(signer, in: certificate.ballot.view)
      guard isInWindow(certificate.ballot.view) else { continue }
      register(Vote(ballot: certificate.ballot, signer: signer, signature: signature))
    }
    adopt(certificate)
  }

  /// Takes a certificate that is new to this node, forwards it once, and keeps it unless it is on disk.
  mutating func adopt(_ certificate: Certificate, isKept: Bool = false) {
    if configuration.ownIndex != nil { effects.append(.broadcast(certificate)) }
    switch certificate.ballot.kind {
    case .notarize: adoptNotarization(certificate, isKept: isKept)
    case .nullify: adoptNullification(certificate, isKept: isKept)
    case .finalize: adoptFinalization(certificate)
    }
  }

  /// Simplex §2.1, step 4, a notarized block: vote to finalize it unless the view was given up, and go on.
  private mutating func adoptNotarization(_ certificate: Certificate, isKept: Bool) {
    guard let block = certificate.blockReference else { preconditionFailure("A notarization names a block.") }
    views[block.view, default: ViewState()].notarization = certificate
    effects.append(.notarized(block))
    if block.view > highestNotarized.view { highestNotarized = block }
    let ballot = Ballot.finalize(configuration.epoch, block.view, block.id)
    if configuration.ownIndex != nil, ownBallots(in: block.view).permit(ballot) {
      cast(ballot, after: certificate)
      if block.view > newestFinalize?.view ?? final.view { newestFinalize = ballot }
    } else if configuration.ownIndex != nil, !isKept {
      effects.append(.keep(certificate))
    }
    if block.view >= view { enter(block.view.next) }
  }

  /// Simplex §2.1, step 4, the dummy block: go on.
  private mutating func adoptNullification(_ certificate: Certificate, isKept: Bool) {
    let nullified = certificate.ballot.view
    views[nullified, default: ViewState()].nullification = certificate
    if configuration.ownIndex != nil, !isKept { effects.append(.keep(certificate)) }
    if nullified >= view { enter(nullified.next) }
    extendNullified()
  }

  /// Simplex §2.1, step 5: the block and its ancestors are final. What is below is of no use any more.
  private mutating func adoptFinalization(_ certificate: Certificate) {
    guard let block = certificate.blockReference else { preconditionFailure("A finalization names a block.") }
    precondition(block.view > final.view, "Blocks become final in ascending order.")
    final = block
    finalization = certificate
    effects.append(.finalized(block, certificate))
    if highestNotarized.view <= block.view { highestNotarized = block }
    if let newestFinalize, newestFinalize.view <= block.view { self.newestFinalize = nil }
    noteProgress(block.view)
    isOver = epochEnds.contains(block.id)
    for old in views.keys.sorted() where old <= block.view { views[old] = nil }
    for old in tallies.keys.sorted() where old <= block.view { tallies[old] = nil }
    if block.view >= view && !isOver { enter(block.view.next) }
  }

  /// Moves to a later view.
  mutating func enter(_ next: View) {
    precondition(next > view, "Views only ascend.")
    leave(for: next)
    view = next
    nullifiedFrom = next
    extendNullified()
    parentAsked = nil
    viewsRequested = nil
    for old in candidates.keys.sorted() where old < next { candidates[old] = nil }
    for old in tallies.keys.sorted() where !isInWindow(old) { tallies[old] = nil }
    effects.append(.entered(next))
    // After a restart: votes of the earlier run, which may never have left.
    effects += ownBallots(in: next).all.map { sending($0) }
  }

  /// Lowers ``nullifiedFrom`` as far as the certificates reach.
  private mutating func extendNullified() {
    while nullifiedFrom > final.view.next, views[View(nullifiedFrom.value - 1)]?.nullification != nil {
      nullifiedFrom = View(nullifiedFrom.value - 1)
    }
  }
}
