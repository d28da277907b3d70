import DequeModule
import HeapModule
package import PandoPrimitives

/// The transactions that wait for a block.
///
/// Bounded in number and bytes, and fair: a sender (the first credential) may hold only its share, and blocks take from
/// the senders in turn, so that one busy client delays only itself. What is full refuses with code 12; what has expired
/// leaves.
package struct Mempool: Sendable {
  /// What the pool holds at most; the same figures need not hold on other nodes.
  package struct Limits: Sendable {
    package var transactionCount = 50_000
    package var byteCount = 64 << 20
    package var transactionCountPerSender = 10_000

    package init() {}
  }

  /// What one sender has waiting.
  private struct Queue {
    let sender: PublicKey
    /// Digests in order of arrival. Those that have left meanwhile are skipped when they come to the front.
    var digests: Deque<Hash> = []
    var liveCount = 0
  }

  private struct Arrival {
    let digest: Hash
    let time: Timestamp
  }

  /// How far a block's picking has come in one sender's queue.
  private struct Cursor {
    let queue: Int
    var position = 0
  }

  private struct Expiry: Comparable {
    let expires: Timestamp
    let digest: Hash
    static func < (left: Expiry, right: Expiry) -> Bool {
      left.expires == right.expires ? left.digest < right.digest : left.expires < right.expires
    }
  }

  private let limits: Limits
  private var byDigest: [Hash: VerifiedTransaction] = [:]
  private var digestByID: [TransactionID: Hash] = [:]
  /// One for each sender that has something waiting, in the order in which they came; some are empty, because their
  /// senders have nothing more.
  private var queues: [Queue] = []
  private var emptyQueueCount = 0
  private var queueIndex: [PublicKey: Int] = [:]
  private var expiries = Heap<Expiry>()
  /// What came, in order, some of it gone meanwhile.
  private var arrivals: Deque<Arrival> = []
  package private(set) var byteCount = 0
  /// Where the next block begins to take.
  private var turn = 0

  package init(limits: Limits = Limits()) { self.limits = limits }

  package var count: Int { byDigest.count }
  package var isEmpty: Bool { byDigest.isEmpty }

  package subscript(digest: Hash) -> VerifiedTransaction? { byDigest[digest] }

  package func contains(_ id: TransactionID) -> Bool { digestByID[id] != nil }

  /// Whether it makes sense to ask others for what they have.
  var hasRoom: Bool { count < limits.transactionCount && byteCount < limits.byteCount }

  /// The identifiers that wait, in ascending order of digests, at most `limit`.
  package func digests(atMost limit: Int) -> [Hash] { Array(byDigest.keys.sorted().prefix(limit)) }

  /// When the transaction came that has waited longest; nil when none waits.
  package mutating func oldestArrival() -> Timestamp? {
    while let first = arrivals.first, byDigest[first.digest] == nil { arrivals.removeFirst() }
    return arrivals.first?.time
  }

  /// Takes in a transaction that comes at `time`.
  /// - Throws: code 9 when its identifier waits already, 12 when there is no room for it.
  package mutating func add(_ transaction: VerifiedTransaction, at time: Timestamp) throws(Refusal) {
    guard digestByID[transaction.id] == nil else {
      throw Refusal(
        .duplicate, "already_pending",
        "The transaction \(transaction.id) is waiting for a block already; ask for its result instead of sending it again."
      )
    }
    let sender = transaction.sender
    guard count < limits.transactionCount, byteCount + transaction.byteCount <= limits.byteCount else {
      throw Refusal(
        .noVacancy, "mempool_full", "The node holds as many waiting transactions as it may; send it again in a moment.")
    }
    guard queueIndex[sender].map({ queues[$0].liveCount }) ?? 0 < limits.transactionCountPerSender else {
      throw Refusal(
        .noVacancy, "sender_share_used",
        "The sender has \(limits.transactionCountPerSender) transactions waiting, its share of this node; wait for some to "
          + "become final.")
    }
    byDigest[transaction.digest] = transaction
    digestByID[transaction.id] = transaction.digest
    byteCount += transaction.byteCount
    append(transaction.digest, of: sender)
    // The pool may fill and empty without anybody asking for the oldest.
    if arrivals.count > 2 * count + 64 { arrivals.removeAll { byDigest[$0.digest] == nil } }
    arrivals.append(Arrival(digest: transaction.digest, time: time))
    expiries.insert(Expiry(expires: transaction.transaction.body.expires, digest: transaction.digest))
  }

  /// Removes the transactions with these identifiers, for instance because a block holds them.
  package mutating func remove(_ ids: some Sequence<TransactionID>) {
    for id in ids {
      guard let digest = digestByID.removeValue(forKey: id), let transaction = byDigest.removeValue(forKey: digest)
      else { continue }
      byteCount -= transaction.byteCount
      release(transaction.sender)
    }
    // Most transactions leave long before they expire.
    if expiries.count > 2 * count + 64 {
      expiries = Heap(expiries.unordered.filter { byDigest[$0.digest] != nil })
    }
  }

  /// Removes and gives the identifiers of what is longer than `byteCountMax`, the senders one after another.
  package mutating func removeLonger(than byteCountMax: UInt64) -> [TransactionID] {
    let digests = queues.flatMap(\.digests)
    let ids = digests.compactMap { byDigest[$0] }.filter { UInt64($0.byteCount) > byteCountMax }.map(\.id)
    remove(ids)
    return ids
  }

  /// Removes and gives the identifiers of what can no longer enter a block at `time` or later.
  package mutating func expire(at time: Timestamp) -> [TransactionID] {
    var expired: [TransactionID] = []
    while let first = expiries.min, first.expires <= time {
      expiries.removeMin()
      if let transaction = byDigest[first.digest] { expired.append(transaction.id) }
    }
    remove(expired)
    return expired
  }

  /// Transactions for a block, the senders in turn, each sender's in order of arrival; they stay in the pool.
  ///
  /// - Parameter isTaken: whether a transaction is in an ancestor that is not final yet.
  package mutating func pick(
    countMax: Int, byteCountMax: Int, isTaken: (TransactionID) -> Bool
  ) -> [VerifiedTransaction] {
    guard !queues.isEmpty else { return [] }
    var picked: [VerifiedTransaction] = []
    var bytes = 0
    var visited: [Cursor] = []
    /// Takes one more of a sender's; false when there is none, or the next does not fit: what arrived later must wait
    /// for it.
    func takeOne(_ cursor: inout Cursor) -> Bool {
      guard let transaction = next(of: cursor.queue, from: &cursor.position, isTaken: isTaken),
        bytes + transaction.byteCount <= byteCountMax
      else { return false }
      bytes += transaction.byteCount
      picked.append(transaction)
      return true
    }
    let first = turn % queues.count
    for offset in queues.indices {
      guard picked.count < countMax else { break }
      turn = first + offset + 1
      var cursor = Cursor(queue: (first + offset) % queues.count)
      if takeOne(&cursor) { visited.append(cursor) }
    }
    while !visited.isEmpty, picked.count < countMax {
      var open: [Cursor] = []
      for var cursor in visited where picked.count < countMax {
        if takeOne(&cursor) { open.append(cursor) }
      }
      visited = open
    }
    return picked
  }

  private func next(
    of queue: Int, from position: inout Int, isTaken: (TransactionID) -> Bool
  ) -> VerifiedTransaction? {
    let digests = queues[queue].digests
    while position < digests.count {
      let digest = digests[position]
      position += 1
      if let transaction = byDigest[digest], !isTaken(transaction.id) { return transaction }
    }
    return nil
  }

  private mutating func append(_ digest: Hash, of sender: PublicKey) {
    let index = queueIndex[sender] ?? queues.count
    if index == queues.count {
      queues.append(Queue(sender: sender))
      queueIndex[sender] = index
    }
    queues[index].digests.append(digest)
    queues[index].liveCount += 1
  }

  /// Counts one transaction of `sender` less, and forgets what its queue holds of those that left.
  private mutating func release(_ sender: PublicKey) {
    guard let index = queueIndex[sender] else { return }
    queues[index].liveCount -= 1
    guard queues[index].liveCount > 0 else {
      queueIndex[sender] = nil
      queues[index].digests = []
      emptyQueueCount += 1
      if emptyQueueCount > queues.count / 2 + 16 { dropEmptyQueues() }
      return
    }
    while let first = queues[index].digests.first, byDigest[first] == nil { queues[index].digests.removeFirst() }
    if queues[index].digests.count > 2 * queues[index].liveCount + 16 {
      queues[index].digests.removeAll { byDigest[$0] == nil }
    }
  }

  /// Closes the ranks. Whose turn is next stays the same.
  private mutating func dropEmptyQueues() {
    turn = queues[..<(turn % queues.count)].count { $0.liveCount > 0 }
    queues.removeAll { $0.liveCount == 0 }
    emptyQueueCount = 0
    for (index, queue) in queues.enumerated() { queueIndex[queue.sender] = index }
  }
}

extension VerifiedTransaction {
  /// Whom a transaction counts against in the pool.
  var sender: PublicKey {
    precondition(!transaction.body.credentials.isEmpty, "A transaction that decoded has a credential.")
    return transaction.body.credentials[0]
  }
}
