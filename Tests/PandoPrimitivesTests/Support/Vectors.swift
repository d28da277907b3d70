import Foundation
import PandoPrimitives

/// The golden vectors in `Tests/Vectors`, made by programs that share no code with ours (see its README).
enum Vectors {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Vectors")
    return try JSONDecoder().decode(type, from: try Data(contentsOf: folder.appending(path: name)))
  }
}

/// Bytes that a vector spells in hexadecimal digits.
struct HexadecimalBytes: Decodable, Sendable {
  let bytes: [UInt8]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let bytes = [UInt8](hexadecimal: text) else {
      throw Swift.DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal: \(text)")
    }
    self.bytes = bytes
  }
}
