import Foundation
import PandoContracts
import Testing

/// What the tests of values share.
enum Vector {
  /// A file of `Tests/Vectors`.
  static func read<Content: Decodable>(_ name: String) -> Content {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    do {
      return try JSONDecoder().decode(Content.self, from: Data(contentsOf: root.appending(path: "Vectors/\(name)")))
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  /// `int64 7`
  static func show(_ value: Value) -> String { "\(value.typeText) \(value.text)" }

  /// The float with these bits.
  static func float(_ hexadecimal: String) -> Float64 {
    Float64(bitPattern: UInt64(hexadecimal, radix: 16) ?? 0)
  }
}

/// An element of a row that has elements of several types.
enum Cell: Decodable {
  case null
  case int(Int64)
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let int = try? container.decode(Int64.self) {
      self = .int(int)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var int: Int64? { if case .int(let int) = self { int } else { nil } }
}
