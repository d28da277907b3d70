import Foundation

/// The golden vectors in `Tests/Vectors`.
enum Vectors {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: try Data(contentsOf: root.appending(path: "Tests/Vectors/\(name)")))
  }

  /// The repository.
  static var root: URL { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..") }
}
