import AsyncHTTPClient
import NIOCore
public import PandoAPI
public import PandoPrimitives

/// Something that became final, and where it stands, so that reading can go on after it.
public struct LedgerEvent: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A transaction of a final block. All of a block's come before the block.
    case transaction(TransactionAnswer)
    /// A final block.
    case block(BlockSummary)
  }

  /// A place in the stream of final transactions and blocks; give it to ``LedgerClient/events(after:)`` to go on from
  /// it.
  public struct Cursor: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The place that this text names, which a cursor's `description` gave.
    public init(_ text: String) { description = text }

    /// The end of the block at `height`.
    public init(endOf height: Height) { description = height.description }
  }

  public let cursor: Cursor
  public let content: Content
}

/// Final transactions and blocks as they come, each exactly once and in order, over any number of lost connections.
///
/// Reading ends only by cancelling the task, or with a ``ClientError`` when no host has answered for many attempts.
public struct LedgerEvents: AsyncSequence, Sendable {
  public typealias Element = LedgerEvent
  public typealias Failure = ClientError

  /// How often every host may fail in a row before reading ends with an error; the pauses grow to two seconds.
  static let roundsMax = 15

  let client: LedgerClient
  let start: LedgerEvent.Cursor?

  public func makeAsyncIterator() -> Iterator { Iterator(client: client, cursor: start) }

  /// Reads one stream after another, each from where the last one ended.
  public struct Iterator: AsyncIteratorProtocol {
    private let client: LedgerClient
    private var cursor: LedgerEvent.Cursor?
    private var host = ""
    private var stream: HTTPClientResponse.Body.AsyncIterator?
    private var parser = ServerSentEvents()
    /// Read and not yet given, the next one last.
    private var waiting: [LedgerEvent] = []
    private var backoff: Backoff

    init(client: LedgerClient, cursor: LedgerEvent.Cursor?) {
      self.client = client
      self.cursor = cursor
      backoff = Backoff(hostCount: client.hosts.count)
    }

    @concurrent
    public mutating func next() async throws(ClientError) -> LedgerEvent? {
      while waiting.isEmpty {
        if stream == nil { try await connect() }
        try await read()
      }
      return waiting.popLast()
    }

    /// Opens a stream at the next host that gives one.
    @concurrent
    private mutating func connect() async throws(ClientError) {
      // Without a place to go on from, a lost connection would lose events; so the beginning is made one.
      if cursor == nil { cursor = LedgerEvent.Cursor(endOf: try await client.node().atHeight) }
      while stream == nil {
        host = client.currentHost
        switch try await client.exchange.open(
          NodeRequest("/v1/events", accept: .events), lastEventID: cursor?.description, host: host)
        {
        case .success(let body):
          stream = body.makeAsyncIterator()
          parser = ServerSentEvents()
        case .failure(let failure):
          switch failure.reply {
          case .failure(let error, _): throw error
          case .noAnswer(let error, _): try await failed(error)
          case .success: throw ClientError(.badAnswer, "\(host) answered with something else than a stream.")
          }
        }
      }
    }

    /// Reads the next piece of the stream; forgets the stream when that is over.
    @concurrent
    private mutating func read() async throws(ClientError) {
      do {
        guard let buffer = try await stream?.next() else {
          return try await failed(ClientError(.unreachable, "\(host) ended the stream."))
        }
        var events: [LedgerEvent] = []
        for event in try parser.receive(buffer.readableBytesView) {
          if let event = try LedgerEvents.decode(event) { events.append(event) }
        }
        guard let last = events.last else { return }
        backoff.succeeded()
        cursor = last.cursor
        waiting = events.reversed()
      } catch let error as ClientError {
        throw error
      } catch is ServerSentEvents.LineTooLong {
        throw ClientError(.badAnswer, "\(host) sent an event that is too long.")
      } catch {
        guard case .noAnswer(let error, _) = try HTTPExchange.failure(error, host: host) else { return }
        try await failed(error)
      }
    }

    @concurrent
    private mutating func failed(_ error: ClientError) async throws(ClientError) {
      stream = nil
      client.moveOn(from: host)
      let pause = backoff.failed()
      if backoff.rounds >= LedgerEvents.roundsMax { throw error }
      try await LedgerClient.pause(pause)
    }
  }

  /// The event in the stream's words; nil for one that this version does not know.
  static func decode(_ event: ServerSentEvents.Event) throws(ClientError) -> LedgerEvent? {
    guard let id = event.id else { return nil }
    let body = Array(event.data.utf8)
    switch event.name {
    case "transaction": return LedgerEvent(cursor: .init(id), content: .transaction(try LedgerClient.decode(body)))
    case "block": return LedgerEvent(cursor: .init(id), content: .block(try LedgerClient.decode(body)))
    default: return nil
    }
  }
}

extension LedgerClient {
  /// Everything that becomes final after `cursor`; from now on when there is none.
  public func events(after cursor: LedgerEvent.Cursor? = nil) -> LedgerEvents {
    LedgerEvents(client: self, start: cursor)
  }

  /// Everything that became final from the block at `height` on.
  public func events(from height: Height) -> LedgerEvents {
    events(after: LedgerEvent.Cursor(endOf: Height(max(height.value, 1) - 1)))
  }
}
