import PandoClient
import Testing

@Suite struct ServerSentEventsTests {
  private let stream =
    "id: 3.0\nevent: transaction\ndata: {}\n\n: nothing happens\r\nid:3\r\nevent:block\r\ndata: a\r\ndata: b\r\n\r\n"
  private let events = [
    ServerSentEvents.Event(id: "3.0", name: "transaction", data: "{}"),
    ServerSentEvents.Event(id: "3", name: "block", data: "a\nb"),
  ]

  @Test func eventsAreReadWhole() throws {
    var parser = ServerSentEvents()
    #expect(try parser.receive(stream.utf8) == events)
  }

  @Test func anyPiecesGiveTheSameEvents() throws {
    let bytes = Array(stream.utf8)
    for split in 0...bytes.count {
      var parser = ServerSentEvents()
      #expect(try parser.receive(bytes[..<split]) + parser.receive(bytes[split...]) == events)
    }
    var parser = ServerSentEvents()
    #expect(try bytes.flatMap { try parser.receive(CollectionOfOne($0)) } == events)
  }

  @Test func eventWithoutDataIsNone() throws {
    var parser = ServerSentEvents()
    #expect(try parser.receive("id: 1\n\ndata:\n\n".utf8) == [ServerSentEvents.Event(id: nil, name: "", data: "")])
  }

  @Test func anUnfinishedEventIsNotGiven() throws {
    var parser = ServerSentEvents()
    #expect(try parser.receive("id: 1\ndata: x\n".utf8).isEmpty)
  }

  @Test func aLineWithoutEndIsRefused() throws {
    var parser = ServerSentEvents()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    #expect(throws: ServerSentEvents.LineTooLong.self) {
      for _ in 0...(ServerSentEvents.lineByteCountMax >> 20) { _ = try parser.receive(piece) }
    }
  }
}
