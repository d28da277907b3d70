import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoStorage

// Blocks above the tip: gathering what they hold, executing them, comparing (docs/spec/consensus.md, rule 2).
extension Replica {
  /// Takes a proposal's block in and goes on towards its validation.
  mutating func validate(_ proposal: Proposal) {
    let id = proposal.header.id
    awaitedValidations[id, default: []].append(proposal)
    if candidates[id] == nil {
      notePace(of: proposal.header)
      if let problem = problem(with: proposal.header) { return refuse(proposal.header, because: problem) }
      let source = ledger.validators[leader(of: proposal.view)]?.key
      makeRoomForCandidate()
      candidates[id] = Candidate(
        header: proposal.header, digests: proposal.transactionDigests, source: source, now: now.monotonic)
    }
    fill(id)
    askForMissing(of: id)
    if case .refused(let reason) = candidates[id]?.phase { refuse(proposal.header, because: reason) }
    answerValidations(of: id)
    advanceCandidates()
  }

  /// What can be said of a header before its block is executed; nil when nothing is wrong.
  private func problem(with header: BlockHeader) -> String? {
    if header.chainID != chainID { return "it is of another ledger" }
    if header.time > now.wall.advanced(byMilliseconds: ledger.parameters.clockSkewMilliseconds) {
      return "its time is \(header.time.milliseconds(since: now.wall)) ms ahead of this node's clock"
    }
    if header.transactionCount > ledger.parameters.blockTransactionCountMax { return "it has too many transactions" }
    if header.proposer != ledger.validators[leader(of: header.view)]?.key {
      return "the proposer that it names does not lead view \(header.view)"
    }
    return nil
  }

  private mutating func fill(_ id: BlockID) {
    guard var candidate = candidates[id], candidate.missingCount > 0 else { return }
    candidate.fill { mempool[$0] }
    candidates[id] = candidate
  }

  /// Whether a block lacks transactions.
  var isCandidateIncomplete: Bool { candidates.values.contains { $0.missingCount > 0 } }

  /// Gives transactions that came to every block that lacks some of them.
  mutating func fillCandidates(with transactions: [Hash: VerifiedTransaction]) {
    for candidate in sortedCandidates where candidate.missingCount > 0 {
      candidates[candidate.id]?.fill { transactions[$0] }
    }
  }

  private mutating func askForMissing(of id: BlockID) {
    guard let candidate = candidates[id], candidate.missingCount > 0, let source = candidate.source else { return }
    candidates[id]?.askedAt = now.monotonic
    // Those whose signatures are being checked are here already.
    var rest = candidate.missing.filter { !unverifiedDigests.contains($0) }[...]
    while !rest.isEmpty {
      emit(.send(.requestTransactions(Array(rest.prefix(PeerMessage.digestCountMax))), to: .peer(source)))
      rest = rest.dropFirst(PeerMessage.digestCountMax)
    }
  }

  /// Starts executing every block that has all it needs, lowest first.
  mutating func advanceCandidates() {
    for id in sortedCandidates.map(\.id) {
      guard let candidate = candidates[id], case .waiting = candidate.phase else { continue }
      guard let layers = layers(upTo: BlockID(candidate.header.parentID)) else {
        wantParent(of: candidate.header)
        continue
      }
      if let problem = misfit(of: candidate.header) {
        refuse(candidate.header, because: problem)
        continue
      }
      let transactions = candidate.transactions.compactMap { $0 }
      precondition(transactions.count == candidate.digests.count, "A waiting block lacks no transaction.")
      let job = execute(
        transactions, on: layers, height: candidate.header.height, time: candidate.header.time, inadmissible: .refuse,
        then: .candidate(candidate.id))
      candidates[candidate.id]?.phase = .executing(job)
    }
    buildProposalIfWanted()
  }

  /// Asks for the block below one that waits for it. A quorum took it, or nobody here would have taken the one above.
  /// After a restart a node may lack it: it keeps on disk what it voted for, and that may stand on what it never voted
  /// for.
  private mutating func wantParent(of header: BlockHeader) {
    guard header.height > tip.height.next else { return }
    want(BlockID(header.parentID), in: header.view)
  }

  mutating func execute(
    _ transactions: [VerifiedTransaction], on layers: [StateLayer], height: Height, time: Timestamp,
    inadmissible: InadmissiblePolicy, then execution: Execution
  ) -> JobID {
    let id = makeJobID()
    executions[id] = (execution, now.monotonic)
    emit(
      .execute(
        ExecutionJob(
          id: id, view: StateView(store: store, layers: layers, tree: tree, memory: treeMemory),
          context: BlockContext(chainID: chainID, height: height, time: time), transactions: transactions,
          inadmissible: inadmissible)))
    return id
  }

  mutating func executed(_ job: JobID, _ outcome: ExecutionOutcome) {
    guard let (purpose, since) = executions.removeValue(forKey: job) else { return }
    if case .ran(.success(let result)) = outcome {
      pace.note(
        count: result.transactions.count, milliseconds: now.monotonic.milliseconds(since: since),
        viewMilliseconds: ledger.parameters.viewTimeoutMilliseconds)
    }
    switch (purpose, outcome) {
    case (.candidate(let id), .ran(let result)): executed(id, result)
    case (.ownProposal(let view, let parent), .ran(.success(let result))):
      executedOwn(view: view, parent: parent, result)
    case (.ownProposal(let view, _), .ran(.failure(let refusal))):
      preconditionFailure("Own proposals leave out what is inadmissible; view \(view) says \(refusal).")
    case (.candidate(let id), .storageFailed(let error)):
      // A job of a block that lost meanwhile reads a mixture; only one that still counts speaks of the disk.
      if case .executing(job) = candidates[id]?.phase { emit(.halt(error)) }
    case (.ownProposal(_, let parent), .storageFailed(let error)):
      if layers(upTo: parent.id) != nil { emit(.halt(error)) }
    }
  }

  private mutating func executed(_ id: BlockID, _ result: Result<ExecutedBlock, BlockRefusal>) {
    guard let candidate = candidates[id] else { return }
    switch result {
    case .success(let block):
      if let mismatch = block.mismatch(with: candidate.header) {
        refuse(candidate.header, because: "its \(mismatch) is not what executing it brings")
      } else {
        candidates[id]?.phase = .executed(block)
        answerValidations(of: id)
      }
    case .failure(let refusal):
      refuse(candidate.header, because: "transaction \(refusal.id) may not be in it: \(refusal.refusal.message)")
    }
    advanceCandidates()
    commitIfPossible()
    continueSynchronization()
  }

  /// Why the block cannot stand on its parent, which is executed; nil when it can.
  private func misfit(of header: BlockHeader) -> String? {
    let parent = candidates[BlockID(header.parentID)]?.header
    let parentHeight = parent?.height ?? tip.height
    if candidates[BlockID(header.parentID)]?.result?.isEpochEnd == true { return "its parent ends the epoch" }
    if header.height != parentHeight.next { return "its height does not follow its parent's" }
    if header.view <= parent?.view ?? tip.view { return "its view is not after its parent's" }
    if header.time <= parent?.time ?? tip.time { return "its time is not after its parent's" }
    return nil
  }

  private mutating func refuse(_ header: BlockHeader, because reason: String) {
    let id = header.id
    candidates[id]?.phase = .refused(reason)
    emit(.note(.refusedBlock(id, height: header.height, reason: reason)))
    for proposal in awaitedValidations.removeValue(forKey: id) ?? [] {
      drive(.validated(proposal.view, id, .invalid))
    }
  }

  /// Answers the engine's questions about a block that is executed and as its header says.
  private mutating func answerValidations(of id: BlockID) {
    guard let result = candidates[id]?.result, let proposals = awaitedValidations.removeValue(forKey: id) else {
      return
    }
    for proposal in proposals {
      let isPlausible = !proposal.isReproposal || result.isEpochEnd
      drive(.validated(proposal.view, id, isPlausible ? .valid(isEpochEnd: result.isEpochEnd) : .invalid))
    }
  }

  // MARK: Blocks that others notarized without this node

  /// Fetches a block that a quorum took in `view` or before, from this node's own disk if it voted for it once.
  mutating func want(_ id: BlockID, in view: View) {
    guard candidates[id] == nil, id != tip.id, !wantedCandidates.contains(where: { $0.id == id }) else { return }
    if let stored = storedCandidate(id) { return takeIn(Candidate(stored: stored, now: now.monotonic)) }
    // The oldest is the one that is needed least: what is final brings its ancestors with it.
    if wantedCandidates.count >= ReplicaLimits.wantedCandidateCountMax { wantedCandidates.removeFirst() }
    wantedCandidates.append(WantedCandidate(id: id, view: view, askedAt: now.monotonic, attempts: 0))
    ask(forCandidateAt: wantedCandidates.count - 1)
  }

  private mutating func storedCandidate(_ id: BlockID) -> Block? {
    guard storedCandidates.contains(where: { $0.id == id }) else { return nil }
    do throws(StorageError) {
      return try BlockStore(store).candidate(id)
    } catch {
      emit(.halt(error))
      return nil
    }
  }

  private mutating func ask(forCandidateAt index: Int) {
    let others = peers.map(\.key).filter { ledger.validators.index(of: $0) != nil }
    guard !others.isEmpty else { return }
    let wanted = wantedCandidates[index]
    wantedCandidates[index].askedAt = now.monotonic
    wantedCandidates[index].attempts += 1
    emit(.send(.requestCandidate(wanted.id), to: .peer(others[wanted.attempts % others.count])))
  }

  mutating func askAgainForCandidates() {
    for index in wantedCandidates.indices
    where now.monotonic.milliseconds(since: wantedCandidates[index].askedAt) >= ReplicaLimits.patienceMilliseconds {
      ask(forCandidateAt: index)
    }
    for candidate in sortedCandidates
    where candidate.missingCount > 0
      && now.monotonic.milliseconds(since: candidate.askedAt) >= ReplicaLimits.patienceMilliseconds
    {
      let others = peers.map(\.key).filter { $0 != candidate.source && ledger.validators.index(of: $0) != nil }
      if !others.isEmpty {
        candidates[candidate.id]?.source = others[Int(now.monotonic.milliseconds / 100) % others.count]
      }
      askForMissing(of: candidate.id)
    }
  }

  mutating func serve(candidate id: BlockID, to peer: PublicKey) {
    guard mayServe(peer) else { return }
    let known = candidates[id].flatMap { $0.missingCount == 0 ? $0.block : nil }
    guard let block = known ?? storedCandidate(id) else { return noteServed(0, to: peer) }
    noteServed(block.byteCount, to: peer)
    emit(.send(.candidate(block), to: .peer(peer)))
  }

  /// A block that this node asked for: a quorum notarized it, so its transactions need no second look before execution.
  mutating func receive(candidate block: Block, from peer: PublicKey) {
    guard let index = wantedCandidates.firstIndex(where: { $0.id == block.id }) else { return }
    let transactions = block.transactions.map { VerifiedTransaction(alreadyVerified: $0) }
    guard Block.transactionsDigest(transactions.map(\.digest)) == block.header.transactionsDigest else {
      return dismiss(
        peer, because: "it sent a block whose transactions are not those that the header commits to")
    }
    wantedCandidates.remove(at: index)
    takeIn(Candidate(header: block.header, transactions: transactions, now: now.monotonic))
  }

  /// Takes in a whole block that a quorum took, and asks for its parent if that is missing too.
  private mutating func takeIn(_ candidate: Candidate) {
    if candidates[candidate.id]?.missingCount ?? 1 > 0 {
      makeRoomForCandidate()
      candidates[candidate.id] = candidate
    }
    candidates[candidate.id]?.isNotarized = true
    let header = candidate.header
    if header.height > tip.height.next { want(BlockID(header.parentID), in: header.view) }
    recomputeTaken()
    advanceCandidates()
  }

  // MARK: Memory

  /// Forgets blocks of earlier views that no quorum is known to have taken, the oldest first, when there are too many:
  /// leaders may propose without end while nothing becomes final. One that a quorum took after all is fetched again.
  ///
  /// Blocks that a quorum took are kept whatever their number, with their ancestors: later ones stand on them.
  mutating func makeRoomForCandidate() {
    guard candidates.count >= ReplicaLimits.candidateCountMax else { return }
    var needed: Set<BlockID> = []
    let ends = sortedCandidates.filter(\.isNotarized).map(\.id)
    for end in ends + [finalTarget?.ballot.blockID, wantedProposal?.parent.id].compactMap({ $0 }) {
      var current = end
      while let candidate = candidates[current], needed.insert(current).inserted {
        current = BlockID(candidate.header.parentID)
      }
    }
    let oldest = sortedCandidates.filter { $0.header.view < engine.view && !needed.contains($0.id) }
      .min { ($0.header.view, $0.id) < ($1.header.view, $1.id) }
    guard let oldest else { return }
    candidates[oldest.id] = nil
    awaitedValidations[oldest.id] = nil
  }
}
