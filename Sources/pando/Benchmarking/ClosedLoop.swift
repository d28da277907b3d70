import PandoAPI
import PandoClient
import PandoPrimitives

/// Customers who each wait until their transaction is final before they make the next.
struct ClosedLoop: Sendable {
  let clientCount: Int
  let hosts: [String]
  let clock: RunClock
  let journal: Journal
  let firstNumber: Int
  /// When the customers make no more.
  let end: Int64
  let maker: TransactionMaker

  /// Returns when every customer knows what became of its last transaction.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<clientCount {
        group.addTask { try await run(client) }
      }
      try await group.waitForAll()
    }
  }

  @concurrent private func run(_ index: Int) async throws {
    let first = index % hosts.count
    let client = try LedgerClient(hosts: Array(hosts[first...] + hosts[..<first]))
    for number in sequence(first: firstNumber + index, next: { $0 + clientCount }) {
      guard clock.now < end else { return }
      let dueAt = clock.now
      let transaction = try maker.transaction(number)
      journal.sending(CollectionOfOne((number, Journal.Item(id: transaction.id, dueAt: dueAt))))
      do throws(ClientError) {
        let answer = try await client.submit(transaction)
        guard let place = answer.place else { continue }
        journal.answered(CollectionOfOne((number, .pending)))
        journal.final(number, at: clock.now, height: place.height)
      } catch {
        if error.code == .cancelled { throw error }
        if let refusal = error.refusal { journal.answered(CollectionOfOne((number, refusal.code))) }
      }
    }
  }
}
