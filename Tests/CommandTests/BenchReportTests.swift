import PandoAPI
import PandoPrimitives
import Testing
import pando

@Suite struct BenchReportTests {
  private static let second: Int64 = 1_000_000_000

  private func id(_ number: Int) -> TransactionID { TransactionID(Hash(sha256: [UInt8(number)])) }

  private func item(_ number: Int, due: Int64, answer: ResultCode?, final: Int64? = nil) -> Journal.Item {
    var item = Journal.Item(id: id(number), dueAt: due)
    item.answer = answer
    item.finalAt = final
    item.height = final == nil ? nil : Height(1)
    return item
  }

  private func reading(_ at: Int64, processor: Double, disk: UInt64) -> Measurement.Reading {
    let node = NodeReading(
      processorSeconds: processor, peakMemoryBytes: 7, peerBytesSent: UInt64(at / 1_000_000), peerBytesReceived: 5,
      durableWrites: UInt64(at / BenchReportTests.second) * 3, diskBytes: disk)
    return Measurement.Reading(at: at, generatorSeconds: processor / 10, nodes: [node, node])
  }

  private func setup() -> BenchReport.Setup {
    BenchReport.Setup(
      workload: "transfer", accounts: 2, validators: 2, rate: 1, clients: nil, durationSeconds: 4, warmupSeconds: 1,
      signsLive: false, seed: 1)
  }

  /// Of a window from 1 s to 5 s: one before it, four in it of which two are final, one never sent.
  private func report(_ audit: Audit = Audit()) -> BenchReport {
    let second = BenchReportTests.second
    let items = [
      item(0, due: second / 2, answer: .pending, final: 2 * second),
      item(1, due: 2 * second, answer: .pending, final: 2 * second + 10_000_000),
      item(2, due: 2 * second, answer: nil, final: 4 * second + 500_000_000),
      item(3, due: 3 * second, answer: .noVacancy), item(4, due: 4 * second, answer: .pending),
    ]
    let blocks = [(1, 2 * second, 2), (2, 3 * second, 0), (3, 4 * second + 500_000_000, 1)].map { height, at, count in
      Journal.SeenBlock(height: Height(UInt64(height)), at: at, transactionCount: count, ownCount: count)
    }
    let measured = Measurement(
      window: second..<5 * second, items: items, blocks: blocks,
      dueMoments: items.map(\.dueAt) + [4 * second + 1], before: reading(second, processor: 1, disk: 100),
      after: reading(5 * second, processor: 1.000_9, disk: 400), generatorPeakBytes: 9, checkMicroseconds: 100,
      loadAverage: [1, 2, 3])
    return BenchReport(setup(), measured, audit: audit, names: ["a", "b"])
  }

  @Test func ratesCountWhatIsInTheWindow() {
    let report = report()
    #expect(report.offeredPerSecond == 1.25, "Five were due in four seconds.")
    #expect(report.acceptedPerSecond == 0.75, "Three were taken, one of which only its block told of.")
    #expect(report.finalCount == 3 && report.finalPerSecond == 0.75)
    #expect(report.shareWithinTwoSeconds == 0.2, "One of five.")
  }

  @Test func latencyIsFromTheMomentWhenATransactionWasDue() throws {
    let latency = try #require(report().latencyMilliseconds)
    #expect(latency.p50 >= 10 && latency.p50 <= 10.01)
    #expect(latency.max == 2_500 && latency.p99 == 2_500)
  }

  @Test func everyFailureIsCountedOnce() {
    var audit = Audit()
    audit.codes = [.success: 2, .negativeBalance: 1]
    let failures = report(audit).failures
    #expect(failures.map(\.count) == [1, 1, 1, 1])
    #expect(failures.map(\.code) == [.noVacancy, .negativeBalance, nil, nil])
    #expect(
      failures.map(\.what) == [
        "refused: NoVacancy", "failed: NegativeBalance", "not sent in time", "taken, not final",
      ])
  }

  @Test func stallsAreBetweenBlocksThatHoldSomething() {
    let blocks = report().blocks
    #expect(blocks.count == 2 && blocks.transactionsPerBlock == 1.5)
    #expect(blocks.longestStallMilliseconds == 2_500)
  }

  @Test func costsAreForEachFinalTransactionOfEachValidator() throws {
    let report = report()
    #expect(report.nodes.map(\.name) == ["a", "b"])
    let node = try #require(report.nodes.first)
    #expect(abs((node.processorMicrosecondsPerTransaction ?? 0) - 300) < 0.01, "900 µs for three.")
    #expect(abs((report.costRatio ?? 0) - 3) < 0.001)
    #expect(abs((report.processorMicrosecondsPerTransactionTogether ?? 0) - 630) < 0.01)
    #expect(node.durableWritesPerBlock == 4, "Twelve for three blocks.")
    #expect(node.diskBytesPerTransaction == 100 && node.peerBytesSent == 4_000)
    #expect(node.peerBytesReceivedPerTransaction == 0)
  }

  @Test func aJournalTakesTheFirstWord() throws {
    let journal = Journal(firstNumber: 10, capacity: 1)
    journal.sending([(10, Journal.Item(id: id(0), dueAt: 5)), (12, Journal.Item(id: id(2), dueAt: 6))])
    journal.final(12, at: 50, height: Height(3))
    journal.answered([(10, .pending), (12, .pending)])
    #expect(journal.waitingCount == 1, "What is final does not wait.")
    journal.final(12, at: 60, height: Height(4))
    journal.final(10, at: 70, height: Height(4))
    #expect(journal.waitingCount == 0)
    #expect(journal.items.map(\.finalAt) == [70, 50] && journal.items.map(\.height) == [Height(4), Height(3)])
  }

  @Test func anAuditFindsWhatIsElsewhere() {
    var told = [id(1): Height(7), id(2): Height(7), id(3): Height(8)]
    let header = BlockHeader(
      chainID: .zero, height: Height(7), view: View(1), parentID: .zero, time: Timestamp(milliseconds: 1),
      proposer: PublicKey(bytes: [1] + [UInt8](repeating: 1, count: 32))!, transactionCount: 3,
      transactionsDigest: .zero, historySize: 0, historyRoot: .zero, stateRoot: .zero, writeSetDigest: .zero,
      eventsDigest: .zero, parametersHash: .zero, validatorsHash: .zero)
    let items = [1, 3, 9].map { BlockAnswer.Item(id: id($0), code: $0 == 1 ? .success : .failed) }
    let certificate = Certificate(
      ballot: .finalize(Epoch(first: Height(1)), View(1), header.id), signers: [ValidatorIndex(0)],
      signatures: [[1]])!
    let block = BlockAnswer(
      id: header.id, header: header, transactions: items, evidence: Evidence(finalization: certificate),
      atHeight: Height(9))
    var audit = Audit()
    audit.take(block, told: &told)
    #expect(audit.foundCount == 1 && audit.missingCount == 1, "The third was said to be in another block.")
    #expect(told == [id(2): Height(7)] && audit.codes == [.success: 1, .failed: 1])
    #expect(!audit.isSound)
  }
}
