/// A value that stands for itself.
package enum Literal: Hashable, Sendable {
  case integer(Int64)
  /// Its digits, since what they are worth is the machine's business.
  case float(String)
  case text(Text)
  case bool(Bool)
  case `nil`
}

/// A text as it is written, with its quotes: `"…"` with escapes, or `` `…` `` without.
package struct Text: Hashable, Sendable {
  package let spelling: String
  package let range: SourceRange

  package init(spelling: String, _ range: SourceRange) {
    self.spelling = spelling
    self.range = range
  }

  /// What it says. `\"`, `\t`, `\r` and `\n` are escapes between double quotes; any other backslash is just that.
  package var value: String {
    let quote = spelling.utf8.first
    var bytes = spelling.utf8.dropFirst()
    if bytes.last == quote { bytes = bytes.dropLast() }
    guard quote == UInt8(ascii: "\""), bytes.contains(UInt8(ascii: "\\")) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var value: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if isEscaped, let meaning = Text.meaning(of: byte) {
        value[value.count - 1] = meaning
        isEscaped = false
      } else {
        value.append(byte)
        isEscaped = byte == UInt8(ascii: "\\")
      }
    }
    return String(decoding: value, as: UTF8.self)
  }

  private static func meaning(of letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""): letter
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "n"): 0x0A
    default: nil
    }
  }
}

/// A type as a source names it.
package enum DeclaredType: String, Hashable, Sendable, CaseIterable {
  case bool, bytes, int, address, array, map, money, float, string, file

  init?(_ kind: TokenKind) {
    guard kind.isType else { return nil }
    self.init(rawValue: kind.spelling)
  }
}

/// A type in a source.
package struct TypeReference: Hashable, Sendable {
  package let type: DeclaredType
  package let range: SourceRange

  package init(_ type: DeclaredType, _ range: SourceRange) {
    self.type = type
    self.range = range
  }
}
