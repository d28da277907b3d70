/// A text in Needle: its bytes, which may be anything, and where its lines begin.
package struct Source: Sendable {
  /// A place for people, counted from 1. A column is a Unicode scalar; each byte that is no UTF-8 counts as one.
  package struct Position: Hashable, Sendable {
    package let line: Int
    package let column: Int
  }

  /// What people call it: mostly a path.
  package let name: String
  package let bytes: [UInt8]
  /// Where each line begins. The first begins at 0.
  private let lineStarts: [Int]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    lineStarts = starts
  }

  package init(name: String = "source", _ text: String) { self.init(name: name, bytes: Array(text.utf8)) }

  package var lineCount: Int { lineStarts.count }

  /// The line, counted from 1, that the byte at `offset` is on. The end of the source is on the last line.
  package func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  package func position(of offset: Int) -> Position {
    let line = line(of: offset)
    let before = bytes[lineStarts[line - 1]..<min(offset, bytes.count)]
    return Position(line: line, column: before.reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 })
  }

  /// The bytes of a line, counted from 1, without what ends it.
  package func range(ofLine line: Int) -> SourceRange {
    let lower = lineStarts[line - 1]
    var upper = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if upper > lower, bytes[upper - 1] == UInt8(ascii: "\r") { upper -= 1 }
    return SourceRange(lower, upper)
  }

  /// The text of a range; bytes that are no UTF-8 are replaced.
  package func text(_ range: SourceRange) -> String {
    String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
  }
}
