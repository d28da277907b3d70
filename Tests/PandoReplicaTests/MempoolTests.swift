import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

@Suite struct MempoolTests {
  private let ledger: TestLedger
  private let moment = Moment(
    monotonic: Timestamp(milliseconds: 0), wall: Timestamp(milliseconds: 1_700_000_000_000))

  init() throws { ledger = try TestLedger(validators: 1) }

  private func transaction(from sender: Int, nonce: UInt64) throws -> VerifiedTransaction {
    try VerifiedTransaction(verifying: ledger.transfer(from: sender, to: 3, nonce: nonce, at: moment))
  }

  private func pick(_ pool: inout Mempool, _ count: Int, bytes: Int = .max) -> [VerifiedTransaction] {
    pool.pick(countMax: count, byteCountMax: bytes, without: EmptyCollection())
  }

  @Test func takesTurnsBetweenSenders() throws {
    var pool = Mempool()
    for nonce in 0..<10 { try pool.add(transaction(from: 0, nonce: UInt64(nonce)), at: moment.monotonic) }
    try pool.add(transaction(from: 1, nonce: 100), at: moment.monotonic)
    try pool.add(transaction(from: 2, nonce: 101), at: moment.monotonic)
    let senders = Set(pick(&pool, 3).map { $0.transaction.body.credentials[0] })
    #expect(senders.count == 3)
  }

  @Test func whoseTurnItIsDoesNotDependOnWhoLeaves() throws {
    var pool = Mempool()
    let sent = try (0..<4).map { try transaction(from: $0, nonce: UInt64($0)) }
    for transaction in sent { try pool.add(transaction, at: moment.monotonic) }
    #expect(pick(&pool, 2).map(\.id) == sent.prefix(2).map(\.id))
    pool.remove(sent.prefix(2).map(\.id))
    try pool.add(transaction(from: 0, nonce: 100), at: moment.monotonic)
    #expect(pick(&pool, 2).map(\.id) == sent.suffix(2).map(\.id))
  }

  /// A transaction of a sender of its own.
  private func stranger(_ number: UInt64) throws -> VerifiedTransaction {
    var body = try ledger.transfer(from: 0, to: 3, nonce: number, at: moment).body
    body.credentials = [try #require(PublicKey(bytes: [1] + Hash(sha256: [UInt8](ordered: number)).bytes))]
    return VerifiedTransaction(alreadyVerified: Transaction(body: body, signatures: []))
  }

  /// As many senders as transactions, and more come than blocks take: what was in a block that came to nothing is not
  /// put off until everybody who came meanwhile has had a turn.
  @Test func whatWasProposedInVainIsTakenFirst() throws {
    var pool = Mempool()
    let early = try (0..<10).map { try stranger($0) }
    for transaction in early { try pool.add(transaction, at: moment.monotonic) }
    #expect(pick(&pool, 10).count == 10)
    var taken: [TransactionID] = []
    for step in 0..<5 {
      for number in 0..<3 { try pool.add(stranger(UInt64(100 + 3 * step + number)), at: moment.monotonic) }
      let block = pick(&pool, 2).map(\.id)
      pool.remove(block)
      taken += block
    }
    #expect(taken == early.map(\.id))
  }

  /// A sender with much waiting has one transaction in each round, however many others come.
  @Test func nobodyWaitsForEverBecauseOthersCome() throws {
    var pool = Mempool()
    let many = try (0..<4).map { try transaction(from: 0, nonce: UInt64($0)) }
    for transaction in many { try pool.add(transaction, at: moment.monotonic) }
    var taken: [TransactionID] = []
    var number: UInt64 = 100
    while taken.count < 40 {
      for _ in 0..<2 {
        try pool.add(stranger(number), at: moment.monotonic)
        number += 1
      }
      let block = pick(&pool, 1).map(\.id)
      pool.remove(block)
      taken += block
    }
    #expect(many.allSatisfy { taken.contains($0.id) })
  }

  @Test func whatIsLeftOutStaysAndIsCounted() throws {
    var pool = Mempool()
    let sent = try (0..<4).map { try transaction(from: $0, nonce: UInt64($0)) }
    for transaction in sent { try pool.add(transaction, at: moment.monotonic) }
    let rest = pool.pick(countMax: 10, byteCountMax: .max, without: sent.prefix(3).map(\.id))
    #expect(rest.map(\.id) == [sent[3].id])
    for transaction in sent.prefix(3) { pool.mark(transaction.id) }
    pool.mark(sent[0].id)
    #expect(pool.markedCount == 3)
    pool.remove([sent[0].id])
    #expect(pool.markedCount == 2)
    pool.beginMarking()
    #expect(pool.markedCount == 0 && pool.count == 3)
  }

  @Test func theOldestArrivalIsOfWhatStillWaits() throws {
    var pool = Mempool()
    #expect(pool.oldestArrival() == nil)
    let sent = try (0..<3).map { try transaction(from: 0, nonce: UInt64($0)) }
    for (index, transaction) in sent.enumerated() {
      try pool.add(transaction, at: Timestamp(milliseconds: UInt64(index)))
    }
    pool.remove(sent.prefix(2).map(\.id))
    #expect(pool.oldestArrival() == Timestamp(milliseconds: 2))
  }

  @Test func whatIsTooLongForTheLedgerLeaves() throws {
    var pool = Mempool()
    let transactions = try (0..<5).map { try transaction(from: $0 % 2, nonce: UInt64($0)) }
    for transaction in transactions { try pool.add(transaction, at: moment.monotonic) }
    let length = UInt64(transactions.map(\.byteCount).max() ?? 0)
    #expect(pool.removeLonger(than: length).isEmpty)
    #expect(Set(pool.removeLonger(than: 1)) == Set(transactions.map(\.id)))
    #expect(pool.isEmpty && pool.byteCount == 0)
  }

  @Test func keepsTheOrderOfOneSender() throws {
    var pool = Mempool()
    let sent = try (0..<20).map { try transaction(from: 0, nonce: UInt64($0)) }
    for transaction in sent { try pool.add(transaction, at: moment.monotonic) }
    #expect(pick(&pool, 20).map(\.id) == sent.map(\.id))
  }

  @Test func takesOnlyWhatFits() throws {
    var pool = Mempool()
    let sent = try (0..<5).map { try transaction(from: 0, nonce: UInt64($0)) }
    for transaction in sent { try pool.add(transaction, at: moment.monotonic) }
    let room = sent[0].byteCount + sent[1].byteCount
    #expect(pick(&pool, 10, bytes: room).map(\.id) == sent.prefix(2).map(\.id))
  }

  @Test func refusesTheSameIdentifierTwice() throws {
    var pool = Mempool()
    let transaction = try transaction(from: 0, nonce: 1)
    try pool.add(transaction, at: moment.monotonic)
    #expect(throws: Refusal.self) { try pool.add(transaction, at: moment.monotonic) }
    #expect(pool.count == 1)
  }

  @Test func refusesWhatIsOverTheLimitsWithNoVacancy() throws {
    var limits = Mempool.Limits()
    limits.transactionCount = 3
    limits.transactionCountPerSender = 2
    var pool = Mempool(limits: limits)
    try pool.add(transaction(from: 0, nonce: 1), at: moment.monotonic)
    try pool.add(transaction(from: 0, nonce: 2), at: moment.monotonic)
    let third = try transaction(from: 0, nonce: 3)
    let share = #expect(throws: Refusal.self) { try pool.add(third, at: moment.monotonic) }
    #expect(share?.code == .noVacancy && share?.reason == "sender_share_used")
    try pool.add(transaction(from: 1, nonce: 4), at: moment.monotonic)
    let other = try transaction(from: 2, nonce: 5)
    let full = #expect(throws: Refusal.self) { try pool.add(other, at: moment.monotonic) }
    #expect(full?.code == .noVacancy && full?.reason == "mempool_full")
  }

  @Test func whatHasExpiredLeaves() throws {
    var pool = Mempool()
    let transaction = try transaction(from: 0, nonce: 1)
    try pool.add(transaction, at: moment.monotonic)
    let expires = transaction.transaction.body.expires
    #expect(pool.expire(at: Timestamp(milliseconds: expires.milliseconds - 1)).isEmpty)
    #expect(pool.expire(at: expires) == [transaction.id])
    #expect(pool.isEmpty && pool.byteCount == 0)
  }

  @Test(arguments: 0..<20)
  func neverLosesCountUnderRandomUse(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var pool = Mempool()
    var waiting: [VerifiedTransaction] = []
    let stock = try (0..<60).map { try transaction(from: $0 % 4, nonce: UInt64($0)) }
    for transaction in stock {
      try pool.add(transaction, at: moment.monotonic)
      waiting.append(transaction)
      if random.next() % 2 == 0, let gone = waiting.randomElement(using: &random) {
        pool.remove([gone.id])
        waiting.removeAll { $0.id == gone.id }
      }
      #expect(pool.count == waiting.count)
      #expect(pool.byteCount == waiting.reduce(0) { $0 + $1.byteCount })
      #expect(Set(pick(&pool, .max).map(\.id)) == Set(waiting.map(\.id)))
    }
  }
}
