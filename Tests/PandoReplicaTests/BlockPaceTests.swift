import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

/// How large the blocks are that a node proposes.
@Suite struct BlockPaceTests {
  @Test func aBlockThatTakesLongIsFollowedByOneOfAnEighthOfAView() {
    var pace = BlockPace()
    pace.note(count: 5_000, milliseconds: 125, viewMilliseconds: 1_000)
    #expect(pace.countMax == .max)
    pace.note(count: 5_000, milliseconds: 500, viewMilliseconds: 1_000)
    #expect(pace.countMax == 1_250)
    // One that was not full says nothing of what more would take.
    pace.note(count: 1_000, milliseconds: 10, viewMilliseconds: 1_000)
    #expect(pace.countMax == 1_250)
    pace.note(count: 1_250, milliseconds: 10, viewMilliseconds: 1_000)
    #expect(pace.countMax == 1_562)
  }

  @Test func aFewTransactionsAreNeverTooMany() {
    var pace = BlockPace()
    pace.note(count: 250, milliseconds: 60_000, viewMilliseconds: 1_000)
    #expect(pace.countMax == .max)
    pace.note(count: 251, milliseconds: 60_000, viewMilliseconds: 1_000)
    #expect(pace.countMax == 250)
  }

  @Test func whatWaitsGoesIntoSeveralBlocksWhenExecutionIsSlow() throws {
    let ledger = try TestLedger(validators: 1)
    var driver = try ReplicaDriver(ledger, store: MemoryStore())
    driver.executionMilliseconds = 1
    try driver.give(.start, in: ledger)
    func blocks(_ nonces: Range<UInt64>) throws -> [Int] {
      let transactions = try nonces.map { try ledger.transfer(from: 0, to: 1, nonce: $0, at: driver.moment(ledger)) }
      return try driver.give(.submit(transactions, ticket: 0), in: ledger).compactMap {
        if case .committed(let block) = $0 { block.block.transactions.count } else { nil }
      }
    }
    #expect(try blocks(0..<600) == [600])
    // 125 would take an eighth of a view, but no block is made that small.
    #expect(try blocks(600..<1_200) == [250, 250, 100])
  }
}
