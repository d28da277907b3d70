import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import PandoAPI
import PandoNode
import PandoPrimitives
import ServiceLifecycle
import Testing

/// Any free port, no rate limit, and what `change` makes of it.
func configured(
  _ change: (inout RESTServer<FixtureNode>.Configuration) -> Void
) -> RESTServer<FixtureNode>.Configuration {
  var configuration = RESTServer<FixtureNode>.Configuration(host: "127.0.0.1", port: 0)
  configuration.limits.requestsPerSecond = 0
  change(&configuration)
  return configuration
}

/// A server over a node, on a real socket, for as long as `test` runs.
func serving(
  _ node: FixtureNode = FixtureNode(), metrics: Metrics = Metrics(),
  with configuration: RESTServer<FixtureNode>.Configuration = configured { _ in },
  _ test: @escaping @Sendable (RESTClient) async throws -> Void
) async throws {
  let (ports, port) = AsyncStream<Int>.makeStream()
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let server = RESTServer(node: node, configuration: configuration, metrics: metrics, logger: logger) {
    port.yield($0)
    port.finish()
  }
  let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await group.run() }
    tasks.addTask {
      // Ends without a port when the server does not start; then its error ends the test.
      guard let port = await ports.first(where: { _ in true }) else { return }
      do {
        try await test(RESTClient(port: port, stop: { await group.triggerGracefulShutdown() }))
        await group.triggerGracefulShutdown()
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
    }
    for try await _ in tasks {}
  }
}

/// A client of one server.
struct RESTClient: Sendable {
  let port: Int
  /// Asks the server to stop.
  let stop: @Sendable () async -> Void

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    func decoded<T: Decodable>(_ type: T.Type = T.self) throws -> T { try JSON.decode(type, from: body) }

    var error: ErrorAnswer {
      get throws { try decoded() }
    }
  }

  func request(
    _ method: HTTPMethod = .GET, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = method
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 64_000_000)
    return Answer(
      status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView))
  }

  func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
    try await request(.GET, path, headers: headers)
  }

  func submit(_ bytes: [UInt8], type: String = "application/octet-stream", query: String = "") async throws -> Answer {
    try await request(.POST, "/v1/transactions\(query)", headers: [("Content-Type", type)], body: bytes)
  }

  func submit(
    _ batch: TransactionBatch, type: String = "application/octet-stream", query: String = ""
  ) async throws -> Answer {
    try await request(
      .POST, "/v1/transactions/batch\(query)", headers: [("Content-Type", type)], body: batch.canonicalBytes)
  }

  /// The answer without its body, as soon as its head is there, and the text of the body piece by piece.
  func stream(
    _ path: String, headers: [(String, String)] = []
  ) async throws -> (status: Int, body: HTTPClientResponse.Body) {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    return (Int(response.status.code), response.body)
  }

  /// Writes `text` to a connection, which the server may have closed by then, and reads until it is closed.
  func raw(_ text: String) async throws -> String {
    try await connection { inbound, outbound in
      if !text.isEmpty { try? await outbound.write(ByteBuffer(string: text)) }
      return try await rest(of: inbound)
    }
  }

  typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// A connection for as long as `body` runs.
  func connection<T: Sendable>(
    _ body:
      @Sendable (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> T
  ) async throws -> T {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(
      host: "127.0.0.1", port: port
    ) { channel in
      channel.eventLoop.makeCompletedFuture { try Channel(wrappingChannelSynchronously: channel) }
    }
    return try await channel.executeThenClose(body)
  }
}

/// Waits for others to make `condition` true.
func until(_ condition: @Sendable () async throws -> Bool) async throws {
  while try await !condition() {
    try Task.checkCancellation()
    await Task.yield()
  }
}

/// Everything that is still to come. A reset ends it as well as a close.
func rest(of inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
  var text = ""
  do {
    for try await buffer in inbound { text += String(buffer: buffer) }
  } catch is IOError {}
  return text
}
