/// What functions of the sources look at when they are called.
package enum CallRules {
  /// Parameters of two types alone are looked at: a text must be one; a float that is given for an integer loses its
  /// fraction. Nil passes.
  package static func check(_ value: Value, for type: ValueType, number: Int) throws(Fault) -> Value {
    switch (type, value) {
    case (.string, .string), (.int, .int), (.string, .nil), (.int, .nil): return value
    case (.string, _): break
    case (.int, .float(let float)):
      if let whole = Int64(exactly: float.rounded(.towardZero)) { return .int(whole) }
    case (.int, _): break
    default: return value
    }
    throw Fault(.type, "parameter \(number) has wrong type")
  }

  package static let wrongCount = Fault(.type, "wrong count of parameters")

  /// The names of fields, and their values, that a contract is called with: `"A,B", a, b`.
  package static func fields(_ arguments: [Value]) throws(Fault) -> ValueMap {
    let fields = ValueMap()
    guard let first = arguments.first else { return fields }
    guard case .string(let list) = first else { throw wrongContractParameters }
    let names = list.bytes.split(separator: UInt8(ascii: ","))
    guard names.count == arguments.count - 1 || (names.isEmpty && arguments.count <= 2) else {
      throw wrongContractParameters
    }
    for (name, value) in zip(names, arguments.dropFirst()) { fields[ByteString(name)] = value }
    return fields
  }

  private static let wrongContractParameters = Fault(.type, "wrong contract parameters")
}
