/// `Len`, `SortedKeys`, `JSONDecode` and the like: `Builtin.collectionFunctions`.
enum CollectionFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("Len", length), ("Append", append), ("GetMapKeys", keys), ("SortedKeys", sortedKeys), ("HasSlice", contains),
    ("JSONEncode", encode), ("JSONEncodeIndent", encodeIndented), ("JSONDecode", decode),
  ]

  private static func length(_ call: inout BuiltinCall) throws(Fault) -> Value { .int(Int64(try call.array(0).count)) }

  /// Always a new array: upstream it may share its elements with the old one, or not, as its capacity has it.
  private static func append(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let array = try call.array(0)
    guard array.count <= call.run.limits.arrayIndexMax else { throw Fault(.size, "the index is out of range") }
    try call.make(elements: array.count + 1)
    let longer = ValueArray(array.values)
    longer.append(call.arguments[1])
    return .array(longer)
  }

  private static func keys(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let map = try call.map(0)
    try call.make(elements: map.count)
    return .array(ValueArray((0..<map.count).map { Value.string(map.key(at: $0)) }))
  }

  private static func sortedKeys(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let map = try call.map(0)
    try call.make(elements: map.count)
    // Each is compared as often as the count has digits in base 2.
    let byteCount = (0..<map.count).reduce(0) { $0 + map.key(at: $1).count }
    let depth = Int.bitWidth - map.count.leadingZeroBitCount
    try call.charge(elements: map.count * depth)
    try call.charge(bytes: byteCount * depth)
    return .array(ValueArray((0..<map.count).map { map.key(at: $0) }.sorted().map { Value.string($0) }))
  }

  private static func contains(_ call: inout BuiltinCall) throws(Fault) -> Value {
    guard case .array(let array) = call.arguments[1] else { return false }
    for index in 0..<array.count where try isSame(call.arguments[0], array[index], &call, depth: 0) { return true }
    return false
  }

  private static let depthMax = 512

  /// Whether two values have the same type and content. Each step is charged for: containers that hold one another
  /// several times are looked at several times.
  private static func isSame(
    _ left: Value, _ right: Value, _ call: inout BuiltinCall, depth: Int
  ) throws(Fault) -> Bool {
    guard depth < depthMax else { throw Fault(.depth, "values are nested too deep to be compared") }
    try call.charge(elements: 1)
    switch (left, right) {
    case (.nil, .nil): return true
    case (.bool(let first), .bool(let second)): return first == second
    case (.int(let first), .int(let second)): return first == second
    case (.float(let first), .float(let second)): return first == second
    case (.money(let first), .money(let second)): return first == second
    case (.string(let first), .string(let second)), (.bytes(let first), .bytes(let second)):
      try call.charge(bytes: min(first.count, second.count))
      return first == second
    case (.array(let first), .array(let second)):
      guard first.count == second.count else { return false }
      for index in 0..<first.count {
        guard try isSame(first[index], second[index], &call, depth: depth + 1) else { return false }
      }
      return true
    case (.map(let first), .map(let second)):
      guard first.count == second.count else { return false }
      for index in 0..<first.count {
        guard first.key(at: index) == second.key(at: index),
          try isSame(first.value(at: index), second.value(at: index), &call, depth: depth + 1)
        else { return false }
      }
      return true
    default: return false
    }
  }

  // MARK: JSON

  private static func encode(_ call: inout BuiltinCall) throws(Fault) -> Value { try encode(&call, indent: nil) }

  private static func encodeIndented(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try encode(&call, indent: call.bytesOfText(1))
  }

  private static func encode(_ call: inout BuiltinCall, indent: [UInt8]?) throws(Fault) -> Value {
    var writer = JSONWriter(indent: indent, byteCountMax: call.byteCountMax)
    do throws(Fault) {
      try writer.write(call.arguments[0])
    } catch {
      throw error.code == .memory ? call.shortage : error
    }
    try call.charge(writtenBytes: writer.bytes.count)
    return .text(writer.bytes)
  }

  private static func decode(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let text = try call.bytesOfText(0)
    // A value takes at most this many times the bytes that it is written with: `[[[[` becomes arrays.
    try call.charge(elements: text.count)
    guard text.count * 64 <= call.run.memory.limit - call.run.memory.used || text.count < 1 << 16 else {
      throw .outOfMemory
    }
    return try JSONReader.value(of: text)
  }
}
