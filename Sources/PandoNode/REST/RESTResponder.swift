import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Where a request comes from.
struct RequestSource: InitializableFromSource, Sendable {
  /// The client's name for limits.
  let client: String
  let logger: Logger

  init(source: ApplicationRequestContextSource) {
    client = ClientName.of(source.channel.remoteAddress)
    logger = source.logger
  }
}

/// What happens to every request, in order: it is read, measured against the client's rate, answered by its route,
/// counted and logged. Whatever goes wrong becomes an answer in JSON.
struct RESTResponder: HTTPResponder {
  typealias Context = RequestSource

  private let table: RouteTable
  private let crossOrigin: CrossOrigin
  private let metrics: Metrics
  private let limiter: RateLimiterBox

  init(table: RouteTable, crossOrigin: CrossOrigin, limits: RESTLimits, metrics: Metrics) {
    self.table = table
    self.crossOrigin = crossOrigin
    self.metrics = metrics
    limiter = RateLimiterBox(
      RateLimiter(
        requestsPerSecond: limits.requestsPerSecond, burst: limits.requestBurst,
        clientCountMax: limits.meteredClientCountMax))
  }

  func respond(to request: Request, context: RequestSource) async throws -> Response {
    let began = ContinuousClock.now
    let requestID = Self.requestID(context.logger)
    var logger = context.logger
    logger[metadataKey: "hb.request.id"] = nil
    logger[metadataKey: LogKey.request] = "\(requestID)"
    var routePath = "none"
    var response: Response
    do {
      response = try await answer(request, from: context.client, logger: logger, routePath: &routePath)
    } catch {
      let failure = Failure(error)
      if failure.status == .internalServerError {
        logger.error("request failed", metadata: [LogKey.path: "\(routePath)", LogKey.error: "\(error)"])
      }
      response = Response(
        status: failure.status, headers: failure.fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: failure.body))
      )
    }
    if request.method == .head { response = response.createHeadResponse() }
    response.headers.append(contentsOf: crossOrigin.fields(for: request.headers[.origin]))
    response.headers[.xRequestID] = requestID
    response.headers[.cacheControl] = "no-store"
    response.headers[.xContentTypeOptions] = "nosniff"
    record(request, context.client, routePath, response.status, .now - began, logger)
    return response
  }

  private func answer(
    _ request: Request, from client: String, logger: Logger, routePath: inout String
  ) async throws -> Response {
    let target = try RequestTarget(request.head.path ?? "")
    if request.method == .options {
      let allow = try table.allowedMethods(target)
      var fields: HTTPFields = [.allow: allow]
      fields.append(contentsOf: crossOrigin.preflightFields(for: request.headers[.origin], allow: allow))
      return Response(status: .noContent, headers: fields)
    }
    let (route, parameters) = try table.route(request.method, target)
    routePath = route.path
    try check(request, for: route)
    if route.isMetered, let seconds = limiter.admit(client) {
      throw Failure.tooManyRequests(retryAfterSeconds: seconds)
    }
    return try await route.answer(Call(request: request, target: target, parameters: parameters, logger: logger))
  }

  /// What HTTP/1.1 demands of every request (RFC 9112, section 3.2, and RFC 9110, section 10.1.1).
  private func check(_ request: Request, for route: Route) throws(Failure) {
    // What watches a node may speak HTTP/1.0, which knows no Host; the version is no longer to be seen here.
    guard request.head.authority != nil || !route.isMetered else { throw .hostMissing }
    let expectation = request.headers[.expect]?.lowercased() ?? "100-continue"
    guard expectation == "100-continue" else { throw .expectationFailed }
  }

  private func record(
    _ request: Request, _ client: String, _ routePath: String, _ status: HTTPResponse.Status, _ duration: Duration,
    _ logger: Logger
  ) {
    metrics.count(.httpRequests, [routePath, "\(status.code)"])
    metrics.observe(.httpSeconds, [routePath], duration)
    logger.debug(
      "request answered",
      metadata: [
        LogKey.client: "\(client)", LogKey.method: "\(request.method.rawValue)",
        LogKey.path: "\((request.head.path ?? "").prefix(200))", LogKey.status: "\(status.code)",
        LogKey.milliseconds: "\(duration / .milliseconds(1))",
      ])
  }

  /// The number that Hummingbird gave the request.
  private static func requestID(_ logger: Logger) -> String { logger[metadataKey: "hb.request.id"]?.description ?? "0" }
}

/// The one rate limiter of a server.
private final class RateLimiterBox: Sendable {
  private let limiter: Mutex<RateLimiter>

  init(_ limiter: RateLimiter) { self.limiter = Mutex(limiter) }

  func admit(_ client: String) -> Int? { limiter.withLock { $0.admit(client, now: .now) } }
}

extension HTTPField.Name {
  static let xRequestID = HTTPField.Name("X-Request-Id")!
  static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
