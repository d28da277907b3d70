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

  /// After how many milliseconds a leader proposes when so many transactions come in each.
  private func pause(perMillisecond rate: Double, blockCountMax: Int = 5_000) -> UInt64 {
    var pace = BlockPace()
    pace.noteProposal(at: Timestamp(milliseconds: 1_000))
    return (0...1_000).first { elapsed in
      let waiting = Int(rate * Double(elapsed))
      return waiting > 0
        && !pace.isGathering(
          waiting: waiting, blockCountMax: blockCountMax, now: Timestamp(milliseconds: 1_000 + elapsed),
          viewMilliseconds: 1_000)
    } ?? .max
  }

  @Test func theBusierTheLedgerTheLongerItsLeadersGather() {
    #expect(pause(perMillisecond: 0.3) == 4, "The first transaction is there and has waited for nobody.")
    #expect((10...20).contains(pause(perMillisecond: 0.6)))
    #expect((35...50).contains(pause(perMillisecond: 1)))
    #expect((160...200).contains(pause(perMillisecond: 2)))
    #expect(pause(perMillisecond: 20) == 200, "A fifth of a view, and no longer.")
    #expect(pause(perMillisecond: 20, blockCountMax: 1_000) == 50, "Nobody waits with a full block.")
  }

  @Test func whatComesAloneWaitsForNobody() {
    var pace = BlockPace()
    func isGathering(_ waiting: Int, at milliseconds: UInt64) -> Bool {
      pace.isGathering(
        waiting: waiting, blockCountMax: 5_000, now: Timestamp(milliseconds: milliseconds), viewMilliseconds: 1_000)
    }
    #expect(!isGathering(1, at: 0), "Nothing was proposed yet.")
    pace.noteProposal(at: Timestamp(milliseconds: 1_000))
    #expect(isGathering(1, at: 1_003) && !isGathering(1, at: 1_004))
    #expect(isGathering(1_000, at: 1_100) && !isGathering(1_000, at: 1_200))
    #expect(!isGathering(0, at: 1_000), "What has nothing to gather for is no matter of pace.")
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
