import HTTPTypes
import PandoAPI
import PandoPrimitives
import PandoStorage

// How what went wrong is told to clients: the one place where errors become HTTP statuses.

extension ResultCode {
  /// The status of an answer whose news is this code.
  var status: HTTPResponse.Status {
    switch self {
    case .pending: .accepted
    case .success: .ok
    case .negativeBalance, .conservationBreak, .failed, .canceled: .unprocessableContent
    case .signatureInvalid, .invalidCredentials, .invalidOperation, .invalidLifetime: .unprocessableContent
    case .duplicate: .conflict
    case .corrupted: .badRequest
    case .noVacancy: .serviceUnavailable
    case .timeOut: .gatewayTimeout
    }
  }
}

/// An answer that is not a success.
struct Failure: Error {
  let status: HTTPResponse.Status
  let refusal: Refusal
  /// The state that the answer is about, if it is about the state.
  var height: Height?
  var retryAfterSeconds: Int?
  /// The methods that the path knows, when it does not know this one.
  var allow: String?

  private init(_ status: HTTPResponse.Status, _ code: ResultCode, _ reason: String, _ message: String) {
    self.status = status
    refusal = Refusal(code, reason, message)
  }

  /// A transaction was refused.
  init(_ refusal: Refusal) {
    status = refusal.code.status
    self.refusal = refusal
    if status == .serviceUnavailable { retryAfterSeconds = 1 }
  }

  /// Something that is no fault of the client. What exactly is for the log, not for strangers.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let refusal as Refusal: self.init(refusal)
    case is StorageError:
      self.init(.internalServerError, .failed, "storage", "The node cannot read its own store; its log says more.")
    default:
      self.init(.internalServerError, .failed, "internal", "The node failed to answer; its log says more.")
    }
  }

  /// The header fields of the answer, apart from its length.
  var fields: HTTPFields {
    var fields: HTTPFields = [.contentType: "application/json"]
    if let retryAfterSeconds { fields[.retryAfter] = String(retryAfterSeconds) }
    if let allow { fields[.allow] = allow }
    return fields
  }

  /// The answer itself: `{code, reason, message}`.
  var body: [UInt8] {
    let answer = ErrorAnswer(refusal, atHeight: height)
    // Integers and strings always have a JSON form.
    return (try? JSON.encode(answer)) ?? []
  }

  static func malformed(_ reason: String, _ message: String) -> Failure {
    Failure(.badRequest, .corrupted, reason, message)
  }

  static func notFound(_ reason: String, _ message: String, at height: Height? = nil) -> Failure {
    var failure = Failure(.notFound, .invalidOperation, reason, message)
    failure.height = height
    return failure
  }

  static func methodNotAllowed(_ method: String, allow: String) -> Failure {
    var failure = Failure(
      .methodNotAllowed, .invalidOperation, "method_not_allowed", "\(method) is not for this path; \(allow) are.")
    failure.allow = allow
    return failure
  }

  static func readRestricted(_ table: TableName) -> Failure {
    Failure(
      .forbidden, .invalidCredentials, "read_restricted",
      "The rows of \(table) are for those who may read them, and this interface cannot yet prove who asks.")
  }

  static func tooLarge(limit: Int) -> Failure {
    Failure(
      .contentTooLarge, .corrupted, "body_too_large", "The body of a request may have \(limit) bytes on this node.")
  }

  static var unsupportedMediaType: Failure {
    Failure(
      .unsupportedMediaType, .corrupted, "unsupported_media_type",
      "Send a transaction as application/octet-stream (canonical bytes) or as application/json.")
  }

  static var batchInOtherMediaType: Failure {
    Failure(
      .unsupportedMediaType, .corrupted, "unsupported_media_type",
      "Send a batch of transactions as application/octet-stream (canonical bytes).")
  }

  static func tooManyRequests(retryAfterSeconds: Int) -> Failure {
    var failure = Failure(
      .tooManyRequests, .noVacancy, "too_many_requests", "You ask too often; wait for as long as Retry-After says.")
    failure.retryAfterSeconds = retryAfterSeconds
    return failure
  }

  static func unavailable(_ reason: String, _ message: String) -> Failure {
    var failure = Failure(.serviceUnavailable, .noVacancy, reason, message)
    failure.retryAfterSeconds = 1
    return failure
  }

  static var requestTimeout: Failure {
    Failure(.requestTimeout, .timeOut, "request_timeout", "The request did not arrive in time; send it anew.")
  }

  static var headersTooLarge: Failure {
    Failure(
      .requestHeaderFieldsTooLarge, .corrupted, "headers_too_large", "The header fields of the request are too long.")
  }

  static var hostMissing: Failure {
    Failure(.badRequest, .corrupted, "host_missing", "A request of HTTP/1.1 has the header field Host.")
  }

  static var expectationFailed: Failure {
    Failure(
      .expectationFailed, .corrupted, "expectation_failed", "The only expectation that the node knows is 100-continue.")
  }

  static var notHTTP: Failure {
    Failure(.badRequest, .corrupted, "not_http", "What arrived is not a request of HTTP/1.1.")
  }
}
