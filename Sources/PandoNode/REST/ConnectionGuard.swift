import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Stands between the HTTP codec and the answering of requests, one for each connection, and keeps what slow or hostile
/// clients may cost bounded: places, the time that a request may take to arrive, the time that an answer may wait to be
/// taken. What is not HTTP gets an answer in JSON like everything else.
///
/// That a connection is silent, or slow with the head of a request, is noticed by Hummingbird's idle timeout, which
/// only whole heads reset.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let table: ConnectionTable
  /// The bytes of answers that wait to be taken, on all connections.
  private let answers: Budget
  private let limits: RESTLimits
  private let metrics: Metrics
  private let logger: Logger
  private var isRefused = false
  /// A request's head has come and its end has not.
  private var isReadingRequest = false
  /// An answer's head has gone and its end has not.
  private var isAnswering = false
  /// Requests whose head has come and whose answer has not ended.
  private var unansweredCount = 0
  private var requestDeadline: Scheduled<Void>?
  private var stallDeadline: Scheduled<Void>?

  init(table: ConnectionTable, answers: Budget, limits: RESTLimits, metrics: Metrics, logger: Logger) {
    self.table = table
    self.answers = answers
    self.limits = limits
    self.metrics = metrics
    self.logger = logger
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let client = ClientName.of(context.remoteAddress)
    let table = table
    if table.enter(client) {
      context.channel.closeFuture.whenComplete { _ in table.leave(client) }
    } else {
      isRefused = true
    }
    if context.channel.isActive { refuseIfNeeded(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    refuseIfNeeded(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    requestDeadline?.cancel()
    stallDeadline?.cancel()
    context.fireChannelInactive()
  }

  private func refuseIfNeeded(_ context: ChannelHandlerContext) {
    guard isRefused else { return }
    end(
      context, reason: .tooManyConnections,
      with: .unavailable("too_many_connections", "The node has no room for another connection; come back later."))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      isReadingRequest = true
      unansweredCount += 1
      requestDeadline?.cancel()
      requestDeadline = schedule(context, in: limits.requestTimeout) { guardian, context in
        guardian.end(context, reason: .slowRequest, with: guardian.mayAnswer ? .requestTimeout : nil)
      }
      if expectsContinue(head) {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body:
      break
    case .end:
      isReadingRequest = false
      requestDeadline?.cancel()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.status.kind != .informational { isAnswering = true }
    case .body(let bytes):
      return write(context: context, data: data, byteCount: bytes.readableBytes, promise: promise)
    case .end:
      isAnswering = false
      unansweredCount -= 1
    }
    context.write(data, promise: promise)
  }

  /// Writes a part of an answer's body; its bytes count until the socket has taken them. The client whose answer finds
  /// no room loses its connection: those who take theirs slowly must not fill the memory.
  private func write(
    context: ChannelHandlerContext, data: NIOAny, byteCount: Int, promise: EventLoopPromise<Void>?
  ) {
    guard let lease = answers.lease(byteCount) else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return end(context, reason: .answersWaiting, with: nil)
    }
    let promise = promise ?? context.eventLoop.makePromise()
    promise.futureResult.whenComplete { _ in withExtendedLifetime(lease) {} }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stallDeadline?.cancel()
    if !context.channel.isWritable {
      stallDeadline = schedule(context, in: limits.stallTimeout) { guardian, context in
        guardian.end(context, reason: .notReading, with: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case is IOError, is ChannelError:
      break
    case HTTPParserError.headerOverflow:
      end(context, reason: .notHTTP, with: mayAnswer ? .headersTooLarge : nil)
    default:
      end(context, reason: .notHTTP, with: mayAnswer ? .notHTTP : nil)
    }
    context.fireErrorCaught(error)
  }

  /// Whether an answer to the request that is arriving, or to what should be one, would stand at its right place.
  private var mayAnswer: Bool { !isAnswering && unansweredCount == (isReadingRequest ? 1 : 0) }

  /// Whether the client waits for leave to send a body, and the body would be looked at.
  private func expectsContinue(_ head: HTTPRequest) -> Bool {
    guard head.headerFields[.expect]?.lowercased() == "100-continue", mayAnswer else { return false }
    guard let length = head.headerFields[.contentLength] else { return true }
    return Int(length).map { $0 <= limits.bodyByteCountMax } ?? false
  }

  private func schedule(
    _ context: ChannelHandlerContext, in delay: Duration,
    _ act: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
  ) -> Scheduled<Void> {
    context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { act(self, context) }
  }

  /// Closes the connection, after an answer if there is one to give.
  private func end(_ context: ChannelHandlerContext, reason: DropReason, with failure: Failure?) {
    metrics.count(.httpConnectionsDropped, [reason.rawValue])
    logger.debug(
      "connection dropped",
      metadata: [LogKey.client: "\(ClientName.of(context.remoteAddress))", LogKey.reason: "\(reason.rawValue)"])
    if let failure {
      var fields = failure.fields
      fields[.connection] = "close"
      let body = ByteBuffer(bytes: failure.body)
      fields[.contentLength] = String(body.readableBytes)
      context.write(wrapOutboundOut(.head(HTTPResponse(status: failure.status, headerFields: fields))), promise: nil)
      context.write(wrapOutboundOut(.body(body)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
    context.close(promise: nil)
  }

  /// Why a connection was closed from this side.
  enum DropReason: String {
    case tooManyConnections = "too_many_connections"
    case slowRequest = "slow_request"
    case notReading = "not_reading"
    case answersWaiting = "answers_waiting"
    case notHTTP = "not_http"
  }
}
