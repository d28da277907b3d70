/// What something is called. Two names are equal when their bytes are, however alike they look.
package struct Name: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let text: String

  package init(_ text: String) { self.text = text }
  package init(stringLiteral text: String) { self.text = text }

  package var description: String { text }

  package static func == (left: Name, right: Name) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// Whether variables, parameters and fields may have it: an ASCII letter, then letters, digits and `_`.
  package var isPlain: Bool {
    guard let first = text.utf8.first, Lexer.isNameHead(first), first != UInt8(ascii: "_") else { return false }
    return text.utf8.allSatisfy { $0 < 0x80 && (Lexer.isNameHead($0) || Lexer.isDigit($0)) }
  }
}

extension Name: Comparable {
  package static func < (left: Name, right: Name) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// A name in a source.
package struct Identifier: Hashable, Sendable {
  /// Without the `$` of a `$` variable.
  package let name: Name
  package let range: SourceRange

  package init(_ name: Name, _ range: SourceRange) {
    self.name = name
    self.range = range
  }
}
