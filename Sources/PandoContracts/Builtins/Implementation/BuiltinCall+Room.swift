/// What a function makes is paid for, and has room, before it is made.
extension BuiltinCall {
  /// Writing numbers and containers as text takes so many times as long as copying the text.
  private static let writingFactor = 8

  private var room: Int { max(0, run.memory.limit - run.memory.used) }

  private var affordableByteCount: Int {
    let (count, overflow) = run.fuelLeft.multipliedReportingOverflow(by: run.schedule.bytesPerFuel)
    return (overflow ? .max : count) / BuiltinCall.writingFactor
  }

  /// How many bytes a text that is written may have for which there is room and fuel.
  var byteCountMax: Int { min(room, affordableByteCount) }

  /// What is wrong with a text of more than ``byteCountMax`` bytes.
  var shortage: Fault { affordableByteCount < room ? .outOfFuel : .outOfMemory }

  /// Charges for bytes that were written, within ``byteCountMax``.
  func charge(writtenBytes count: Int) throws(Fault) { try charge(bytes: count * BuiltinCall.writingFactor) }

  /// Charges for bytes that will be made.
  func make(bytes count: Int) throws(Fault) {
    try charge(bytes: count)
    guard run.memory.hasRoom(for: count) else { throw .outOfMemory }
  }

  /// Charges for elements that will be made, which are texts with so many bytes in all.
  func make(elements count: Int, bytes byteCount: Int = 0) throws(Fault) {
    try charge(elements: count)
    try make(bytes: byteCount + count * (ByteStorage.overhead + MemoryLayout<Slot>.stride))
  }

  /// The text of a value, as `%v` writes it.
  func text(of value: Value) throws(Fault) -> ByteString {
    if case .string(let text) = value {
      try make(bytes: text.count)
      return text
    }
    guard let text = value.text(byteCountMax: byteCountMax) else { throw shortage }
    try charge(writtenBytes: text.count)
    return text
  }

  /// The text of a value, of nothing an empty one.
  func text(ofOne value: Value) throws(Fault) -> ByteString {
    if case .nil = value { return "" }
    return try text(of: value)
  }

  /// The bytes of a text argument, looking at which is charged for.
  func bytesOfText(_ index: Int) throws(Fault) -> [UInt8] {
    let text = try string(index)
    try charge(bytes: text.count)
    return text.bytes
  }

  /// The bytes of an argument of bytes, looking at which is charged for.
  func bytesOfBytes(_ index: Int) throws(Fault) -> [UInt8] {
    let bytes = try bytes(index)
    try charge(bytes: bytes.count)
    return bytes.bytes
  }
}

extension Value {
  static func text(_ bytes: some Swift.Collection<UInt8>) -> Value { .string(ByteString(bytes)) }
  package static func text(_ text: String) -> Value { .string(ByteString(text)) }
}
