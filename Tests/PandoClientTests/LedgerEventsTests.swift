import PandoAPI
import PandoClient
import PandoPrimitives
import Synchronization
import Testing

@Suite struct LedgerEventsTests {
  /// The words of the stream for a block with one transaction.
  private static func words(_ height: UInt64) throws -> (transaction: String, block: String) {
    let id = TransactionID(Hash(sha256: [UInt8(height)]))
    let header = Fixture.header(height: height)
    let transaction = String(
      decoding: try JSON.encode(Fixture.final(id, height: height)), as: UTF8.self)
    let block = String(decoding: try JSON.encode(BlockSummary(id: header.id, header: header)), as: UTF8.self)
    return (
      "id: \(height).0\nevent: transaction\ndata: \(transaction)\n\n",
      "id: \(height)\nevent: block\ndata: \(block)\n\n"
    )
  }

  @Test func eventsComeOnceAndInOrderOverBrokenConnections() async throws {
    let words = try (1...6).map { try LedgerEventsTests.words($0) }
    let all = words.flatMap { [$0.transaction, $0.block] }
    let names = (1...6).flatMap { ["\($0).0", "\($0)"] }
    // Each connection gives what follows the last event and breaks in the middle of the one after next.
    try await StubNode { call, _ in
      let start = call.lastEventID.flatMap { names.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
      let piece = all.dropFirst(start + 2).first.map { String($0.prefix(20)) } ?? ""
      return .broken([": hello\n", all.dropFirst(start).prefix(2).joined() + piece])
    }.run { url in
      var seen: [String] = []
      for try await event in try LedgerClient(hosts: [url]).events(from: Height(1)) {
        seen.append(event.cursor.description)
        if seen.count == names.count { break }
      }
      #expect(seen == names)
    }
  }

  @Test func withoutABeginningItBeginsWithTheNextBlock() async throws {
    let words = try LedgerEventsTests.words(8)
    try await StubNode { call, _ in
      switch (call.target, call.lastEventID) {
      case ("/v1/node", _): .json(200, Fixture.node(height: 7))
      case (_, "7"): .broken([words.transaction])
      default: .refusal(400, .corrupted)
      }
    }.run { url in
      var events = try LedgerClient(hosts: [url]).events().makeAsyncIterator()
      let event = try await events.next()
      #expect(event?.cursor == LedgerEvent.Cursor("8.0"))
      guard case .transaction(let answer) = event?.content else {
        Issue.record("It should be a transaction.")
        return
      }
      #expect(answer.place?.height == Height(8))
    }
  }

  @Test func refusalEndsTheStream() async throws {
    try await StubNode { _, _ in .refusal(400, .corrupted) }.run { url in
      var events = try LedgerClient(hosts: [url]).events(from: Height(1)).makeAsyncIterator()
      let error = await #expect(throws: ClientError.self) { try await events.next() }
      #expect(error?.code == .refused)
    }
  }
}
