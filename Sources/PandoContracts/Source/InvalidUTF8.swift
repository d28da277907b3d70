/// Finds what is no UTF-8.
enum InvalidUTF8 {
  /// The ranges of bytes that belong to no well-formed scalar, neighbours joined; at most `countMax`.
  static func ranges(in bytes: [UInt8], countMax: Int) -> [SourceRange] {
    // Nearly always there are none, and the standard library sees that at once.
    guard String(validating: bytes, as: UTF8.self) == nil else { return [] }
    var ranges: [SourceRange] = []
    var offset = 0
    while offset < bytes.count, ranges.count < countMax {
      let length = scalarLength(bytes, offset)
      if length > 0 {
        offset += length
        continue
      }
      let start = offset
      while offset < bytes.count, scalarLength(bytes, offset) == 0 { offset += 1 }
      ranges.append(SourceRange(start, offset))
    }
    return ranges
  }

  /// How many bytes the scalar that begins at `offset` has; 0 when none begins there (Unicode 16, table 3-7).
  static func scalarLength(_ bytes: [UInt8], _ offset: Int) -> Int {
    let first = bytes[offset]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return 0 }
    return bytes[(offset + 2)..<max(offset + 2, offset + length)].allSatisfy { $0 & 0xC0 == 0x80 } ? length : 0
  }
}
