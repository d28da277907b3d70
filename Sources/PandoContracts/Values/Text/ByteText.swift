/// Searching and cutting texts, which are bytes: mostly UTF-8, but any part of one may be cut out.
enum ByteText {
  /// Where each occurrence begins, none overlapping the one before; at most `countMax`. Takes time linear in both.
  static func occurrences(of pattern: [UInt8], in text: [UInt8], countMax: Int = .max) -> [Int] {
    guard !pattern.isEmpty, pattern.count <= text.count, countMax > 0 else { return [] }
    // Knuth, Morris and Pratt: after a mismatch the longest border of what matched still matches.
    var borders = [Int](repeating: 0, count: pattern.count)
    var border = 0
    for index in pattern.indices.dropFirst() {
      while border > 0, pattern[index] != pattern[border] { border = borders[border - 1] }
      if pattern[index] == pattern[border] { border += 1 }
      borders[index] = border
    }
    var found: [Int] = []
    var matched = 0
    for (index, byte) in text.enumerated() {
      while matched > 0, byte != pattern[matched] { matched = borders[matched - 1] }
      if byte == pattern[matched] { matched += 1 }
      guard matched == pattern.count else { continue }
      found.append(index + 1 - matched)
      if found.count == countMax { return found }
      matched = 0
    }
    return found
  }

  static func contains(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    pattern.isEmpty || !occurrences(of: pattern, in: text, countMax: 1).isEmpty
  }

  /// The ranges of the parts between separators; of the characters when the separator is empty.
  static func split(_ text: [UInt8], by separator: [UInt8]) -> [Range<Int>] {
    guard !separator.isEmpty else {
      var scalars = ScalarReader(text)
      var ranges: [Range<Int>] = []
      var start = 0
      while scalars.next() != nil {
        ranges.append(start..<scalars.offset)
        start = scalars.offset
      }
      return ranges
    }
    var ranges: [Range<Int>] = []
    var start = 0
    for place in occurrences(of: separator, in: text) {
      ranges.append(start..<place)
      start = place + separator.count
    }
    return ranges + [start..<text.count]
  }

  /// Where `pattern` stands in `text`; before each character and at the end when it is empty.
  static func replacementPlaces(of pattern: [UInt8], in text: [UInt8]) -> [Int] {
    pattern.isEmpty
      ? split(text, by: []).map(\.lowerBound) + [text.count] : occurrences(of: pattern, in: text)
  }

  /// - Parameter places: where `pattern` stands, from `replacementPlaces`.
  static func replace(_ pattern: [UInt8], at places: [Int], in text: [UInt8], with new: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + places.count * (new.count - pattern.count))
    var start = 0
    for place in places {
      result += text[start..<place]
      result += new
      start = place + pattern.count
    }
    return result + text[start...]
  }

  /// The text without white space at both ends.
  static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
    var scalars = ScalarReader(text)
    var start: Int?
    var end = 0
    while true {
      let before = scalars.offset
      guard let scalar = scalars.next() else { break }
      if !isSpace(scalar.value) {
        start = start ?? before
        end = scalars.offset
      }
    }
    return start.map { text[$0..<end] } ?? []
  }

  /// Unicode's White_Space, which does not change any more.
  private static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Each character in lower case; those that have none alone stay.
  static func lowercased(_ text: [UInt8]) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return text.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 } }
    return mapped(text) { scalar in
      // U+0130, a capital I with a dot, is the only one that becomes two.
      scalar.value == 0x130 ? "i" : single(scalar.properties.lowercaseMapping) ?? scalar
    }
  }

  /// Each character in upper case; those that have none alone, such as ß, stay.
  static func uppercased(_ text: [UInt8]) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return text.map { $0 &- UInt8(ascii: "a") < 26 ? $0 & 0xDF : $0 } }
    return mapped(text) { scalar in
      single(scalar.properties.uppercaseMapping) ?? single(scalar.properties.titlecaseMapping) ?? scalar
    }
  }

  private static func single(_ mapping: String) -> Unicode.Scalar? {
    let scalars = mapping.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }

  /// What is no UTF-8 becomes U+FFFD.
  private static func mapped(_ text: [UInt8], _ map: (Unicode.Scalar) -> Unicode.Scalar) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var scalars = ScalarReader(text)
    while let scalar = scalars.next() { result += UTF8.encode(map(scalar)) ?? UTF8.encodedReplacementCharacter }
    return result
  }
}

/// Reads a text scalar by scalar. A byte that belongs to none counts as U+FFFD.
struct ScalarReader {
  private let text: [UInt8]
  /// Where the next scalar begins.
  private(set) var offset = 0
  /// Whether the last scalar was a byte that is no UTF-8.
  private(set) var isInvalid = false

  init(_ text: [UInt8]) { self.text = text }

  mutating func next() -> Unicode.Scalar? {
    guard offset < text.count else { return nil }
    let length = InvalidUTF8.scalarLength(text, offset)
    isInvalid = length == 0
    defer { offset += max(length, 1) }
    guard length > 0 else { return "\u{FFFD}" }
    guard length > 1 else { return Unicode.Scalar(text[offset]) }
    var value = UInt32(text[offset]) & (0x7F >> UInt32(length))
    for byte in text[(offset + 1)..<(offset + length)] { value = value << 6 | UInt32(byte & 0x3F) }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
