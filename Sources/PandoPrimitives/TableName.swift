/// The name of a table: `ecosystem/name`, each part of lower-case ASCII letters, digits, `_` and `-`.
public struct TableName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The longest part in characters.
  public static let partCountMax = 64
  /// The longest name in characters.
  public static let byteCountMax = 2 * partCountMax + 1
  /// The ecosystem of the tables that the protocol keeps for itself.
  public static let systemEcosystem = "system"

  /// The UTF-8 (and ASCII) bytes of the name; what comparing and hashing look at.
  public let bytes: [UInt8]

  /// Nil unless `text` follows the rule above.
  public init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// Nil unless the bytes are those of a text that follows the rule above.
  public init?(bytes: [UInt8]) {
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    for part in [bytes[..<slash], bytes[(slash + 1)...]] {
      guard (1...TableName.partCountMax).contains(part.count), part.allSatisfy(isNameCharacter) else { return nil }
    }
    self.bytes = bytes
  }

  /// The part before the slash.
  public var ecosystem: String {
    String(decoding: bytes.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
  }

  /// Whether the protocol keeps the table for itself; no transaction creates or writes it directly.
  public var isSystem: Bool { bytes.starts(with: TableName.systemPrefix) }

  private static let systemPrefix = Array("\(systemEcosystem)/".utf8)

  public var description: String { String(decoding: bytes, as: UTF8.self) }

  public static func < (left: TableName, right: TableName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

private func isNameCharacter(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
    UInt8(ascii: "-"):
    true
  default: false
  }
}

extension CanonicalDecoder {
  /// The name of a table, which must be there.
  public mutating func tableName(_ field: UInt32) throws(DecodingError) -> TableName {
    let text = try bytes(field, atMost: TableName.byteCountMax)
    guard !text.isEmpty else { throw .missing(field: field) }
    guard let name = TableName(bytes: text) else { throw .invalidValue(field: field) }
    return name
  }
}
