import HTTPTypes
import Hummingbird
import Logging

/// One request on its way to its answer.
struct Call: Sendable {
  let request: Request
  let target: RequestTarget
  /// What stands in the path for each `{name}` of the route.
  let parameters: [String: String]
  let logger: Logger

  /// The text that stands for `{name}`, which the route must have.
  func parameter(_ name: String) -> String {
    guard let value = parameters[name] else { preconditionFailure("The route has no parameter \(name).") }
    return value
  }

  func query(_ names: String...) throws(Failure) -> Query { try Query(target, allowing: names) }

  /// Whether the client asks for canonical bytes instead of JSON.
  var wantsBytes: Bool {
    let types = request.headers[.accept]?.split(separator: ",").map { MediaType.name(of: $0) } ?? []
    return types.contains("application/octet-stream")
  }
}

/// The name of a media type without its parameters, such as `application/json`.
enum MediaType {
  static func name(of field: some StringProtocol) -> String {
    let name = field.prefix { $0 != ";" }
    return String(name.drop { $0 == " " }.prefix { $0 != " " }).lowercased()
  }
}

/// A method and a path, and how they are answered.
struct Route: Sendable {
  let method: HTTPRequest.Method
  /// As it stands in the OpenAPI document, such as `/v1/blocks/{block}`.
  let path: String
  /// Whether requests count against the client's rate.
  let isMetered: Bool
  let answer: @Sendable (Call) async throws -> Response
  fileprivate let segments: [Substring]

  init(
    _ method: HTTPRequest.Method, _ path: String, isMetered: Bool = true,
    _ answer: @escaping @Sendable (Call) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.isMetered = isMetered
    self.answer = answer
    segments = path.dropFirst().split(separator: "/")
  }

  fileprivate var parameterCount: Int { segments.count { $0.hasPrefix("{") } }

  /// What stands for the parameters, or nil when the path is another.
  fileprivate func match(_ given: [String]) -> [String: String]? {
    guard given.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, text) in zip(segments, given) {
      if segment.hasPrefix("{") {
        parameters[String(segment.dropFirst().dropLast())] = text
      } else if segment != text {
        return nil
      }
    }
    return parameters
  }
}

/// All routes. Where two paths match, the one with fewer parameters counts, for all methods.
struct RouteTable: Sendable {
  let routes: [Route]

  /// The route for a request, `HEAD` being that of `GET`.
  func route(
    _ method: HTTPRequest.Method, _ target: RequestTarget
  ) throws(Failure) -> (route: Route, parameters: [String: String]) {
    let wanted = method == .head ? .get : method
    for route in matching(target) where route.method == wanted {
      if let parameters = route.match(target.segments) { return (route, parameters) }
    }
    throw .methodNotAllowed(String(method.rawValue.prefix(20)), allow: try allowedMethods(target))
  }

  /// The routes of the path that the target names.
  private func matching(_ target: RequestTarget) -> [Route] {
    let matches = routes.filter { $0.match(target.segments) != nil }
    guard let path = matches.min(by: { $0.parameterCount < $1.parameterCount })?.path else { return [] }
    return matches.filter { $0.path == path }
  }

  /// The methods that the path knows, as in a field `Allow`.
  func allowedMethods(_ target: RequestTarget) throws(Failure) -> String {
    let methods = matching(target).map(\.method)
    guard !methods.isEmpty else {
      throw .notFound("no_such_path", "There is nothing at this path; GET /v1/openapi.json lists what there is.")
    }
    let names = methods.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }
    return (names + ["OPTIONS"]).joined(separator: ", ")
  }
}
