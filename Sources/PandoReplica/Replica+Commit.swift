import DequeModule
import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoStorage

// From a finalization to blocks on disk (docs/spec/consensus.md, rule 5).
extension Replica {
  /// Commits everything up to the block that the newest finalization names, if it and all below it are executed.
  mutating func commitIfPossible() {
    guard let target = finalTarget, let targetID = target.ballot.blockID, let chain = executedChain(upTo: targetID)
    else { return }
    finalTarget = nil
    let headers = chain.map(\.header)
    for (index, candidate) in chain.enumerated() {
      let evidence = Evidence(finalization: target, descendants: Array(headers[(index + 1)...]))
      commit(candidate, evidence: evidence)
    }
  }

  /// The candidates from just above the tip up to `id`, all executed; nil when one is missing.
  private func executedChain(upTo id: BlockID) -> [Candidate]? {
    var chain: [Candidate] = []
    var current = id
    while current != tip.id {
      guard let candidate = candidates[current], candidate.result != nil, candidate.header.height > tip.height else {
        return nil
      }
      chain.append(candidate)
      current = BlockID(candidate.header.parentID)
    }
    return chain.reversed()
  }

  /// Makes the block above the tip final: one atomic write, and everything that follows from it.
  ///
  /// The agreement does not wait for the disk here: a quorum has made the block and its votes durable before they left,
  /// so the block stays final whatever crashes. Those who hear of it do wait; see ``confirmFinal()``.
  mutating func commit(_ candidate: Candidate, evidence: Evidence) {
    guard let result = candidate.result else { preconditionFailure("Only an executed block is committed.") }
    precondition(candidate.header.parentID == tip.id.hash, "A commit follows the tip.")
    // Two blocks are never both in doubt: a store promises no order among writes that are not durable.
    if !unconfirmed.isEmpty { waitForDisk() }
    let block = candidate.block
    precondition(candidate.header.height == tip.height.next, "The tip moves by one block.")
    tip = Tip(height: block.header.height, id: block.id, view: block.header.view, time: block.header.time)
    ledger = result.nextConfiguration
    if let tree = result.layer.tree { self.tree = tree }
    emit(.write(batch(for: block, evidence: evidence, result: result), durable: false))

    mempool.remove(block.transactions.lazy.map(\.id))
    inventory.received(candidate.digests)
    recent.insert(block.transactions, at: block.header.time)
    if result.nextConfiguration.parameters != result.configuration.parameters { dropOversized() }
    dropLosers()
    recomputeTaken()
    relay.prune(upTo: tip.view)
    lastCommit = now.monotonic
    unconfirmed.append(CommittedBlock(block: block, evidence: evidence, results: result.results))
    if result.nextConfiguration.membership != result.configuration.membership {
      formerMembers.formUnion(ledger.membership.admittedKeys)
      emit(.admit(admittedKeys))
    }
    if result.isEpochEnd {
      beginEpoch()
    } else {
      // To an engine that had not heard of it this may bring further blocks, which are committed before this returns.
      drive(.certificate(evidence.finalization))
    }
    tellFollowers()
  }

  /// Says which blocks have become final once their writes are durable, after everything that this event has to send.
  mutating func confirmFinal() {
    guard !unconfirmed.isEmpty else { return }
    waitForDisk()
    for block in unconfirmed { emit(.committed(block)) }
    unconfirmed = []
  }

  private mutating func waitForDisk() { emit(.write(WriteBatch(), durable: true)) }

  /// Forgets what can no longer become final: blocks at or below the tip, those on another branch, and those asked for
  /// because of a view that is decided.
  private mutating func dropLosers() {
    var lost: Set<BlockID> = []
    // Parents come before children.
    for candidate in sortedCandidates {
      let parent = BlockID(candidate.header.parentID)
      let isBeside = candidate.header.height == tip.height.next && parent != tip.id
      guard candidate.header.height <= tip.height || isBeside || lost.contains(parent) else { continue }
      // What stands on the tip itself goes on.
      if candidate.id != tip.id { lost.insert(candidate.id) }
      candidates[candidate.id] = nil
    }
    awaitedValidations = awaitedValidations.filter { candidates[$0.key] != nil }
    wantedCandidates.removeAll { $0.id == tip.id || $0.view <= tip.view }
  }

  private mutating func batch(
    for block: Block, evidence: Evidence, result: ExecutedBlock
  ) -> WriteBatch {
    let height = block.header.height
    var batch = WriteBatch()
    result.layer.append(to: &batch)
    batch.put(BlockStoreKey.block(height), CertifiedBlock(block: block, evidence: evidence).canonicalBytes)
    batch.put(BlockStoreKey.results(height), result.results.canonicalBytes)
    batch.put(BlockStoreKey.index(block.id), [UInt8](ordered: height.value))
    batch.put(BlockStoreKey.finalHeight, [UInt8](ordered: height.value))
    storeTreeIfDue(into: &batch)
    // Votes and candidates at or below the tip can no longer matter: nobody is asked for them again.
    for stored in storedCandidates where stored.height <= height { batch.delete(BlockStoreKey.candidate(stored.id)) }
    storedCandidates.removeAll { $0.height <= height }
    for ballot in ballots where ballot.view <= block.header.view { batch.delete(BlockStoreKey.ballot(ballot)) }
    ballots.removeAll { $0.view <= block.header.view }
    for ballot in certificates where ballot.view <= block.header.view {
      batch.delete(BlockStoreKey.certificate(ballot))
    }
    certificates.removeAll { $0.view <= block.header.view }
    return batch
  }

  /// Stores what has changed in the state tree since it was stored last, when opening the ledger without that would
  /// take long. Most pages change many times until then and are written once.
  private mutating func storeTreeIfDue(into batch: inout WriteBatch) {
    let limits = configuration.stateTree
    let changeCount = tree.changeCount - storedChangeCount
    // Each node at another time: it holds a node up for a moment, and a quorum should go on meanwhile.
    let share = Int(configuration.ownKey.bytes.last ?? 0)
    let isDue =
      changeCount >= limits.unstoredChangeCountMax - limits.unstoredChangeCountMax / 4 * share / 256
      || changeCount >= limits.unstoredChangeCountMin && tree.byteCount > limits.byteCountMax
      || tree.blockCount(since: treeMemory.stored) >= limits.unstoredBlockCountMax
    guard isDue, let height = tree.height else { return }
    tree.store(since: treeMemory.stored, into: &batch)
    treeMemory.stored = height
    storedChangeCount = tree.changeCount
  }

  /// Puts an engine in place for the validators that decide from the block above the tip on.
  private mutating func beginEpoch() {
    engine = SimplexEngine(
      Self.engineConfiguration(ledger, ownKey: configuration.ownKey), root: BlockReference(id: tip.id, view: tip.view))
    engineEvents = []
    evidenceCounts = [:]
    ownProposals = [:]
    wantedProposal = nil
    finalTarget = nil
    reportedWork = false
    noteEpoch()
    drive(.start)
  }

  static func engineConfiguration(_ ledger: LedgerConfiguration, ownKey: PublicKey) -> SimplexEngine.Configuration {
    SimplexEngine.Configuration(
      epoch: ledger.epoch, validators: ledger.validators, ownIndex: ledger.validators.index(of: ownKey),
      viewTimeoutMilliseconds: ledger.parameters.viewTimeoutMilliseconds,
      viewTimeoutMillisecondsMax: ledger.parameters.viewTimeoutMillisecondsMax)
  }

  mutating func noteEpoch() {
    let isValidator = ledger.validators.index(of: configuration.ownKey) != nil
    emit(.note(.enteredEpoch(ledger.epoch, validators: ledger.validators.validators.count, isValidator: isValidator)))
  }

  /// Collects what is in notarized blocks above the tip, so that an idle node knows nothing waits.
  mutating func recomputeTaken() {
    mempool.beginMarking()
    hasNotarized = false
    for candidate in sortedCandidates where candidate.isNotarized {
      hasNotarized = true
      for transaction in candidate.transactions { if let transaction { mempool.mark(transaction.id) } }
    }
  }
}
