import PandoPrimitives

/// Writes values as JSON (RFC 8259), with the choices of the language Go: floats in their shortest form, bytes in base
/// 64, the characters `<`, `>` and `&` as they are.
struct JSONWriter {
  private static let depthMax = 512

  /// Between levels; nil for everything on one line.
  let indent: [UInt8]?
  let byteCountMax: Int
  private(set) var bytes: [UInt8] = []
  private var depth = 0

  init(indent: [UInt8]? = nil, byteCountMax: Int) {
    self.indent = indent
    self.byteCountMax = byteCountMax
  }

  private mutating func append(_ text: some Swift.Collection<UInt8>) throws(Fault) {
    guard text.count <= byteCountMax - bytes.count else { throw .outOfMemory }
    bytes += text
  }

  mutating func write(_ value: Value) throws(Fault) {
    switch value {
    case .nil: try append("null".utf8)
    case .bool(let value): try append((value ? "true" : "false").utf8)
    case .int(let value): try append(String(value).utf8)
    case .float(let value): try append(JSONWriter.float(value).utf8)
    case .money: throw Fault(.type, "Type \(value.typeText) doesn't support json marshalling")
    case .string(let value): try write(text: value.bytes)
    case .bytes(let value):
      try append("\"".utf8)
      try append(Base64.encode(value.bytes))
      try append("\"".utf8)
    case .array(let value):
      try container("[", "]", value.count) { (writer, index) throws(Fault) in try writer.write(value[index]) }
    case .map(let value):
      try container("{", "}", value.count) { (writer, index) throws(Fault) in
        try writer.write(text: value.key(at: index).bytes)
        try writer.append((writer.indent == nil ? ":" : ": ").utf8)
        try writer.write(value.value(at: index))
      }
    }
  }

  private mutating func container(
    _ open: String, _ close: String, _ count: Int, _ write: (inout JSONWriter, Int) throws(Fault) -> Void
  ) throws(Fault) {
    guard depth < JSONWriter.depthMax else { throw Fault(.depth, "values are nested too deep for json") }
    try append(open.utf8)
    depth += 1
    for index in 0..<count {
      if index > 0 { try append(",".utf8) }
      try lineBreak()
      try write(&self, index)
    }
    depth -= 1
    if count > 0 { try lineBreak() }
    try append(close.utf8)
  }

  private mutating func lineBreak() throws(Fault) {
    guard let indent else { return }
    try append("\n".utf8)
    for _ in 0..<depth { try append(indent) }
  }

  private static func float(_ value: Float64) throws(Fault) -> String {
    guard value.isFinite else {
      throw Fault(.value, "json: unsupported value: \(FloatText.shortest(value))")
    }
    let isPlain = value == 0 || (1e-6..<1e21).contains(value.magnitude)
    let text = FloatText.text(value, isPlain ? .plain : .scientific, digitCount: nil)
    guard !isPlain else { return text }
    // `1e-09` is written `1e-9`.
    let parts = text.split(separator: "e-0")
    return parts.count == 2 ? "\(parts[0])e-\(parts[1])" : text
  }

  private mutating func write(text: [UInt8]) throws(Fault) {
    try append("\"".utf8)
    var scalars = ScalarReader(text)
    var start = 0
    var before = 0
    while let scalar = scalars.next() {
      if let escape = JSONWriter.escape(scalar, isInvalid: scalars.isInvalid) {
        try append(text[start..<before])
        try append(escape.utf8)
        start = scalars.offset
      }
      before = scalars.offset
    }
    try append(text[start...])
    try append("\"".utf8)
  }

  private static func escape(_ scalar: Unicode.Scalar, isInvalid: Bool) -> String? {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{8}": return "\\b"
    case "\u{C}": return "\\f"
    // JavaScript takes these for line breaks.
    case "\u{2028}": return "\\u2028"
    case "\u{2029}": return "\\u2029"
    case "\u{0}"..<" ": return "\\u00" + String(decoding: Hexadecimal.encode([UInt8(scalar.value)]), as: UTF8.self)
    default: return isInvalid ? "\\ufffd" : nil
    }
  }
}
