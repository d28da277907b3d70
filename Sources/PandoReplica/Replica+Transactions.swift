import DequeModule
import OrderedCollections
import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoStorage

/// When a transaction that waits here was announced last.
struct PastAnnouncement: Sendable {
  let digest: Hash
  let announcedAt: Timestamp
}

// Transactions on their way to a block (docs/spec/peers.md): admission, announcing, asking, serving.
extension Replica {
  mutating func submit(_ transactions: [Transaction], ticket: UInt64) {
    var submission = PendingSubmission(ticket: ticket, checkedAt: now.monotonic)
    var admissible: [Transaction] = []
    let isOverloaded = isOverloaded()
    for transaction in transactions {
      let byteCount = transaction.byteCount
      do throws(Refusal) {
        guard !isOverloaded else {
          throw Refusal(
            .noVacancy, "ledger_busy",
            "More is submitted than the ledger can take, and what waits has waited long; send the transaction again "
              + "later."
          )
        }
        try check(transaction, byteCount: byteCount)
        guard unverifiedByteCount + byteCount <= ReplicaLimits.unverifiedByteCountMax else {
          throw Refusal(
            .noVacancy, "verification_busy",
            "The node has too many signatures to check; send the transaction again shortly.")
        }
        unverifiedByteCount += byteCount
        submission.byteCount += byteCount
        submission.refusals.append(nil)
        admissible.append(transaction)
      } catch {
        submission.refusals.append(error)
      }
    }
    guard !admissible.isEmpty else { return admit(submission, []) }
    verify(.transactions(admissible), then: .submission(submission))
  }

  /// Whether blocks take less than is submitted. Then what is accepted would only wait the longer: rather some clients
  /// hear at once that there is no room, than all wait for as long as the pool is deep.
  private mutating func isOverloaded() -> Bool {
    guard mempool.count >= ReplicaLimits.waitingCountMin, let oldest = mempool.oldestArrival() else { return false }
    return now.monotonic.milliseconds(since: oldest) > ReplicaLimits.waitingMillisecondsMax
  }

  /// - Parameter results: one for each transaction of the submission that was not refused at once.
  mutating func admit(_ submission: PendingSubmission, _ results: [Result<VerifiedTransaction, Refusal>]) {
    precondition(submission.refusals.count { $0 == nil } == results.count, "Whatever was checked has a result.")
    var rest = results[...]
    var outcomes: [Result<TransactionID, Refusal>] = []
    outcomes.reserveCapacity(submission.refusals.count)
    for refusal in submission.refusals {
      if let refusal {
        outcomes.append(.failure(refusal))
      } else {
        outcomes.append(rest.removeFirst().flatMap { accept($0, from: nil, checkedAt: submission.checkedAt) })
      }
    }
    emit(.answer(ticket: submission.ticket, outcomes))
    buildProposalIfWanted()
  }

  mutating func admitGossip(_ results: [Result<VerifiedTransaction, Refusal>], from peer: PublicKey) {
    var admitted: [Hash: VerifiedTransaction] = [:]
    admitted.reserveCapacity(results.count)
    for result in results {
      switch result {
      case .success(let transaction):
        // A refusal here is ordinary: the transaction came twice, expired on the way, or found the pool full.
        _ = accept(transaction, from: peer, checkedAt: nil)
        admitted[transaction.digest] = transaction
      case .failure(let refusal):
        dismiss(peer, because: "it sent a transaction that does not hold: \(refusal.message)")
      }
    }
    fillCandidates(with: admitted)
    advanceCandidates()
  }

  /// Everything that can be said before signatures are looked at; cheapest first.
  /// - Parameter moment: when it was found that no final block has the transaction, if it was.
  private mutating func check(
    _ transaction: Transaction, byteCount: Int, isUnknownAt moment: Timestamp? = nil
  ) throws(Refusal) {
    try Admission.check(
      transaction, byteCount: byteCount, parameters: ledger.parameters, chainID: chainID, time: admissionTime)
    guard !mempool.contains(transaction.id) else {
      throw Refusal(
        .duplicate, "already_pending",
        "The transaction \(transaction.id) is waiting for a block already; ask for its result."
      )
    }
    guard try isUnknown(transaction.id, since: moment) else {
      throw Refusal(
        .duplicate, "already_executed",
        "The transaction \(transaction.id) is in a final block already; ask for its result."
      )
    }
  }

  /// The time that the next block will have at the earliest.
  private var admissionTime: Timestamp { max(now.wall, tip.time) }

  /// Whether no final block has the transaction. What cannot be read is not absent: the node stops.
  private mutating func isUnknown(_ id: TransactionID, since moment: Timestamp?) throws(Refusal) -> Bool {
    if recent.contains(id) { return false }
    if let moment, recent.reaches(back: moment) { return true }
    do throws(StorageError) {
      return try BlockStore(store).position(of: id) == nil
    } catch {
      emit(.halt(error))
      throw Refusal(
        .noVacancy, "storage", "The node cannot read its own store and stops; send the transaction to another node.")
    }
  }

  private mutating func accept(
    _ transaction: VerifiedTransaction, from peer: PublicKey?, checkedAt moment: Timestamp?
  ) -> Result<TransactionID, Refusal> {
    inventory.received(transaction.digest)
    do throws(Refusal) {
      try check(transaction.transaction, byteCount: transaction.byteCount, isUnknownAt: moment)
      try mempool.add(transaction, at: now.monotonic)
      unannounced[peer, default: []].append(transaction.digest)
      let announcement = PastAnnouncement(digest: transaction.digest, announcedAt: now.monotonic)
      if peer == nil { entrusted.append(announcement) } else { overheard.append(announcement) }
      emit(.accepted(transaction.transaction))
      return .success(transaction.id)
    } catch {
      return .failure(error)
    }
  }

  /// Tells everyone of what was accepted, in one message for each source. At once when that is seldom; under load what
  /// comes within a few milliseconds goes together, because a message costs more than what is in it.
  mutating func announceAccepted() {
    guard !unannounced.isEmpty,
      now.monotonic.milliseconds(since: lastAnnouncement) >= ReplicaLimits.announcementPauseMilliseconds
    else { return }
    lastAnnouncement = now.monotonic
    for (source, digests) in unannounced {
      var rest = digests[...]
      while !rest.isEmpty {
        emit(.send(.announce(Array(rest.prefix(PeerMessage.digestCountMax))), to: .all(except: source)))
        rest = rest.dropFirst(PeerMessage.digestCountMax)
      }
    }
    unannounced = [:]
  }

  /// Announces once more what waits here for long: links lose announcements when they are full, and nodes turn away
  /// what they have no room for, and then nobody else would ever know. What is final or has expired is forgotten.
  mutating func announceWaitingAgain() {
    var digests: [Hash] = []
    collect(&digests, overdueIn: \.entrusted, after: ReplicaLimits.announcementMilliseconds)
    collect(&digests, overdueIn: \.overheard, after: ReplicaLimits.overheardAnnouncementMilliseconds)
    if !digests.isEmpty { emit(.send(.announce(digests), to: .all(except: nil))) }
  }

  /// Adds those that were announced so long ago, as many as one message takes, and notes that they are announced now.
  private mutating func collect(
    _ digests: inout [Hash], overdueIn line: WritableKeyPath<Self, Deque<PastAnnouncement>>, after milliseconds: UInt64
  ) {
    while digests.count < PeerMessage.digestCountMax, let first = self[keyPath: line].first,
      now.monotonic.milliseconds(since: first.announcedAt) >= milliseconds
    {
      self[keyPath: line].removeFirst()
      guard mempool[first.digest] != nil else { continue }
      digests.append(first.digest)
      self[keyPath: line].append(PastAnnouncement(digest: first.digest, announcedAt: now.monotonic))
    }
  }

  /// A full pool asks for nothing: who has it tells of it again.
  mutating func receive(announcement digests: [Hash], from peer: PublicKey) {
    guard mempool.hasRoom else { return }
    let unknown = digests.filter { mempool[$0] == nil && !recent.contains(digest: $0) }
    let ask = inventory.announced(unknown, by: peer, now: now.monotonic)
    if !ask.isEmpty { emit(.send(.requestTransactions(ask), to: .peer(peer))) }
  }

  mutating func serve(transactions digests: [Hash], to peer: PublicKey) {
    guard mayServe(peer) else { return }
    var batch: [Transaction] = []
    var byteCount = 0
    var served = Hash.byteCount * digests.count
    // Made once, and only if something is asked for that does not wait any more.
    var inCandidates: [Hash: VerifiedTransaction]?
    var asked: Set<Hash> = []
    for digest in digests where asked.insert(digest).inserted {
      // What is left out is asked for again, here or elsewhere.
      guard served < ReplicaLimits.servedByteCountMaxPerSecond else { break }
      if mempool[digest] == nil, inCandidates == nil { inCandidates = candidateTransactions }
      guard let transaction = mempool[digest] ?? inCandidates?[digest] else { continue }
      if byteCount + transaction.byteCount > ReplicaLimits.messageByteCountMax, !batch.isEmpty {
        emit(.send(.transactions(batch), to: .peer(peer)))
        batch = []
        byteCount = 0
      }
      batch.append(transaction.transaction)
      byteCount += transaction.byteCount
      served += transaction.byteCount
    }
    if !batch.isEmpty { emit(.send(.transactions(batch), to: .peer(peer))) }
    noteServed(served, to: peer)
  }

  mutating func receive(_ transactions: [Transaction], from peer: PublicKey) {
    // With a full pool only what a block is waiting for is worth the check of its signatures.
    let awaited = mempool.hasRoom ? nil : Set(sortedCandidates.flatMap(\.missing))
    var useful: [Transaction] = []
    var digests: [Hash] = []
    var byteCount = 0
    for transaction in transactions {
      let digest = transaction.digest
      // What was asked for twice, by its announcement and by a block, is checked once; what comes late, not at all.
      guard !unverifiedDigests.contains(digest), awaited?.contains(digest) ?? true else { continue }
      guard mempool[digest] == nil, !recent.contains(digest: digest) else {
        inventory.received(digest)
        continue
      }
      useful.append(transaction)
      digests.append(digest)
      byteCount += transaction.byteCount
    }
    // What is dropped here is asked for again when the inventory's patience ends.
    guard !useful.isEmpty, mayVerify(for: peer),
      unverifiedByteCount + byteCount <= ReplicaLimits.unverifiedByteCountMax
    else { return }
    unverifiedByteCount += byteCount
    unverifiedDigests.formUnion(digests)
    verify(.transactions(useful), then: .gossip(PendingGossip(peer: peer, digests: digests, byteCount: byteCount)))
  }

  mutating func expireTransactions() {
    for id in mempool.expire(at: admissionTime) {
      emit(
        .dropped(
          id,
          Refusal(
            .invalidLifetime, "expired_waiting",
            "The transaction expired before a block could take it; sign it again with a later expiry.")))
    }
  }

  /// Forgets what waits and is longer than the ledger's parameters, which have changed, allow.
  mutating func dropOversized() {
    for id in mempool.removeLonger(than: ledger.parameters.transactionByteCountMax) {
      emit(
        .dropped(
          id,
          Refusal(
            .transactionTooLarge,
            "The ledger's parameters have changed and leave no room for a transaction of this size.")))
    }
  }

  /// The transactions of the blocks above the tip; only looked up.
  private var candidateTransactions: [Hash: VerifiedTransaction] {
    var found: [Hash: VerifiedTransaction] = [:]
    for candidate in sortedCandidates {
      for transaction in candidate.transactions {
        if let transaction { found[transaction.digest] = transaction }
      }
    }
    return found
  }
}

extension Transaction {
  /// About how much memory and wire it takes; the frame around it aside.
  var byteCount: Int { signatures.reduce(bodyBytes.count) { $0 + $1.count } }
}
