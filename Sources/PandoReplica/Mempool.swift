import DequeModule
package import PandoPrimitives

/// The transactions that wait for a block.
///
/// Bounded in number and bytes, and fair: a sender (the first credential) may hold only its share, and blocks take from
/// the senders in turn, so that one busy client delays only itself. What is full refuses with code 12; what has expired
/// leaves.
///
/// Turns are rounds: of one sender each round has one transaction, and blocks take round by round, within a round in
/// order of arrival. Who comes new joins the first round from which nothing has left yet. So whatever waits has a fixed
/// number before it, and nobody waits for ever, however many come after.
package struct Mempool: Sendable {
  /// What the pool holds at most; the same figures need not hold on other nodes.
  package struct Limits: Sendable {
    package var transactionCount = 50_000
    package var byteCount = 64 << 20
    package var transactionCountPerSender = 10_000

    package init() {}
  }

  /// Names a transaction for as long as it waits, without looking up its hash.
  package struct Ticket: Sendable {
    fileprivate let slot: Int
    /// No two arrivals have the same; a ticket whose transaction has left names nothing.
    fileprivate let number: UInt64
  }

  private struct Slot {
    /// Nil while the slot is free.
    var transaction: VerifiedTransaction?
    var number: UInt64
    var arrivedAt: Timestamp
    var expires: Timestamp
    var round: Int
    /// The last marking and the last pick that met it.
    var mark: UInt64 = 0
    var pick: UInt64 = 0
  }

  /// What one sender has waiting.
  private struct Share {
    var count = 0
    var lastRound = 0
  }

  private struct Round {
    /// In order of arrival. Those that have left are passed over.
    var tickets: Deque<Ticket> = []
    var liveCount = 0
    /// Whether one of it has left.
    var hasBegun = false
  }

  private let limits: Limits
  private var slots: [Slot] = []
  private var freeSlots: [Int] = []
  private var slotByDigest: [Hash: Int] = [:]
  private var slotByID: [TransactionID: Int] = [:]
  private var shares: [PublicKey: Share] = [:]
  /// The first has something waiting; those after it may be empty.
  private var rounds: Deque<Round> = []
  /// The number of the first round.
  private var firstRound = 0
  /// What came, in order, some of it gone meanwhile.
  private var arrivals: Deque<Ticket> = []
  private var arrivalCount: UInt64 = 0
  /// Nothing expires before.
  private var earliestExpiry = Timestamp(milliseconds: .max)
  package private(set) var byteCount = 0
  private var marking: UInt64 = 1
  private var pickCount: UInt64 = 0
  /// How many of those that wait were marked since the last ``beginMarking()``.
  package private(set) var markedCount = 0

  package init(limits: Limits = Limits()) { self.limits = limits }

  package var count: Int { slotByDigest.count }
  package var isEmpty: Bool { slotByDigest.isEmpty }

  package subscript(digest: Hash) -> VerifiedTransaction? { slotByDigest[digest].flatMap { slots[$0].transaction } }

  /// The transaction that `ticket` was given for, if it still waits.
  package subscript(ticket: Ticket) -> VerifiedTransaction? { isLive(ticket) ? slots[ticket.slot].transaction : nil }

  package func contains(_ id: TransactionID) -> Bool { slotByID[id] != nil }

  /// Whether a transaction with this digest waits.
  package func contains(digest: Hash) -> Bool { slotByDigest[digest] != nil }

  /// Whether it makes sense to ask others for what they have.
  var hasRoom: Bool { count < limits.transactionCount && byteCount < limits.byteCount }

  /// The digests of what waits, in ascending order, at most `limit`.
  package func digests(atMost limit: Int) -> [Hash] {
    Array(slots.compactMap { $0.transaction?.digest }.sorted().prefix(limit))
  }

  /// When the transaction came that has waited longest; nil when none waits.
  package mutating func oldestArrival() -> Timestamp? {
    while let first = arrivals.first, !isLive(first) { arrivals.removeFirst() }
    return arrivals.first.map { slots[$0.slot].arrivedAt }
  }

  /// Takes in a transaction that comes at `time`.
  /// - Throws: code 9 when its identifier waits already, 12 when there is no room for it.
  @discardableResult
  package mutating func add(_ transaction: VerifiedTransaction, at time: Timestamp) throws(Refusal) -> Ticket {
    guard slotByID[transaction.id] == nil else {
      throw Refusal(
        .duplicate, "already_pending",
        "The transaction \(transaction.id) is waiting for a block already; ask for its result instead of sending it again."
      )
    }
    guard count < limits.transactionCount, byteCount + transaction.byteCount <= limits.byteCount else {
      throw Refusal(
        .noVacancy, "mempool_full", "The node holds as many waiting transactions as it may; send it again in a moment.")
    }
    let round = try takeTurn(transaction.sender)
    arrivalCount += 1
    let expires = transaction.transaction.body.expires
    let slot = Slot(
      transaction: transaction, number: arrivalCount, arrivedAt: time, expires: expires, round: round)
    let ticket = Ticket(slot: occupy(slot), number: arrivalCount)
    slotByDigest[transaction.digest] = ticket.slot
    slotByID[transaction.id] = ticket.slot
    byteCount += transaction.byteCount
    earliestExpiry = min(earliestExpiry, expires)
    while firstRound + rounds.count <= round { rounds.append(Round()) }
    rounds[round - firstRound].tickets.append(ticket)
    rounds[round - firstRound].liveCount += 1
    // The pool may fill and empty without anybody asking for the oldest.
    if arrivals.count > 2 * count + 64 { Mempool.dropDead(&arrivals, in: slots) }
    arrivals.append(ticket)
    return ticket
  }

  /// Removes the transactions with these identifiers, for instance because a block holds them.
  package mutating func remove(_ ids: some Sequence<TransactionID>) {
    for id in ids {
      guard let slot = slotByID.removeValue(forKey: id), let transaction = slots[slot].transaction else { continue }
      slotByDigest[transaction.digest] = nil
      byteCount -= transaction.byteCount
      if slots[slot].mark == marking { markedCount -= 1 }
      slots[slot].transaction = nil
      freeSlots.append(slot)
      release(transaction.sender)
      leave(slots[slot].round)
    }
  }

  /// Removes and gives the identifiers of what is longer than `byteCountMax`.
  package mutating func removeLonger(than byteCountMax: UInt64) -> [TransactionID] {
    let ids = slots.compactMap(\.transaction).filter { UInt64($0.byteCount) > byteCountMax }.map(\.id)
    remove(ids)
    return ids
  }

  /// Removes and gives the identifiers of what can no longer enter a block at `time` or later.
  package mutating func expire(at time: Timestamp) -> [TransactionID] {
    guard earliestExpiry <= time else { return [] }
    var expired: [TransactionID] = []
    earliestExpiry = Timestamp(milliseconds: .max)
    for slot in slots {
      guard let transaction = slot.transaction else { continue }
      if slot.expires <= time {
        expired.append(transaction.id)
      } else {
        earliestExpiry = min(earliestExpiry, slot.expires)
      }
    }
    remove(expired)
    return expired
  }

  /// Transactions for a block, the senders in turn, each sender's in order of arrival; they stay in the pool.
  ///
  /// - Parameter taken: the transactions in ancestors that are not final yet, which are left out.
  package mutating func pick(
    countMax: Int, byteCountMax: Int, without taken: some Sequence<TransactionID>
  ) -> [VerifiedTransaction] {
    pickCount += 1
    for id in taken { if let slot = slotByID[id] { slots[slot].pick = pickCount } }
    var picked: [VerifiedTransaction] = []
    var bytes = 0
    // Whose next does not fit: what arrived later must wait for it.
    var waiting: Set<PublicKey> = []
    for round in rounds {
      for ticket in round.tickets where isLive(ticket) && slots[ticket.slot].pick != pickCount {
        guard picked.count < countMax else { return picked }
        guard let transaction = slots[ticket.slot].transaction else { continue }
        guard waiting.isEmpty || !waiting.contains(transaction.sender) else { continue }
        guard bytes + transaction.byteCount <= byteCountMax else {
          waiting.insert(transaction.sender)
          if waiting.count >= Mempool.waitingCountMax { return picked }
          continue
        }
        bytes += transaction.byteCount
        picked.append(transaction)
      }
    }
    return picked
  }

  /// When so many senders' next transactions do not fit, a block is full.
  private static let waitingCountMax = 16

  /// Begins anew to count what is marked.
  package mutating func beginMarking() {
    marking += 1
    markedCount = 0
  }

  /// Marks the transaction with this identifier, if it waits.
  package mutating func mark(_ id: TransactionID) {
    guard let slot = slotByID[id], slots[slot].mark != marking else { return }
    slots[slot].mark = marking
    markedCount += 1
  }
}

extension Mempool {
  private func isLive(_ ticket: Ticket) -> Bool { Mempool.isLive(ticket, in: slots) }

  private static func isLive(_ ticket: Ticket, in slots: [Slot]) -> Bool {
    slots[ticket.slot].number == ticket.number && slots[ticket.slot].transaction != nil
  }

  private mutating func occupy(_ slot: Slot) -> Int {
    guard let free = freeSlots.popLast() else {
      slots.append(slot)
      return slots.count - 1
    }
    slots[free] = slot
    return free
  }

  /// Counts one transaction of `sender` more.
  /// - Returns: the round that it joins.
  private mutating func takeTurn(_ sender: PublicKey) throws(Refusal) -> Int {
    let open = rounds.first?.hasBegun ?? false ? firstRound + 1 : firstRound
    var share = shares[sender] ?? Share(lastRound: open - 1)
    guard share.count < limits.transactionCountPerSender else {
      throw Refusal(
        .noVacancy, "sender_share_used",
        "The sender has \(limits.transactionCountPerSender) transactions waiting, its share of this node; wait for some to "
          + "become final.")
    }
    share.count += 1
    share.lastRound = max(open, share.lastRound + 1)
    shares[sender] = share
    return share.lastRound
  }

  /// Counts one transaction of `sender` less.
  private mutating func release(_ sender: PublicKey) {
    guard let index = shares.index(forKey: sender) else { return }
    if shares.values[index].count > 1 { shares.values[index].count -= 1 } else { shares.remove(at: index) }
  }

  /// Notes that a transaction has left its round, and closes the rounds that are over.
  private mutating func leave(_ number: Int) {
    let index = number - firstRound
    rounds[index].liveCount -= 1
    rounds[index].hasBegun = true
    while let first = rounds.first, first.liveCount == 0 {
      rounds.removeFirst()
      firstRound += 1
    }
    guard index == number - firstRound else { return }
    while let first = rounds[index].tickets.first, !isLive(first) { rounds[index].tickets.removeFirst() }
    if rounds[index].tickets.count > 2 * rounds[index].liveCount + 16 {
      Mempool.dropDead(&rounds[index].tickets, in: slots)
    }
  }

  private static func dropDead(_ tickets: inout Deque<Ticket>, in slots: [Slot]) {
    tickets.removeAll { !isLive($0, in: slots) }
  }
}

extension VerifiedTransaction {
  /// Whom a transaction counts against in the pool.
  var sender: PublicKey {
    precondition(!transaction.body.credentials.isEmpty, "A transaction that decoded has a credential.")
    return transaction.body.credentials[0]
  }
}
