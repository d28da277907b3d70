import Foundation
import PandoPrimitives
import SwiftProtobuf
import Testing

/// `Tests/Vectors/encoding.json` and `refused.json`.
@Suite struct EncodingVectorTests {
  @Test func goldenMessagesHaveTheirBytes() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Vectors/encoding.json")
    let vectors = try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: folder)) as? [[String: Any]])
    for vector in vectors {
      let name = try #require(vector["message"] as? String)
      let json = try JSONSerialization.data(withJSONObject: try #require(vector["value"]))
      let digits = try #require(vector["bytes"] as? String)
      let bytes = try #require([UInt8](hexadecimal: digits))
      try check(try MirroredType.named(name).type, json: json, bytes: bytes)
    }
    #expect(Set(vectors.compactMap { $0["message"] as? String }) == Set(mirroredTypes.map(\.name)))
  }

  private func check<M: ProtobufMirrored>(_ type: M.Type, json: Data, bytes: [UInt8]) throws {
    let value = try M(canonicalBytes: bytes)
    #expect(value.canonicalBytes == bytes)
    #expect(value.protobuf == (try M.Protobuf(jsonUTF8Data: json)))
  }

  struct Refused: Decodable, Sendable, CustomStringConvertible {
    let message: String
    let bytes: HexadecimalBytes
    let error: String
    let field: UInt32?
    let why: String

    var description: String { "\(message): \(why)" }
  }

  @Test(arguments: try Vectors.load("refused.json", as: [Refused].self))
  func bytesThatAreNotCanonicalAreRefused(_ vector: Refused) throws {
    let type = try MirroredType.named(vector.message).type
    let refusal = refusal(type, vector.bytes.bytes)
    let error = try #require(refusal, "The bytes were accepted.")
    #expect(error.name == vector.error)
    if let field = vector.field { #expect(error.field == field) }
  }

  private func refusal<M: CanonicalMessage>(_ type: M.Type, _ bytes: [UInt8]) -> PandoPrimitives.DecodingError? {
    do throws(PandoPrimitives.DecodingError) {
      _ = try M(canonicalBytes: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyKindOfErrorHasAVector() throws {
    let vectors = try Vectors.load("refused.json", as: [Refused].self)
    let names = [
      "truncated", "varintNotMinimal", "defaultWritten", "unexpectedField", "wrongWireType", "missing", "tooLarge",
      "invalidValue",
    ]
    #expect(Set(vectors.map(\.error)) == Set(names))
  }
}

extension PandoPrimitives.DecodingError {
  fileprivate var name: String {
    switch self {
    case .truncated: "truncated"
    case .varintNotMinimal: "varintNotMinimal"
    case .defaultWritten: "defaultWritten"
    case .unexpectedField: "unexpectedField"
    case .wrongWireType: "wrongWireType"
    case .missing: "missing"
    case .tooLarge: "tooLarge"
    case .invalidValue: "invalidValue"
    }
  }

  fileprivate var field: UInt32? {
    switch self {
    case .varintNotMinimal: nil
    case .truncated(let field), .defaultWritten(let field), .unexpectedField(let field), .wrongWireType(let field),
      .missing(let field), .tooLarge(let field, _), .invalidValue(let field):
      field
    }
  }
}
