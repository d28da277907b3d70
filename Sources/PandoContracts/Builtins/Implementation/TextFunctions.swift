import PandoPrimitives

/// `Contains`, `Split` and the like: `Builtin.textFunctions`.
enum TextFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("Contains", contains), ("HasPrefix", hasPrefix), ("TrimSpace", trimSpace), ("ToLower", toLower),
    ("ToUpper", toUpper), ("Replace", replace), ("Size", size), ("Substr", substring), ("Split", split),
    ("Join", join), ("Str", string), ("Sprintf", format), ("StringToBytes", stringToBytes),
    ("BytesToString", bytesToString), ("HexToBytes", hexToBytes), ("DecodeBase64", decodeBase64),
    ("EncodeBase64", encodeBase64), ("RegexpMatch", matches), ("CheckNumberChars", hasOnlyNumberCharacters),
    ("GetType", type),
  ]

  private static func contains(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bool(ByteText.contains(try call.bytesOfText(0), try call.bytesOfText(1)))
  }

  private static func hasPrefix(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (text, prefix) = (try call.string(0), try call.bytesOfText(1))
    guard prefix.count <= text.count else { return false }
    return .bool(prefix.indices.allSatisfy { text[$0] == prefix[$0] })
  }

  private static func trimSpace(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(ByteText.trimmed(try call.bytesOfText(0)))
  }

  private static func toLower(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(ByteText.lowercased(try textToMap(call)))
  }

  private static func toUpper(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(ByteText.uppercased(try textToMap(call)))
  }

  /// Characters beyond ASCII are looked up one by one.
  private static func textToMap(_ call: BuiltinCall) throws(Fault) -> [UInt8] {
    let text = try call.bytesOfText(0)
    try call.charge(elements: text.count { $0 >= 0x80 })
    return text
  }

  private static func replace(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (text, old, new) = (try call.bytesOfText(0), try call.bytesOfText(1), try call.bytesOfText(2))
    let places = ByteText.replacementPlaces(of: old, in: text)
    try call.charge(elements: places.count)
    let (growth, overflow) = places.count.multipliedReportingOverflow(by: new.count - old.count)
    guard !overflow else { throw .outOfMemory }
    try call.make(bytes: text.count + growth)
    return .text(ByteText.replace(old, at: places, in: text, with: new))
  }

  private static func size(_ call: inout BuiltinCall) throws(Fault) -> Value { .int(Int64(try call.string(0).count)) }

  private static func substring(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (text, offset, length) = (try call.string(0), try call.int(1), try call.int(2))
    guard offset >= 0, length >= 0, offset <= text.count else { return "" }
    let end = Int(min(Int64(text.count) - offset, length) + offset)
    try call.charge(bytes: end - Int(offset))
    return .string(text.withBytes { bytes in ByteString((Int(offset)..<end).map { bytes[$0] }) })
  }

  private static func split(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (text, separator) = (try call.bytesOfText(0), try call.bytesOfText(1))
    let parts = ByteText.split(text, by: separator)
    try call.make(elements: parts.count, bytes: text.count)
    return .array(ValueArray(parts.map { Value.text(text[$0]) }))
  }

  private static func join(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (array, separator) = (try call.array(0), try call.bytesOfText(1))
    var joined: [UInt8] = []
    for index in 0..<array.count {
      if index > 0 {
        try call.make(bytes: separator.count)
        joined += separator
      }
      try call.charge(elements: joiningFactor)
      joined += try call.text(of: array[index]).bytes
      guard call.run.memory.hasRoom(for: joined.count) else { throw .outOfMemory }
    }
    return .text(joined)
  }

  /// An element takes longer to be written by itself than within a container.
  private static let joiningFactor = 4

  private static func string(_ call: inout BuiltinCall) throws(Fault) -> Value {
    if case .nil = call.arguments[0] { return "" }
    return .string(try call.text(of: call.arguments[0]))
  }

  private static func format(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let format = try call.bytesOfText(0)
    let text: [UInt8]
    do throws(Fault) {
      text = try FormatWriter.text(format, Array(call.arguments.dropFirst()), byteCountMax: call.byteCountMax)
    } catch {
      throw error.code == .memory ? call.shortage : error
    }
    try call.charge(writtenBytes: text.count)
    return .text(text)
  }

  private static func stringToBytes(_ call: inout BuiltinCall) throws(Fault) -> Value { .bytes(try call.string(0)) }

  private static func bytesToString(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let bytes = try call.bytesOfBytes(0)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isMarked = bytes.starts(with: mark) && String(validating: bytes, as: UTF8.self) != nil
    return isMarked ? .text(bytes.dropFirst(mark.count)) : .string(try call.bytes(0))
  }

  private static func hexToBytes(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bytes(ByteString(try bytes(ofHexadecimal: call.bytesOfText(0))))
  }

  static func bytes(ofHexadecimal text: [UInt8]) throws(Fault) -> [UInt8] {
    do {
      return try Hexadecimal.decode(text)
    } catch {
      switch error {
      case .invalidByte(let byte):
        let character = FormatWriter.codePoint(Unicode.Scalar(byte), isQuoted: true)
        throw Fault(.value, "encoding/hex: invalid byte: \(character)")
      case .oddLength: throw Fault(.value, "encoding/hex: odd length hex string")
      }
    }
  }

  private static func decodeBase64(_ call: inout BuiltinCall) throws(Fault) -> Value {
    switch Base64.decode(try call.bytesOfText(0)) {
    case .success(let bytes): return .text(bytes)
    case .failure(let place): throw Fault(.value, "illegal base64 data at input byte \(place.offset)")
    }
  }

  private static func encodeBase64(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let bytes = try call.bytesOfText(0)
    try call.make(bytes: Base64.encodedCount(bytes.count))
    return .text(Base64.encode(bytes))
  }

  /// Looking at an instruction for a character takes so many times as long as copying a byte.
  private static let matchingFactor = 8

  private static func matches(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (text, pattern) = (try call.bytesOfText(0), try call.bytesOfText(1))
    let expression: RegularExpression
    do {
      expression = try RegularExpression(pattern)
    } catch {
      throw Fault(.value, "regexp: Compile(\(FormatWriter.quoted(pattern))): \(error.message)")
    }
    // Each instruction may be looked at for each character.
    try call.charge(bytes: (text.count + 1) * expression.instructionCount * matchingFactor)
    return .bool(expression.matches(text))
  }

  private static func hasOnlyNumberCharacters(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bool(try call.bytesOfText(0).allSatisfy { $0.isDigit || ($0 | 0x20) &- UInt8(ascii: "a") < 26 })
  }

  private static func type(_ call: inout BuiltinCall) throws(Fault) -> Value { .text(call.arguments[0].typeText) }
}
