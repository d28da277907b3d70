import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import PandoAPI
import PandoNode
import PandoPrimitives
import Synchronization

/// A server that answers as a test says.
struct StubNode: Sendable {
  struct Call: Sendable {
    let method: String
    /// Path and query.
    let target: String
    let lastEventID: String?
    let body: [UInt8]
  }

  enum Answer: Sendable {
    case bytes(Int, [UInt8])
    /// The body in pieces; then the connection breaks off.
    case broken([String])
    /// Nothing, until the client gives up.
    case silence

    static func json(_ status: Int, _ value: some Encodable) -> Answer {
      do {
        return .bytes(status, try JSON.encode(value))
      } catch {
        preconditionFailure("What tests answer has a JSON form.")
      }
    }

    static func refusal(_ status: Int, _ code: ResultCode, _ reason: String = "reason") -> Answer {
      .json(status, ErrorAnswer(Refusal(code, reason, "No.")))
    }
  }

  private struct Broken: Error {}

  private let answer: @Sendable (Call, Int) -> Answer

  /// - Parameter answer: gets each call, and its number from 0.
  init(_ answer: @escaping @Sendable (Call, Int) -> Answer) { self.answer = answer }

  /// Runs `body` with the URL of the server.
  func run<T: Sendable>(_ body: @escaping @Sendable (String) async throws -> T) async throws -> T {
    let count = Mutex(0)
    let router = Router()
    for method in [HTTPRequest.Method.get, .post] {
      router.on("**", method: method) { [answer] request, _ -> Response in
        var request = request
        let buffer = try await request.collectBody(upTo: 1 << 24)
        let call = Call(
          method: request.method.rawValue, target: request.head.path ?? "",
          lastEventID: request.headers[.init("Last-Event-ID") ?? .accept], body: Array(buffer.readableBytesView))
        let number = count.withLock { value in
          defer { value += 1 }
          return value
        }
        return try await StubNode.response(answer(call, number))
      }
    }
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: router.buildResponder(),
      server: HTTPServerBuilder { HTTPConnections(http: HTTP1Channel(responder: $0)) },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        port.yield(channel.localAddress?.port ?? 0)
        port.finish()
      }, logger: Logger(label: "stub") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: T?.self) { group in
      group.addTask {
        try await application.run()
        return nil
      }
      group.addTask {
        for await port in ports { return try await body("http://127.0.0.1:\(port)") }
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw Broken()
    }
  }

  private static func response(_ answer: Answer) async throws -> Response {
    switch answer {
    case .bytes(let status, let bytes):
      return Response(
        status: .init(code: status), headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    case .broken(let pieces):
      return Response(
        status: .ok, headers: [.contentType: "text/event-stream"],
        body: ResponseBody { writer in
          for piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
          throw Broken()
        })
    case .silence:
      try await Task.sleep(for: .seconds(600))
      return Response(status: .ok)
    }
  }
}
