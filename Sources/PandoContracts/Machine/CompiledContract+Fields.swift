extension CompiledContract {
  /// Fields of the contract out of texts: those of arrays, maps and files as JSON, bytes in hexadecimal digits.
  package func fields(_ texts: [(name: Name, text: String)]) throws(Fault) -> ValueMap {
    let fields = ValueMap()
    for (name, text) in texts {
      guard let field = declaration.fields.first(where: { $0.name == name }) else {
        throw Fault(.name, "'\(name)' parameter is not required")
      }
      fields[ByteString(name.text)] = try CompiledContract.value(of: ByteString(text), field)
    }
    for field in declaration.fields where !field.isOptional && fields[ByteString(field.name.text)] == nil {
      throw Fault(.name, "Parameter \(field.name) has not been found")
    }
    return fields
  }

  private static func value(of text: ByteString, _ field: Bytecode.Field) throws(Fault) -> Value {
    let invalid = Fault(.value, "invalid param '\(field.name)': invalid \(field.type.rawValue) type")
    switch field.type {
    case .string: return .string(text)
    case .int, .address: return .int(try text.integer())
    case .bool:
      guard text == "true" || text == "false" else { throw invalid }
      return .bool(text == "true")
    case .float:
      guard let float = NumberText.float(text.bytes) else { throw invalid }
      return .float(float)
    case .money:
      guard let money = Money(text), money.text == text.string, !money.isNegative, !money.isZero else {
        throw Fault(.value, "inconsistent with the smallest reference unit and its integer multiples")
      }
      return .money(money)
    case .bytes: return .bytes(try MemoryHost.bytes(text))
    case .array, .map, .file:
      let value = try MemoryHost.json(text)
      guard value.type == ValueType(field.type) else { throw invalid }
      return value
    }
  }
}
