import DequeModule
import OrderedCollections
import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoStorage

/// When a transaction that waits here was sent or announced last.
struct PastAnnouncement: Sendable {
  let ticket: Mempool.Ticket
  let announcedAt: Timestamp
}

/// Transactions that were accepted and that peers have still to hear of.
struct Unannounced: Sendable {
  /// Of this node's own clients.
  var entrusted: [Transaction] = []
  /// Of others, by the peers that they came from.
  var overheard: OrderedDictionary<PublicKey, [Hash]> = [:]

  var isEmpty: Bool { entrusted.isEmpty && overheard.isEmpty }
}

// Transactions on their way to a block (docs/spec/peers.md, "Transactions"): admission, passing on, asking, serving.
extension Replica {
  mutating func submit(_ transactions: [Transaction], ticket: UInt64) {
    var submission = PendingSubmission(ticket: ticket, checkedAt: tip.time)
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
    supply(results)
  }

  mutating func admitGossip(_ results: [Result<VerifiedTransaction, Refusal>], from peer: PublicKey) {
    for result in results {
      switch result {
      case .success(let transaction):
        // A refusal here is ordinary: the transaction came twice, expired on the way, or found the pool full.
        _ = accept(transaction, from: peer, checkedAt: nil)
      case .failure(let refusal):
        dismiss(peer, because: "it sent a transaction that does not hold: \(refusal.message)")
      }
    }
    supply(results)
  }

  /// Gives what was checked to the blocks that lack it, wherever it came from and whether or not the pool took it: what
  /// the pool has is not taken from anyone again, so a block that misses it here would lack it for ever.
  private mutating func supply(_ results: [Result<VerifiedTransaction, Refusal>]) {
    guard !results.isEmpty, isCandidateIncomplete else { return buildProposalIfWanted() }
    var checked: [Hash: VerifiedTransaction] = [:]
    for case .success(let transaction) in results { checked[transaction.digest] = transaction }
    fillCandidates(with: checked)
    advanceCandidates()
  }

  /// Everything that can be said before signatures are looked at; cheapest first.
  /// - Parameter time: no final block up to that time has the transaction, if that was found out.
  private mutating func check(
    _ transaction: Transaction, byteCount: Int, isUnknownUpTo time: Timestamp? = nil
  ) throws(Refusal) {
    try Admission.check(
      transaction, byteCount: byteCount, parameters: ledger.parameters, chainID: chainID, time: admissionTime)
    guard !mempool.contains(transaction.id) else {
      throw Refusal(
        .duplicate, "already_pending",
        "The transaction \(transaction.id) is waiting for a block already; ask for its result."
      )
    }
    guard try isUnknown(transaction, upTo: time) else {
      throw Refusal(
        .duplicate, "already_executed",
        "The transaction \(transaction.id) is in a final block already; ask for its result."
      )
    }
  }

  /// The time that the next block will have at the earliest.
  private var admissionTime: Timestamp { max(now.wall, tip.time) }

  /// Whether no final block has the transaction. What cannot be read is not absent: the node stops.
  private mutating func isUnknown(_ transaction: Transaction, upTo time: Timestamp?) throws(Refusal) -> Bool {
    // No block that is older than the transaction, by more than clocks may differ, can have it.
    let skew = ledger.parameters.clockSkewMilliseconds
    let created = transaction.body.created.milliseconds
    let before = Timestamp(milliseconds: created - min(created, skew + 1))
    let id = transaction.id
    if recent.reaches(back: max(before, time ?? before)), !recent.mayContain(id) { return true }
    do throws(StorageError) {
      return try BlockStore(store).position(of: id) == nil
    } catch {
      emit(.halt(error))
      throw Refusal(
        .noVacancy, "storage", "The node cannot read its own store and stops; send the transaction to another node.")
    }
  }

  private mutating func accept(
    _ transaction: VerifiedTransaction, from peer: PublicKey?, checkedAt time: Timestamp?
  ) -> Result<TransactionID, Refusal> {
    inventory.received(CollectionOfOne(transaction.digest))
    do throws(Refusal) {
      try check(transaction.transaction, byteCount: transaction.byteCount, isUnknownUpTo: time)
      let ticket = try mempool.add(transaction, at: now.monotonic)
      let announcement = PastAnnouncement(ticket: ticket, announcedAt: now.monotonic)
      if let peer {
        unannounced.overheard[peer, default: []].append(transaction.digest)
        overheard.append(announcement)
      } else {
        unannounced.entrusted.append(transaction.transaction)
        entrusted.append(announcement)
      }
      emit(.accepted(transaction.transaction))
      return .success(transaction.id)
    } catch {
      return .failure(error)
    }
  }

  /// Passes on what was accepted: a client's transaction itself goes to all validators, for each needs it, and nobody
  /// else tells them of it at once; others hear its digest, and ask. What a validator sent, the other validators have
  /// from that one. At once when that is seldom; under load what comes within a few milliseconds goes together, because
  /// a message costs more than what is in it.
  mutating func announceAccepted() {
    guard !unannounced.isEmpty,
      now.monotonic.milliseconds(since: lastAnnouncement) >= ReplicaLimits.announcementPauseMilliseconds
    else { return }
    lastAnnouncement = now.monotonic
    let (validators, others) = peersByRole
    send(unannounced.entrusted, to: validators)
    announce(unannounced.entrusted.map(\.digest), to: others)
    for (source, digests) in unannounced.overheard {
      let isFromValidator = ledger.validators.index(of: source) != nil
      announce(digests, to: (isFromValidator ? others : validators + others).filter { $0 != source })
    }
    unannounced = Unannounced()
  }

  var peersByRole: (validators: [PublicKey], others: [PublicKey]) {
    var (validators, others): ([PublicKey], [PublicKey]) = ([], [])
    for peer in peers {
      if ledger.validators.index(of: peer.key) != nil { validators.append(peer.key) } else { others.append(peer.key) }
    }
    return (validators, others)
  }

  private mutating func announce(_ digests: [Hash], to keys: [PublicKey]) {
    var rest = digests[...]
    while !rest.isEmpty, !keys.isEmpty {
      emit(.send(.announce(Array(rest.prefix(PeerMessage.digestCountMax))), to: .peers(keys)))
      rest = rest.dropFirst(PeerMessage.digestCountMax)
    }
  }

  /// Sends transactions in messages of about the size that an answer has at most.
  private mutating func send(_ transactions: [Transaction], to keys: [PublicKey]) {
    guard !keys.isEmpty else { return }
    var batch: [Transaction] = []
    var byteCount = 0
    for transaction in transactions {
      if byteCount + transaction.byteCount > ReplicaLimits.messageByteCountMax, !batch.isEmpty {
        emit(.send(.transactions(batch), to: .peers(keys)))
        (batch, byteCount) = ([], 0)
      }
      batch.append(transaction)
      byteCount += transaction.byteCount
    }
    if !batch.isEmpty { emit(.send(.transactions(batch), to: .peers(keys))) }
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
      guard let transaction = mempool[first.ticket] else { continue }
      digests.append(transaction.digest)
      self[keyPath: line].append(PastAnnouncement(ticket: first.ticket, announcedAt: now.monotonic))
    }
  }

  /// A full pool asks for nothing: who has it tells of it again.
  mutating func receive(announcement digests: [Hash], from peer: PublicKey) {
    guard mempool.hasRoom else { return }
    let unknown = digests.filter {
      !mempool.contains(digest: $0) && !recent.mayContain(digest: $0) && !unverifiedDigests.contains($0)
    }
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
      if !mempool.contains(digest: digest), inCandidates == nil { inCandidates = candidateTransactions }
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
      guard !mempool.contains(digest: digest), !recent.mayContain(transaction.id) else {
        inventory.received(CollectionOfOne(digest))
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
