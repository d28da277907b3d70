/// A place as the Language Server Protocol 3.17 counts it: both from 0, a character is a UTF-16 code unit.
package struct TextPosition: Hashable, Sendable {
  package let line: Int
  package let character: Int

  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }
}

extension Source {
  package func textPosition(of offset: Int) -> TextPosition {
    let line = line(of: offset)
    let before = bytes[range(ofLine: line).lower..<min(offset, bytes.count)]
    return TextPosition(line: line - 1, character: before.reduce(0) { $0 + Source.unitCount(beginningWith: $1) })
  }

  /// The byte at a place. A place behind the end of a line is the end of that line, one behind all lines the end.
  package func offset(of position: TextPosition) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < lineCount else { return bytes.count }
    let line = range(ofLine: position.line + 1)
    var offset = line.lower
    var units = 0
    while offset < line.upper, units < position.character {
      units += Source.unitCount(beginningWith: bytes[offset])
      offset += 1
      while offset < line.upper, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }

  /// UTF-16 code units of the scalar whose UTF-8 begins with a byte; none for bytes inside a scalar.
  private static func unitCount(beginningWith byte: UInt8) -> Int {
    if byte & 0xC0 == 0x80 { return 0 }
    return byte >= 0xF0 ? 2 : 1
  }
}
