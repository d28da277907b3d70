import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import PandoAPI
import PandoNode
import PandoPrimitives
import Testing

@Suite(.timeLimit(.minutes(2))) struct RESTEventsTests {
  /// Three blocks with two, none and one transactions.
  private func node() throws -> FixtureNode {
    let node = FixtureNode()
    for (block, count) in [2, 0, 1].enumerated() {
      for index in 0..<count {
        let transaction = try node.transaction(memo: "\(block).\(index)")
        node.change { $0.pool.append(transaction) }
      }
      node.commit()
    }
    return node
  }

  private let everything = ["1.0", "1.1", "1", "2", "3.0", "3"]

  @Test func everyTransactionAndBlockComesOnceAndInOrder() async throws {
    try await serving(try node()) { client in
      let (status, body) = try await client.stream("/v1/events?from=1")
      #expect(status == 200)
      let events = try await SentEvent.first(6, of: body)
      #expect(events.map(\.id) == everything)
      #expect(events.map(\.kind) == ["transaction", "transaction", "block", "block", "transaction", "block"])
      let transaction = try JSON.decode(TransactionAnswer.self, from: Array(events[1].data.utf8))
      #expect(transaction.place?.height == Height(1) && transaction.place?.index == 1 && transaction.transaction == nil)
      let block = try JSON.decode(BlockSummary.self, from: Array(events[5].data.utf8))
      #expect(block.header.height == Height(3) && block.header.id == block.id)
    }
  }

  @Test func aFollowerResumesAfterAnyEvent() async throws {
    try await serving(try node()) { client in
      for (index, id) in everything.enumerated().dropLast() {
        let (_, body) = try await client.stream("/v1/events?from=1", headers: [("Last-Event-ID", id)])
        let left = everything.count - index - 1
        let events = try await SentEvent.first(left, of: body)
        #expect(events.map(\.id) == Array(everything[(index + 1)...]))
      }
    }
  }

  @Test func withoutAPlaceToBeginOnlyWhatIsNewComes() async throws {
    let node = try node()
    try await serving(node) { client in
      let (_, body) = try await client.stream("/v1/events")
      node.commit()
      let events = try await SentEvent.first(1, of: body)
      #expect(events.map(\.id) == ["4"])
    }
  }

  @Test func aSilentLedgerIsHeardNonetheless() async throws {
    try await serving(with: configured { $0.limits.heartbeatInterval = .milliseconds(10) }) { client in
      let (_, body) = try await client.stream("/v1/events")
      var text = ""
      for try await buffer in body {
        text += String(buffer: buffer)
        if text.contains(":\n\n:\n\n") { break }
      }
    }
  }

  @Test func aWrongPlaceIsRefused() async throws {
    try await serving { client in
      for id in ["", "x", "1.", ".1", "1.2.3", "-1", "01", "1.20000", "1000000000000000000"] {
        let answer = try await client.get("/v1/events", headers: [("Last-Event-ID", id)])
        #expect(answer.status == 400, "\(id)")
      }
    }
  }

  @Test func followersAreBoundedAndTheirPlacesComeBack() async throws {
    try await serving(
      with: configured {
        $0.limits.followerCountMax = 1
        $0.limits.heartbeatInterval = .milliseconds(10)
      }
    ) { client in
      do {
        let (status, body) = try await client.stream("/v1/events")
        #expect(status == 200)
        let second = try await client.get("/v1/events")
        #expect(second.status == 503)
        #expect(try second.error.reason == "too_many_followers")
        _ = body
      }
      try await until { try await client.request(.HEAD, "/v1/events").status == 200 }
    }
  }

  @Test func followersAreLetGoWhenTheNodeStops() async throws {
    let node = try node()
    try await serving(node) { client in
      let (_, body) = try await client.stream("/v1/events?from=3")
      var text = ""
      var hasStopped = false
      for try await buffer in body {
        text += String(buffer: buffer)
        if !hasStopped && text.contains("event: block") {
          hasStopped = true
          await client.stop()
        }
      }
      #expect(hasStopped, "The stream ended by itself, without an error.")
    }
  }
}

/// One server-sent event.
struct SentEvent {
  var kind = ""
  var id = ""
  var data = ""

  /// The first `count` events of a stream, which is left then.
  static func first(_ count: Int, of body: HTTPClientResponse.Body) async throws -> [SentEvent] {
    var events: [SentEvent] = []
    var text = ""
    for try await buffer in body {
      text += String(buffer: buffer)
      while let end = text.firstRange(of: "\n\n") {
        let event = SentEvent(text[..<end.lowerBound])
        text = String(text[end.upperBound...])
        if !event.kind.isEmpty { events.append(event) }
      }
      if events.count >= count { break }
    }
    return events
  }

  private init(_ text: Substring) {
    for line in text.split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      let value = String(line[colon.upperBound...])
      switch line[..<colon.lowerBound] {
      case "event": kind = value
      case "id": id = value
      case "data": data = value
      default: break
      }
    }
  }
}
