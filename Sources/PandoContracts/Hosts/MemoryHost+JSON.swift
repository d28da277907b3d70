import PandoPrimitives

extension MemoryHost {
  static func json(_ text: ByteString) throws(Fault) -> Value { try JSONReader.value(of: text.bytes) }

  /// A world as a file describes it; every part may be missing:
  ///
  /// ```json
  /// {
  ///   "facts": {"ecosystem": 1, "key": 5555, "account": "0000-…", "time": 1700000000000, "block": {"height": 7,
  ///   "time": 1700000000}},
  ///   "roles": [1],
  ///   "parameters": {"platform": {"max_columns": "50"}, "ecosystem": {"changing_page": "true"}, "language": {"hello":
  ///   "Hello"}},
  ///   "tables": {"1_keys": {"columns": ["id number", "amount money"], "rows": [{"id": 1, "amount": "100"}]}}
  /// }
  /// ```
  package convenience init(json text: ByteString) throws(Fault) {
    self.init()
    guard case .map(let world) = try MemoryHost.json(text) else { throw Fault(.value, "a world is a JSON object") }
    try readFacts(world["facts"])
    if case .array(let list) = world["roles"] {
      for role in list.values { roles.insert(try MemoryHost.int(role, "roles")) }
    }
    if case .map(let sections) = world["parameters"] { try readParameters(sections) }
    if case .map(let list) = world["tables"] {
      for (name, description) in list.pairs { try readTable(name, description) }
    }
  }

  private static func int(_ value: Value, _ what: String) throws(Fault) -> Int64 {
    switch value {
    case .int(let number): return number
    case .string(let text): return try text.integer()
    default: throw Fault(.value, "\(what): a number is expected, not \(value.typeText)")
    }
  }

  /// Out of hexadecimal digits.
  static func bytes(_ text: ByteString) throws(Fault) -> ByteString {
    do {
      return ByteString(try Hexadecimal.decode(text.bytes))
    } catch {
      throw Fault(.value, "\(text): hexadecimal digits are expected")
    }
  }

  private func readFacts(_ value: Value?) throws(Fault) {
    guard case .map(let given) = value else { return }
    for (name, value) in given.pairs {
      switch name {
      case "ecosystem": facts.ecosystem = try MemoryHost.int(value, "ecosystem")
      case "key": facts.key = try MemoryHost.int(value, "key")
      case "time": facts.time = try MemoryHost.int(value, "time")
      case "account": facts.account = value.text
      case "language": facts.language = value.text
      case "hash": facts.transactionHash = try MemoryHost.bytes(value.text)
      case "block": facts.block = try MemoryHost.block(value)
      default: throw Fault(.value, "there is no fact \(name)")
      }
    }
  }

  private static func block(_ value: Value) throws(Fault) -> BlockFacts? {
    guard case .map(let given) = value else { return nil }
    return BlockFacts(
      height: try int(given["height"] ?? 1, "height"), time: try int(given["time"] ?? 0, "time"),
      key: try int(given["key"] ?? 0, "key"), nodePosition: try int(given["position"] ?? 0, "position"),
      parentHash: given["parent"]?.text ?? "")
  }

  private func readParameters(_ sections: ValueMap) throws(Fault) {
    for (section, values) in sections.pairs {
      guard case .map(let values) = values else { throw Fault(.value, "parameters: \(section) is no object") }
      for (name, value) in values.pairs {
        switch section {
        case "platform": parameters[.platform(name)] = value.text
        case "ecosystem": parameters[.ecosystem(facts.ecosystem, name)] = value.text
        case "language": parameters[.language(name)] = value.text
        default: throw Fault(.value, "there are no parameters \(section)")
        }
      }
    }
  }

  /// `1_name`, with its columns as texts of a name and a type.
  private func readTable(_ name: ByteString, _ description: Value) throws(Fault) {
    let digits = name.bytes.prefix(while: \.isDigit)
    let rest = name.bytes.dropFirst(digits.count + 1)
    guard let ecosystem = Int64(String(decoding: digits, as: UTF8.self)), !rest.isEmpty,
      case .map(let parts) = description, case .array(let list) = parts["columns"]
    else { throw Fault(.value, "tables: \(name) is not like \"1_name\": {\"columns\": [\"id number\"]}") }
    var table = Table([])
    for column in list.values {
      let words = column.text.string.split(separator: " ")
      guard words.count == 2 else { throw Fault(.value, "\(name): a column is a name and a type") }
      table.columns.append(TableColumn(name: String(words[0]), type: String(words[1])))
    }
    if case .array(let rows) = parts["rows"] {
      for row in rows.values {
        guard case .map(let cells) = row else { throw Fault(.value, "\(name): a row is an object") }
        var values: [String: ByteString] = [:]
        for (column, value) in cells.pairs where value.type != nil {
          values[column.string] = try MemoryHost.held(value)
        }
        table.rows.append(values)
      }
    }
    tables[TableReference(ecosystem: ecosystem, name: String(decoding: rest, as: UTF8.self))] = table
  }
}
