import PandoAPI
import PandoClient
import PandoPrimitives

/// Sends transactions when they are due, whatever became of the ones before, to each node its share, in batches over
/// one connection.
struct OpenLoop: Sendable {
  /// How much is collected before the next batch goes out, and how much a batch holds.
  static let batchNanoseconds: Int64 = 5_000_000
  static let batchByteCountMax = 2_000_000
  /// How long after the last transaction was due the rest may still go out.
  static let overtimeNanoseconds: Int64 = 5_000_000_000

  /// One client for each node.
  let clients: [LedgerClient]
  let clock: RunClock
  let journal: Journal
  let firstNumber: Int
  /// When each transaction is due, ascending.
  let arrivals: [Int64]
  /// Gives the transaction with a number, signed now or before.
  let transaction: @Sendable (Int) throws -> TransactionMaker.Prepared

  /// Returns when everything was sent and answered, or the overtime is up.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in clients.indices { group.addTask { try await run(lane) } }
      try await group.waitForAll()
    }
  }

  @concurrent private func run(_ lane: Int) async throws {
    let end = (arrivals.last ?? 0) + OpenLoop.overtimeNanoseconds
    var position = lane
    var lastSend: Int64 = -OpenLoop.batchNanoseconds
    while position < arrivals.count, clock.now < end {
      let wake = max(arrivals[position], lastSend + OpenLoop.batchNanoseconds)
      if wake > clock.now { try await clock.sleep(until: wake) }
      lastSend = clock.now
      let numbers = try await sendBatch(from: position, by: clients.count, dueBefore: lastSend, to: clients[lane])
      position += numbers * clients.count
    }
  }

  /// Sends what is due and fits, and gives how many that was.
  private func sendBatch(
    from position: Int, by step: Int, dueBefore now: Int64, to client: LedgerClient
  ) async throws -> Int {
    var batch: [(number: Int, item: Journal.Item)] = []
    var bytes: [[UInt8]] = []
    var byteCount = 0
    for index in stride(from: position, to: arrivals.count, by: step) {
      guard arrivals[index] <= now, batch.count < TransactionBatch.transactionCountMax,
        byteCount < OpenLoop.batchByteCountMax
      else { break }
      let prepared = try transaction(firstNumber + index)
      batch.append((firstNumber + index, Journal.Item(id: prepared.id, dueAt: arrivals[index])))
      bytes.append(prepared.bytes)
      byteCount += prepared.bytes.count
    }
    guard !batch.isEmpty else { return 0 }
    journal.sending(batch)
    do throws(ClientError) {
      let answer = try await client.submit(batchBytes: TransactionBatch.canonicalBytes(of: bytes))
      journal.answered(zip(batch, answer.outcomes).map { ($0.number, $1.code) })
    } catch {
      // Nobody answered, which the journal shows. A cancelled run ends here.
      if error.code == .cancelled { throw error }
    }
    return batch.count
  }
}
