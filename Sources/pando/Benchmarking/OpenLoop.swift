import PandoAPI
import PandoClient
import PandoPrimitives

/// Sends transactions when they are due, whatever became of the ones before: what is due within a few milliseconds in
/// one batch to one node, the next to the next, over one connection to each.
package struct OpenLoop: Sendable {
  /// How long a batch is collected, and how many bytes it has before it ends.
  package static let sliceNanoseconds: Int64 = 5_000_000
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
      for (lane, indices) in OpenLoop.lanes(arrivals, count: clients.count).enumerated() {
        group.addTask { try await run(indices, to: clients[lane]) }
      }
      try await group.waitForAll()
    }
  }

  /// The places in `arrivals` that each of `count` nodes is sent: slices of time, in turn.
  package static func lanes(_ arrivals: [Int64], count: Int) -> [[Int]] {
    var lanes = [[Int]](repeating: [], count: count)
    for (index, moment) in arrivals.enumerated() {
      lanes[Int(moment / sliceNanoseconds) % count].append(index)
    }
    return lanes
  }

  @concurrent private func run(_ indices: [Int], to client: LedgerClient) async throws {
    let end = (arrivals.last ?? 0) + OpenLoop.overtimeNanoseconds
    var rest = indices[...]
    while let first = rest.first, clock.now < end {
      // At the end of the slice everything in it is due.
      let wake = (arrivals[first] / OpenLoop.sliceNanoseconds + 1) * OpenLoop.sliceNanoseconds
      if wake > clock.now { try await clock.sleep(until: wake) }
      rest = rest.dropFirst(try await sendBatch(of: rest, dueBefore: clock.now, to: client))
    }
  }

  /// Sends what is due and fits, and gives how many that was.
  private func sendBatch(of indices: ArraySlice<Int>, dueBefore now: Int64, to client: LedgerClient) async throws -> Int
  {
    var batch: [(number: Int, item: Journal.Item)] = []
    var bytes: [[UInt8]] = []
    var byteCount = 0
    for index in indices.prefix(TransactionBatch.transactionCountMax) {
      guard arrivals[index] <= now, byteCount < OpenLoop.batchByteCountMax else { break }
      let prepared = try transaction(firstNumber + index)
      batch.append((firstNumber + index, Journal.Item(id: prepared.id, dueAt: arrivals[index])))
      bytes.append(prepared.bytes)
      byteCount += prepared.bytes.count
    }
    guard !batch.isEmpty else { return 0 }
    journal.sending(batch)
    do throws(ClientError) {
      let codes = try await client.submit(batchBytes: TransactionBatch.canonicalBytes(of: bytes))
      journal.answered(zip(batch, codes).map { ($0.number, $1) })
    } catch {
      // Nobody answered, which the journal shows. A cancelled run ends here.
      if error.code == .cancelled { throw error }
    }
    return batch.count
  }
}
