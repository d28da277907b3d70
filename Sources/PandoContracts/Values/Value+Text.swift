extension Value {
  /// What `Str`, messages and results make of it; only `Str` makes an empty text of nil.
  package var text: ByteString {
    if case .string(let value) = self { return value }
    var bytes: [UInt8] = []
    write(to: &bytes, depth: 0)
    return ByteString(bytes)
  }

  /// Containers within one another further than this are left out: no program makes them.
  static let textDepthMax = 1000

  private func write(to bytes: inout [UInt8], depth: Int) {
    switch self {
    case .nil: bytes += "<nil>".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .float(let value): bytes += FloatText.shortest(value).utf8
    case .money(let value): bytes += value.text.utf8
    case .string(let value): value.withBytes { for index in $0.indices { bytes.append($0[index]) } }
    case .bytes(let value): bytes += "[\(value.bytes.map { String($0) }.joined(separator: " "))]".utf8
    case .array(let value):
      bytes += "[".utf8
      for index in 0..<(depth < Value.textDepthMax ? value.count : 0) {
        if index > 0 { bytes.append(UInt8(ascii: " ")) }
        value[index].write(to: &bytes, depth: depth + 1)
      }
      bytes += "]".utf8
    case .map(let value):
      bytes += "map[".utf8
      for index in 0..<(depth < Value.textDepthMax ? value.count : 0) {
        if index > 0 { bytes.append(UInt8(ascii: " ")) }
        bytes += value.key(at: index).bytes
        bytes.append(UInt8(ascii: ":"))
        value.value(at: index).write(to: &bytes, depth: depth + 1)
      }
      bytes += "]".utf8
    }
  }
}
