import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import PandoAPI
import PandoPrimitives

/// A request to a node, whichever host that is.
struct NodeRequest: Sendable {
  enum Media: String {
    case json = "application/json"
    case bytes = "application/octet-stream"
    case events = "text/event-stream"
  }

  /// Path and query, from the slash on.
  var path: String
  /// What to post; nil to get.
  var body: [UInt8]?
  var accept: Media = .json

  init(_ path: String, accept: Media = .json) {
    self.path = path
    self.accept = accept
  }
}

/// What came of a request to one host.
enum Reply: Sendable {
  /// The host answered with success.
  case success([UInt8])
  /// The host answered that the request will not do, there or elsewhere.
  case failure(ClientError, body: [UInt8])
  /// The host did not answer, or cannot now; perhaps another can. What was sent may have had its effect.
  case noAnswer(ClientError, mayHaveArrived: Bool)
}

/// Carries requests to hosts; decides nothing but what kind of reply came.
struct HTTPExchange: Sendable {
  /// The longest answer that is read: a block and its evidence, with room.
  static let answerByteCountMax = 64 << 20

  let client: HTTPClient
  let requestTimeout: Duration

  /// One client for all who bring none of their own; it lives as long as the process.
  static let shared: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    // The read timeout tells a silent event stream from a dead one: nodes send a comment when nothing happens.
    configuration.timeout = .init(connect: .seconds(3), read: .seconds(60))
    // Another host is a better answer to a refused connection than another attempt.
    configuration.connectionPool.retryConnectionEstablishment = false
    // A node takes 128 connections from one client; calls beyond wait for one to be free.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// Sends `request` to `host`.
  /// - Throws: `cancelled`.
  func run(_ request: NodeRequest, host: String) async throws(ClientError) -> Reply {
    do {
      let response = try await client.execute(
        httpRequest(request, host: host), deadline: .now() + TimeAmount(requestTimeout))
      var buffer = try await response.body.collect(upTo: HTTPExchange.answerByteCountMax)
      let body = buffer.readBytes(length: buffer.readableBytes) ?? []
      return HTTPExchange.reply(status: Int(response.status.code), body: body, host: host)
    } catch {
      return try HTTPExchange.failure(error, host: host)
    }
  }

  /// Opens a stream of events at `host`.
  /// - Throws: `cancelled`.
  func open(
    _ request: NodeRequest, lastEventID: String?, host: String
  ) async throws(ClientError) -> Result<HTTPClientResponse.Body, StreamFailure> {
    do {
      var http = httpRequest(request, host: host)
      if let lastEventID { http.headers.add(name: "Last-Event-ID", value: lastEventID) }
      let response = try await client.execute(http, deadline: .distantFuture)
      if response.status == .ok { return .success(response.body) }
      var buffer = try await response.body.collect(upTo: HTTPExchange.answerByteCountMax)
      let body = buffer.readBytes(length: buffer.readableBytes) ?? []
      return .failure(StreamFailure(HTTPExchange.reply(status: Int(response.status.code), body: body, host: host)))
    } catch {
      return .failure(StreamFailure(try HTTPExchange.failure(error, host: host)))
    }
  }

  /// Why a stream did not open.
  struct StreamFailure: Error {
    let reply: Reply
    init(_ reply: Reply) { self.reply = reply }
  }

  private func httpRequest(_ request: NodeRequest, host: String) -> HTTPClientRequest {
    var http = HTTPClientRequest(url: host + request.path)
    http.headers.add(name: "Accept", value: request.accept.rawValue)
    if let body = request.body {
      http.method = .POST
      http.headers.add(name: "Content-Type", value: NodeRequest.Media.bytes.rawValue)
      http.body = .bytes(ByteBuffer(bytes: body))
    }
    return http
  }
}

extension HTTPExchange {
  /// What an answer with this status means.
  static func reply(status: Int, body: [UInt8], host: String) -> Reply {
    if (200..<300).contains(status) { return .success(body) }
    let answer: ErrorAnswer
    do throws(JSON.Problem) {
      answer = try JSON.decode(from: body)
    } catch {
      return .noAnswer(
        ClientError(.badAnswer, "\(host) answered with status \(status) and no reason; is it a Pando node?"),
        mayHaveArrived: true)
    }
    let refusal = Refusal(answer.code, answer.reason, answer.message)
    switch status {
    case 404: return .failure(ClientError(.notFound, answer.message, refusal: refusal), body: body)
    case 504 where answer.code == .timeOut:
      return .failure(ClientError(.expired, answer.message, refusal: refusal), body: body)
    case 408, 429, 500...:
      // A node without room says so before it takes anything; one that is being stopped may have taken it.
      let tookNothing = status == 429 || status == 408 || answer.code == .noVacancy && answer.reason != "node_stopping"
      return .noAnswer(ClientError(.unavailable, answer.message, refusal: refusal), mayHaveArrived: !tookNothing)
    default: return .failure(ClientError(.refused, answer.message, refusal: refusal), body: body)
    }
  }

  /// What it means that no answer came.
  static func failure(_ error: any Error, host: String) throws(ClientError) -> Reply {
    if error is CancellationError || error as? HTTPClientError == .cancelled {
      throw ClientError(.cancelled, "The call was cancelled.")
    }
    let (what, arrived) = describe(error)
    return .noAnswer(ClientError(.unreachable, "\(host) \(what)."), mayHaveArrived: arrived)
  }

  /// A clause about `error`, and whether the request may have reached the host all the same.
  private static func describe(_ error: any Error) -> (String, Bool) {
    switch error {
    case let error as HTTPClientError where error == .connectTimeout:
      ("cannot be reached: the connection was not answered in time", false)
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
      ("did not answer in time", true)
    case is NIOTooManyBytesError: ("answered with more than \(answerByteCountMax) bytes", true)
    case is NIOConnectionError, is SocketAddressError:
      ("cannot be reached: the connection was refused, or the name is unknown", false)
    case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
      ("cannot be reached: nobody listens there", false)
    default: ("did not answer: \(error)", true)
    }
  }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
