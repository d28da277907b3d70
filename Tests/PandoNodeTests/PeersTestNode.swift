import Logging
import NIOCore
import PandoNode
import PandoPrimitives
import Synchronization
import Testing

/// A transport with everything around it that a test wants to see.
final class TestNode: Sendable {
  let key: NodeKey
  let inbox: PeerInbox
  let transport: PeerTransport
  let log = CapturedLog()
  private let wakes: AsyncStream<Void>

  init(
    key: NodeKey = .generate(), chainID: Hash = .zero, port: Int = 0, peers: [PeerAddress] = [],
    limits: PeerLimits = .forTests
  ) throws {
    self.key = key
    inbox = PeerInbox(limits: limits)
    let (wakes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    self.wakes = wakes
    inbox.onEvents { continuation.yield() }
    var configuration = PeerTransport.Configuration(
      key: key, chainID: chainID, host: "127.0.0.1", port: port, peers: peers)
    configuration.limits = limits
    transport = try PeerTransport(configuration, inbox: inbox, logger: log.logger)
  }

  var id: PublicKey { key.publicKey }

  /// Where this node listens, under its own key or that of another.
  func address(key: PublicKey? = nil, host: String = "127.0.0.1") throws -> PeerAddress {
    guard let port = transport.port, let address = PeerAddress(key: key ?? id, host: host, port: port) else {
      throw NotBound()
    }
    return address
  }

  struct NotBound: Error {}

  /// An address that nobody listens on; it was free a moment ago.
  static func freeAddress(_ key: PublicKey) async throws -> PeerAddress {
    let node = try TestNode()
    var address: PeerAddress?
    try await running(node) { address = try node.address(key: key) }
    guard let address else { throw NotBound() }
    return address
  }

  /// What arrives, one event after another. For one reader.
  var events: Events { Events(inbox: inbox, wakes: wakes.makeAsyncIterator()) }

  struct Events {
    let inbox: PeerInbox
    var wakes: AsyncStream<Void>.Iterator
    private var batch: ArraySlice<PeerEvent> = []

    init(inbox: PeerInbox, wakes: AsyncStream<Void>.Iterator) {
      self.inbox = inbox
      self.wakes = wakes
    }

    mutating func next() async throws -> PeerEvent {
      while true {
        if let event = batch.popFirst() { return event }
        batch = inbox.drain(atMost: 64)[...]
        guard batch.isEmpty else { continue }
        await wakes.next(isolation: #isolation)
        try Task.checkCancellation()
      }
    }

    /// Demands that the next event is `event`.
    mutating func expect(_ event: PeerEvent, sourceLocation: SourceLocation = #_sourceLocation) async throws {
      let got = try await next()
      #expect(got == event, sourceLocation: sourceLocation)
    }

    /// The next event that `isWanted`, passing over others.
    mutating func first(where isWanted: (PeerEvent) -> Bool) async throws -> PeerEvent {
      while true {
        let event = try await next()
        if isWanted(event) { return event }
      }
    }

    mutating func frame() async throws -> [UInt8] {
      while true {
        if case .frame(_, let bytes) = try await next() { return bytes }
      }
    }

    /// Why the next connection that ends has ended.
    mutating func farewell() async throws -> PeerDropReason {
      while true {
        if case .disconnected(_, let reason) = try await next() { return reason }
      }
    }
  }
}

extension PeerLimits {
  /// The usual limits with a shorter pause between dials.
  static var forTests: PeerLimits {
    var limits = PeerLimits()
    limits.redialPause = .milliseconds(5)
    limits.redialPauseMax = .milliseconds(20)
    return limits
  }
}

/// Runs `nodes` while `body` runs.
func running(_ nodes: TestNode..., body: () async throws -> Void) async throws {
  for node in nodes { try await node.transport.bind() }
  try await withThrowingTaskGroup(of: Void.self) { group in
    for node in nodes { group.addTask { try await node.transport.run() } }
    defer { group.cancelAll() }
    try await body()
  }
}

/// Waits for a state that announces itself by no event. The suite's time limit ends it.
func eventually(_ isReached: () -> Bool) async throws {
  while !isReached() { try await Task.sleep(for: .milliseconds(2)) }
}

/// Keeps what is logged, and lets a test wait for a line.
final class CapturedLog: Sendable {
  private let lines = Mutex<[String]>([])
  private let stream: AsyncStream<String>
  private let continuation: AsyncStream<String>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

  var all: [String] { lines.withLock { $0 } }

  /// The next line that contains `text`. For one reader.
  func line(containing text: String) async -> String? {
    for await line in stream where line.contains(text) { return line }
    return nil
  }

  fileprivate func append(_ line: String) {
    lines.withLock { $0.append(line) }
    continuation.yield(line)
  }

  private struct Handler: LogHandler {
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    init(log: CapturedLog) {
      self.log = log
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let details = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
      log.append("\(event.level) \(event.message) \(details)")
    }
  }
}
