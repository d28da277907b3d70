extension Value {
  /// What messages make of it. Longer ones are cut anyway.
  package var text: ByteString {
    var writer = ValueTextWriter(byteCountMax: Value.messageByteCountMax)
    writer.write(self)
    return ByteString(writer.bytes)
  }

  /// What `Str` and results make of it; only `Str` makes an empty text of nil. Nil when it is longer than so many
  /// bytes: containers that hold one another several times can have texts beyond all measure.
  package func text(byteCountMax: Int) -> ByteString? {
    if case .string(let value) = self { return value.count <= byteCountMax ? value : nil }
    var writer = ValueTextWriter(byteCountMax: byteCountMax)
    writer.write(self)
    return writer.isCut ? nil : ByteString(writer.bytes)
  }

  private static let messageByteCountMax = 1 << 16
}

/// Writes values as the language Go does with `%v`.
private struct ValueTextWriter {
  /// Containers within one another further than this are left out.
  private static let depthMax = 1000

  let byteCountMax: Int
  private(set) var bytes: [UInt8] = []
  private(set) var isCut = false
  private var depth = 0

  init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

  private mutating func append(_ text: some Swift.Collection<UInt8>) {
    guard text.count <= byteCountMax - bytes.count else {
      isCut = true
      return
    }
    bytes += text
  }

  mutating func write(_ value: Value) {
    switch value {
    case .nil: append("<nil>".utf8)
    case .bool(let value): append((value ? "true" : "false").utf8)
    case .int(let value): append(String(value).utf8)
    case .float(let value): append(FloatText.shortest(value).utf8)
    case .money(let value): append(value.text.utf8)
    case .string(let value): append(value.bytes)
    case .bytes(let value):
      append("[".utf8)
      for (index, byte) in value.bytes.enumerated() where !isCut { append("\(index > 0 ? " " : "")\(byte)".utf8) }
      append("]".utf8)
    case .array(let value):
      append("[".utf8)
      elements(value.count) { writer, index in writer.write(value[index]) }
      append("]".utf8)
    case .map(let value):
      append("map[".utf8)
      elements(value.count) { writer, index in
        writer.append(value.key(at: index).bytes)
        writer.append(":".utf8)
        writer.write(value.value(at: index))
      }
      append("]".utf8)
    }
  }

  private mutating func elements(_ count: Int, _ write: (inout ValueTextWriter, Int) -> Void) {
    guard depth < ValueTextWriter.depthMax else {
      isCut = true
      return
    }
    depth += 1
    for index in 0..<count where !isCut {
      if index > 0 { append(" ".utf8) }
      write(&self, index)
    }
    depth -= 1
  }
}
