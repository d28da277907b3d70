import DequeModule
import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoStorage

// Between the engine that agrees and everything it agrees about (docs/spec/consensus.md).
extension Replica {
  /// Gives the engine an event and carries out what it wants. Events that come up meanwhile wait their turn.
  mutating func drive(_ event: SimplexEngine.Event) {
    engineEvents.append(event)
    guard !isDriving else { return }
    isDriving = true
    while let next = engineEvents.popFirst() {
      let epoch = ledger.epoch
      for effect in engine.handle(next, now: now.monotonic) {
        perform(effect)
        // The effects of an engine whose epoch is over mean nothing to the next.
        if ledger.epoch != epoch { break }
      }
    }
    isDriving = false
  }

  private mutating func perform(_ effect: SimplexEngine.Effect) {
    switch effect {
    case .record(let ballot, let notarization): record(ballot, notarization)
    case .keep(let certificate): keep(certificate)
    case .cast(let ballot), .publish(let ballot): emit(.sign(ballot))
    case .broadcast(let certificate):
      guard !relay.takeUp(certificate, at: now.monotonic) else { break }
      emit(.send(.certificate(certificate), to: connectedValidators))
    case .requestCertificates(let views):
      emit(.send(.requestCertificates(CertificateRequest(epoch: ledger.epoch, views: views)), to: connectedValidators))
    case .propose(let view, let parent): propose(in: view, on: parent)
    case .validate(let proposal, _): validate(proposal)
    case .entered(let view):
      ownProposals = ownProposals.filter { $0.key >= view }
      if let wantedProposal, wantedProposal.view < view { self.wantedProposal = nil }
    case .notarized(let block): notarized(block)
    case .finalized(_, let certificate): finalized(certificate)
    case .equivocation(let equivocation): keep(equivocation)
    }
  }

  /// Makes a ballot durable, and with a vote for a block the block: whoever counts the vote may count on the block.
  private mutating func record(_ ballot: Ballot, _ notarization: Certificate?) {
    var batch = WriteBatch()
    let isOwnProposal = ballot.kind == .notarize && ownProposals[ballot.view]?.blockID == ballot.blockID
    let record = BallotRecord(
      ballot: ballot, notarization: notarization, proposal: isOwnProposal ? ownProposals[ballot.view] : nil)
    batch.put(BlockStoreKey.ballot(ballot), record.canonicalBytes)
    if ballot.kind == .notarize, let id = ballot.blockID, id != tip.id {
      guard let candidate = candidates[id] else { preconditionFailure("A node votes for blocks that it has.") }
      if !storedCandidates.contains(where: { $0.id == id }) {
        batch.put(BlockStoreKey.candidate(id), candidate.block.canonicalBytes)
        storedCandidates.append((id: id, height: candidate.header.height))
      }
    }
    ballots.append(ballot)
    emit(.write(batch, durable: true))
  }

  private mutating func keep(_ certificate: Certificate) {
    var batch = WriteBatch()
    batch.put(BlockStoreKey.certificate(certificate.ballot), certificate.canonicalBytes)
    certificates.append(certificate.ballot)
    emit(.write(batch, durable: true))
  }

  private mutating func notarized(_ block: BlockReference) {
    if candidates[block.id] == nil {
      want(block.id, in: block.view)
    } else {
      candidates[block.id]?.isNotarized = true
      recomputeTaken()
    }
  }

  private mutating func finalized(_ certificate: Certificate) {
    guard let id = certificate.ballot.blockID, id != tip.id else { return }
    finalTarget = certificate
    if candidates[id] == nil { want(id, in: certificate.ballot.view) }
    commitIfPossible()
  }

  /// Writes down that a validator contradicted itself: once for each view, and in an epoch so often that nobody doubts
  /// it.
  private mutating func keep(_ equivocation: Equivocation) {
    let signer = equivocation.first.signer
    guard evidenceCounts[signer, default: 0] < ReplicaLimits.evidenceCountMaxPerValidator else { return }
    evidenceCounts[signer, default: 0] += 1
    var batch = WriteBatch()
    batch.put(BlockStoreKey.evidence(equivocation), equivocation.canonicalBytes)
    emit(.write(batch, durable: true))
    emit(.note(.equivocation(equivocation)))
  }

  // MARK: Proposing

  private mutating func propose(in view: View, on parent: BlockReference) {
    wantedProposal = WantedProposal(view: view, parent: parent)
    buildProposalIfWanted()
  }

  /// Starts building the proposal that the engine wants as soon as its parent is executed.
  mutating func buildProposalIfWanted() {
    guard let wanted = wantedProposal, !wanted.isExecuting, let layers = layers(upTo: wanted.parent.id) else { return }
    if let parent = candidates[wanted.parent.id], parent.result?.isEpochEnd == true {
      return proposeAgain(parent, wanted)
    }
    // A block is worth its room when it holds something, when the heartbeat is due, or when the engine asks although it
    // was told of no work: an ancestor does not become final by itself, or others have work.
    let isEmptyWanted = isHeartbeatDue || !reportedWork
    guard isEmptyWanted || !isGathering else { return }
    let taken = transactionIDs(upTo: wanted.parent.id)
    let parent = candidates[wanted.parent.id]?.header
    let parentTime = parent?.time ?? tip.time
    let time = max(now.wall, parentTime.advanced(byMilliseconds: 1))
    let transactions = mempool.pick(
      countMax: min(pace.countMax, Int(ledger.parameters.blockTransactionCountMax)),
      byteCountMax: Int(ledger.parameters.blockByteCountMax), without: taken)
    guard !transactions.isEmpty || isEmptyWanted else { return }
    wantedProposal?.isExecuting = true
    _ = execute(
      transactions, on: layers, height: (parent?.height ?? tip.height).next, time: time, inadmissible: .skip,
      then: .ownProposal(wanted.view, parent: wanted.parent))
  }

  /// Notes when a block was begun, as its header says and as far as this node's clock agrees: what waits has come
  /// since.
  mutating func notePace(of header: BlockHeader) {
    let age = min(now.wall.milliseconds(since: header.time), now.monotonic.milliseconds)
    pace.noteProposal(at: Timestamp(milliseconds: now.monotonic.milliseconds - age))
  }

  /// Whether this node leads, and gathers more before it proposes. A validator alone has nobody to spare a block for.
  private var isGathering: Bool {
    guard ledger.validators.validators.count > 1 else { return false }
    return pace.isGathering(
      waiting: mempool.count - mempool.markedCount, blockCountMax: Int(ledger.parameters.blockTransactionCountMax),
      now: now.monotonic, viewMilliseconds: ledger.parameters.viewTimeoutMilliseconds)
  }

  /// Whether time alone, without an event, soon lets this node do something: tick it every few milliseconds then.
  package var isImpatient: Bool {
    if !unannounced.isEmpty { return true }
    guard let wantedProposal, !wantedProposal.isExecuting else { return false }
    return mempool.count > mempool.markedCount
  }

  /// Puts a block that ends the epoch up again, so that it can become final in a later view.
  private mutating func proposeAgain(_ parent: Candidate, _ wanted: WantedProposal) {
    wantedProposal = nil
    ownProposals[wanted.view] = Proposal(
      epoch: ledger.epoch, view: wanted.view, header: parent.header, parentView: wanted.parent.view,
      transactionDigests: parent.digests, signature: [])
    drive(.proposed(wanted.view, parent.id, isEpochEnd: true))
  }

  /// The block that the engine wanted is executed: its header can be filled.
  mutating func executedOwn(view: View, parent: BlockReference, _ result: ExecutedBlock) {
    guard let wanted = wantedProposal, wanted.view == view, layers(upTo: parent.id) != nil else { return }
    wantedProposal = nil
    dropInadmissible(result.omitted)
    let header = result.header(view: view, parentID: parent.id.hash, proposer: configuration.ownKey)
    var candidate = Candidate(header: header, transactions: result.transactions, now: now.monotonic)
    candidate.phase = .executed(result)
    makeRoomForCandidate()
    candidates[candidate.id] = candidate
    notePace(of: header)
    ownProposals[view] = Proposal(
      epoch: ledger.epoch, view: view, header: header, parentView: parent.view, transactionDigests: candidate.digests,
      signature: [])
    drive(.proposed(view, candidate.id, isEpochEnd: result.isEpochEnd))
  }

  /// What may not be in a block must not make work for ever. What only found the block full stays.
  private mutating func dropInadmissible(_ omissions: [Omission]) {
    for omission in omissions where omission.refusal.code != .noVacancy {
      mempool.remove([omission.id])
      emit(.dropped(omission.id, omission.refusal))
    }
  }

  // MARK: Votes of this node

  mutating func signed(_ ballot: Ballot, _ signature: [UInt8]) {
    guard ballot.epoch == ledger.epoch, let index = ledger.validators.index(of: configuration.ownKey) else { return }
    let vote = Vote(ballot: ballot, signer: index, signature: signature)
    if ballot.kind == .notarize, let proposal = ownProposals[ballot.view], proposal.blockID == ballot.blockID {
      emit(.send(.proposal(proposal.signed(with: signature)), to: connectedValidators))
    } else {
      emit(.send(.vote(vote), to: connectedValidators))
    }
    drive(.vote(vote))
  }

  // MARK: Messages of others

  mutating func receive(_ proposal: Proposal, from peer: PublicKey) {
    noteEpoch(of: proposal.ballot, at: peer)
    relay.heard(proposal.ballot, from: peer)
    guard engine.isUseful(proposal), mayVerify(for: peer), let leader = ledger.validators.index(of: peer),
      leader == self.leader(of: proposal.view)
    else { return }
    let vote = Vote(ballot: proposal.ballot, signer: leader, signature: proposal.signature)
    verify(.vote(vote, by: peer), then: .proposal(proposal, from: peer))
  }

  mutating func admit(_ proposal: Proposal, holds: Bool, from peer: PublicKey) {
    guard holds else { return dismiss(peer, because: "it sent a proposal whose signature does not hold") }
    drive(.proposal(proposal))
  }

  mutating func receive(_ vote: Vote, from peer: PublicKey) {
    noteEpoch(of: vote.ballot, at: peer)
    if ledger.validators[vote.signer]?.key == peer { relay.heard(vote.ballot, from: peer) }
    guard engine.isUseful(vote), mayVerify(for: peer), let key = ledger.validators[vote.signer]?.key else { return }
    verify(.vote(vote, by: key), then: .vote(vote, from: peer))
  }

  mutating func admit(_ vote: Vote, holds: Bool, from peer: PublicKey) {
    guard holds else { return dismiss(peer, because: "it sent a vote whose signature does not hold") }
    drive(.vote(vote))
  }

  mutating func receive(_ certificate: Certificate, from peer: PublicKey) {
    noteEpoch(of: certificate.ballot, at: peer)
    relay.heard(certificate.ballot, from: peer, isCertificate: true)
    guard engine.isUseful(certificate), mayVerify(for: peer), certificate.hasQuorum(in: ledger.validators) else {
      return
    }
    verify(.certificate(certificate, by: ledger.validators), then: .certificate(certificate, from: peer))
  }

  mutating func admit(_ certificate: Certificate, holds: Bool, from peer: PublicKey) {
    // The set of validators may have changed while the signatures were checked; then the certificate is of the past.
    guard certificate.ballot.epoch == ledger.epoch else { return }
    guard holds else { return dismiss(peer, because: "it sent a certificate that does not hold") }
    drive(.certificate(certificate))
  }

  mutating func serve(_ request: CertificateRequest, to peer: PublicKey) {
    guard request.epoch == ledger.epoch, mayServe(peer) else { return }
    var byteCount = 0
    for certificate in engine.certificates(in: request.views) {
      byteCount += 128 * certificate.signers.count
      emit(.send(.certificate(certificate), to: .peer(peer)))
    }
    noteServed(byteCount, to: peer)
  }

  /// Whoever votes in a later epoch has every block below it.
  private mutating func noteEpoch(of ballot: Ballot, at peer: PublicKey) {
    guard ballot.epoch > ledger.epoch, let index = peers.firstIndex(where: { $0.key == peer }) else { return }
    let reached = Height(ballot.epoch.first.value &- 1)
    if peers[index].height ?? Height(0) < reached { peers[index].height = reached }
  }

  private var connectedValidators: Recipients { .peers(peersByRole.validators) }

  /// Passes on the certificates whose wait is over.
  mutating func passCertificatesOn() {
    let due = relay.due(
      among: peersByRole.validators, now: now.monotonic,
      viewMilliseconds: ledger.parameters.viewTimeoutMilliseconds)
    for (certificate, recipients) in due { emit(.send(.certificate(certificate), to: .peers(recipients))) }
  }

  func leader(of view: View) -> ValidatorIndex { LeaderPolicy.roundRobin.leader(of: view, in: ledger.validators) }

  // MARK: Work

  /// Whether an empty block is worth making. Not so while one is on its way: what finalizes it is the engine's matter.
  private var isHeartbeatDue: Bool {
    guard let heartbeat, !hasNotarized else { return false }
    return now.monotonic.milliseconds(since: lastCommit) >= heartbeat
  }

  /// The longest time without a block; nil when an idle ledger makes none. What is decided for a later height must come
  /// to hold though nobody sends a transaction, so until then the heart beats faster.
  private var heartbeat: UInt64? {
    let parameters = ledger.parameters
    let ordinary = parameters.heartbeatMilliseconds > 0 ? parameters.heartbeatMilliseconds : nil
    guard ledger.pendingMembership != nil || ledger.pendingParameters != nil else { return ordinary }
    return min(ordinary ?? .max, parameters.viewTimeoutMilliseconds)
  }

  /// Tells the engine when there begins, or ceases, to be something to agree on.
  mutating func updateWork() {
    let hasWork = isHeartbeatDue || mempool.count > mempool.markedCount
    guard hasWork != reportedWork else { return }
    reportedWork = hasWork
    // The engine asks again if a block is needed all the same.
    if !hasWork { wantedProposal = nil }
    drive(.work(hasWork))
  }
}

extension Proposal {
  /// The same proposal with the leader's signature.
  fileprivate func signed(with signature: [UInt8]) -> Proposal {
    Proposal(
      epoch: epoch, view: view, header: header, parentView: parentView, transactionDigests: transactionDigests,
      signature: signature)
  }
}
