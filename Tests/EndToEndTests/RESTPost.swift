import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import PandoAPI
import PandoPrimitives
import Testing

/// What a node says to bytes that are posted to it, whatever they are.
struct RESTPost: Sendable {
  let status: Int
  let code: ResultCode
  let reason: String
  let message: String

  private struct Words: Decodable {
    let code: ResultCode
    let reason: String
    let message: String
  }

  static func transaction(
    _ bytes: [UInt8], as type: String = "application/octet-stream", to url: String
  ) async throws -> RESTPost {
    var request = HTTPClientRequest(url: "\(url)/v1/transactions?wait=final&timeout=20000")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: type)
    request.body = .bytes(ByteBuffer(bytes: bytes))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    let body = try await response.body.collect(upTo: 1 << 20)
    let words = try JSON.decode(Words.self, from: Array(body.readableBytesView))
    return RESTPost(
      status: Int(response.status.code), code: words.code, reason: words.reason, message: words.message)
  }
}
