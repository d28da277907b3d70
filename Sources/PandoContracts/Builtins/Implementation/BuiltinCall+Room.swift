/// What a function makes is paid for, and has room, before it is made.
extension BuiltinCall {
  /// How many bytes a text may have for which there is room and fuel.
  var byteCountMax: Int {
    let affordable = run.fuelLeft.multipliedReportingOverflow(by: run.schedule.bytesPerFuel)
    return max(0, min(run.memory.limit - run.memory.used, affordable.overflow ? .max : affordable.partialValue))
  }

  /// Charges for bytes that will be made.
  func make(bytes count: Int) throws(Fault) {
    try charge(bytes: count)
    guard count <= run.memory.limit - run.memory.used else { throw .outOfMemory }
  }

  /// Charges for elements that will be made, which are texts with so many bytes in all.
  func make(elements count: Int, bytes byteCount: Int = 0) throws(Fault) {
    try charge(elements: count)
    try make(bytes: byteCount + count * (ByteStorage.overhead + MemoryLayout<Slot>.stride))
  }

  /// The text of a value, as `%v` writes it.
  func text(of value: Value) throws(Fault) -> ByteString {
    guard let text = value.text(byteCountMax: byteCountMax) else {
      throw run.fuelLeft < run.memory.limit / run.schedule.bytesPerFuel ? .outOfFuel : .outOfMemory
    }
    try make(bytes: text.count)
    return text
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
