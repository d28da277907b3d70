import PandoPrimitives

/// Reads JSON (RFC 8259) into values: objects become maps whose keys are sorted, as upstream; null becomes nil.
///
/// A number is an int where it is one of 64 bits, a text where it is a longer one, which keeps its digits for `Money`,
/// and a float where it has a point or an exponent. A number that is the value of an object is never a text: a long one
/// is a float.
struct JSONReader {
  private static let depthMax = 512
  /// Bytes of a number.
  private static let numberByteCountMax = 1000

  private let text: [UInt8]
  private var offset = 0
  private var depth = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The first value of a text; what comes after it means nothing.
  static func value(of text: [UInt8]) throws(Fault) -> Value {
    var reader = JSONReader(text)
    return try reader.value(ofMember: false)
  }

  private func failure(_ text: String) -> Fault { Fault(.value, "unmarshalling json: \(text)") }

  private func unexpected() -> Fault {
    guard offset < text.count else { return failure("unexpected end of JSON input") }
    return failure("invalid character \(JSONReader.quoted(text[offset])) at byte \(offset)")
  }

  private static func quoted(_ byte: UInt8) -> String {
    (0x20..<0x7F).contains(byte)
      ? "'\(Unicode.Scalar(byte))'" : "'\\x\(String(decoding: Hexadecimal.encode([byte]), as: UTF8.self))'"
  }

  private mutating func skipBlanks() {
    while offset < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[offset]) { offset += 1 }
  }

  private mutating func value(ofMember isMember: Bool) throws(Fault) -> Value {
    skipBlanks()
    guard offset < text.count else { throw unexpected() }
    switch text[offset] {
    case UInt8(ascii: "{"): return try nested { (reader) throws(Fault) in try reader.object() }
    case UInt8(ascii: "["): return try nested { (reader) throws(Fault) in try reader.array() }
    case UInt8(ascii: "\""): return .string(ByteString(try string()))
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .nil)
    default: return try number(ofMember: isMember)
    }
  }

  private mutating func nested(_ read: (inout JSONReader) throws(Fault) -> Value) throws(Fault) -> Value {
    guard depth < JSONReader.depthMax else { throw failure("exceeded max depth") }
    depth += 1
    offset += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func word(_ word: String, _ value: Value) throws(Fault) -> Value {
    for byte in word.utf8 {
      guard offset < text.count, text[offset] == byte else { throw unexpected() }
      offset += 1
    }
    return value
  }

  /// Whether this symbol comes next; then it is behind us.
  private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard offset < text.count, text[offset] == UInt8(ascii: symbol) else { return false }
    offset += 1
    return true
  }

  private mutating func array() throws(Fault) -> Value {
    let array = ValueArray()
    if take("]") { return .array(array) }
    repeat { array.append(try value(ofMember: false)) } while take(",")
    guard take("]") else { throw unexpected() }
    return .array(array)
  }

  private mutating func object() throws(Fault) -> Value {
    let unsorted = ValueMap()
    if take("}") { return .map(unsorted) }
    repeat {
      skipBlanks()
      guard offset < text.count, text[offset] == UInt8(ascii: "\"") else { throw unexpected() }
      let key = ByteString(try string())
      guard take(":") else { throw unexpected() }
      unsorted[key] = try value(ofMember: true)
    } while take(",")
    guard take("}") else { throw unexpected() }
    return .map(ValueMap(unsorted.pairs.sorted { $0.key < $1.key }))
  }

  private mutating func number(ofMember isMember: Bool) throws(Fault) -> Value {
    let start = offset
    if offset < text.count, text[offset] == UInt8(ascii: "-") { offset += 1 }
    if offset < text.count, text[offset] == UInt8(ascii: "0") { offset += 1 } else { try digits() }
    var isWhole = true
    if offset < text.count, text[offset] == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      try digits()
    }
    if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      offset += 1
      if offset < text.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(text[offset]) { offset += 1 }
      try digits()
    }
    let spelling = text[start..<offset]
    guard spelling.count <= JSONReader.numberByteCountMax else { throw failure("a number is too long") }
    if isWhole {
      if let int = try? NumberText.integer(spelling) { return .int(int) }
      if !isMember { return .string(ByteString(spelling)) }
    }
    guard let float = NumberText.float(spelling), float.isFinite else { throw failure("a number is out of range") }
    return .float(float)
  }

  private mutating func digits() throws(Fault) {
    let start = offset
    while offset < text.count, text[offset].isDigit { offset += 1 }
    if start == offset { throw unexpected() }
  }

  // MARK: Strings

  private mutating func string() throws(Fault) -> [UInt8] {
    offset += 1
    var bytes: [UInt8] = []
    while offset < text.count {
      let byte = text[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return bytes
      case UInt8(ascii: "\\"):
        offset += 1
        try escape(into: &bytes)
      case 0..<0x20: throw unexpected()
      default:
        let length = InvalidUTF8.scalarLength(text, offset)
        if length == 0 { bytes += UTF8.encodedReplacementCharacter } else { bytes += text[offset..<(offset + length)] }
        offset += max(length, 1)
      }
    }
    throw unexpected()
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(Fault) {
    guard offset < text.count else { throw unexpected() }
    let byte = text[offset]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      offset += 1
      let scalar = try unicodeEscape()
      bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      return
    default: throw unexpected()
    }
    offset += 1
  }

  /// What four digits, or two times four, stand for; half a pair stands for U+FFFD.
  private mutating func unicodeEscape() throws(Fault) -> Unicode.Scalar {
    let unit = try fourDigits()
    if (0xD800..<0xDC00).contains(unit), text[offset...].starts(with: "\\u".utf8) {
      let before = offset
      offset += 2
      let low = try fourDigits()
      if (0xDC00..<0xE000).contains(low) {
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
      offset = before
    }
    return Unicode.Scalar(unit) ?? "\u{FFFD}"
  }

  private mutating func fourDigits() throws(Fault) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard offset < text.count, let value = Hexadecimal.value(of: text[offset]) else { throw unexpected() }
      unit = unit << 4 | UInt32(value)
      offset += 1
    }
    return unit
  }
}
