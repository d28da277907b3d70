/// `ContractAccess`, `Eval` and the like: `Builtin.rightFunctions`.
enum RightFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("ContractAccess", contractAccess), ("ContractConditions", contractConditions), ("RoleAccess", roleAccess),
    ("Eval", evaluate), ("EvalCondition", evaluateStored), ("CheckCondition", check),
    ("ValidateCondition", validate), ("RowConditions", rowConditions), ("ConditionById", conditionOfRow),
    ("AllowChangeCondition", allowChange),
  ]

  private static let denied = Fault(.access, "access denied")

  /// `@5Name` for `Name`, where the ecosystem of the transaction is 5, and `@1Name` for `@Name`.
  static func fullName(_ name: ByteString, _ ecosystem: Int64) -> Name {
    let text = name.string
    guard text.utf8.first == UInt8(ascii: "@") else { return Name("@\(ecosystem)\(text)") }
    let rest = text.dropFirst()
    return rest.utf8.first?.isDigit == true ? Name(text) : Name("@1\(rest)")
  }

  // MARK: Who

  private static func contractAccess(_ call: inout BuiltinCall) throws(Fault) -> Value {
    guard let active = call.run.activeContracts.last else { return false }
    for value in call.arguments {
      try call.charge(elements: 1)
      guard case .string(let name) = value else { continue }
      if fullName(name, call.host.facts.ecosystem) == active { return true }
    }
    return false
  }

  /// Each contract is looked for in the ecosystem of the transaction, and then in the first.
  private static func contractConditions(_ call: inout BuiltinCall) throws(Fault) -> Value {
    for value in call.arguments {
      guard case .string(let name) = value, !name.isEmpty else {
        throw Fault(.name, "empty contract name in ContractConditions")
      }
      let own = fullName(name, call.host.facts.ecosystem)
      if try call.run.checkConditions(ofContract: own) { continue }
      let first = fullName(name, 1)
      if first != own, try call.run.checkConditions(ofContract: first) { continue }
      throw Fault(.name, "Unknown contract " + name)
    }
    return true
  }

  private static func roleAccess(_ call: inout BuiltinCall) throws(Fault) -> Value {
    for value in call.arguments {
      try call.charge(elements: 1)
      if case .int(let role) = value, try call.host.hasRole(role) { return true }
    }
    return false
  }

  // MARK: Conditions

  private static func demand(_ condition: ByteString, _ call: BuiltinCall) throws(Fault) {
    guard !condition.isEmpty else { throw Fault(.value, "the condition is empty") }
    try call.charge(bytes: condition.count)
    guard try call.run.evaluate(condition: condition) else { throw denied }
  }

  private static func evaluate(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try demand(call.string(0), call)
    return .nil
  }

  private static func check(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let condition = try call.string(0)
    if condition.isEmpty { return false }
    try call.charge(bytes: condition.count)
    return .bool(try call.run.evaluate(condition: condition))
  }

  private static func evaluateStored(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let name = try call.string(1)
    let isNamed = RowCondition.compare(ColumnReference("name"), .equal, name)
    guard let condition = try stored(call.string(2), in: call.string(0), where: isNamed, &call) else {
      throw Fault(.name, "Record " + name + " has not been found")
    }
    try demand(condition, call)
    return .nil
  }

  /// A column of the row that fits, in the ecosystem of the transaction.
  private static func stored(
    _ column: ByteString, in tableName: ByteString, where condition: RowCondition, _ call: inout BuiltinCall
  ) throws(Fault) -> ByteString? {
    let table = try call.table(tableName)
    var query = TableQuery(table)
    query.columns = [try BuiltinCall.column(column.bytes)]
    query.condition = condition
    if call.isShared(table) {
      let isOwn = RowCondition.compare(
        ColumnReference("ecosystem"), .equal, Value.int(call.rowEcosystem(table)).text)
      query.condition = .all([condition, isOwn])
    }
    guard case .map(let row) = try ReadingFunctions.rows(query, &call).first else { return nil }
    guard row.count > 0, case .string(let text) = row.value(at: 0) else { return "" }
    return text
  }

  private static func rowConditions(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (table, id, isConditionOnly) = (try call.string(0), try call.int(1), try call.bool(2))
    guard let condition = try conditions(ofRow: id, in: table, &call) else {
      throw Fault(.name, "item \(id) has not been found")
    }
    guard !condition.isEmpty else { throw Fault(.value, "the condition is empty") }
    try call.charge(bytes: condition.count)
    if try call.run.evaluate(condition: condition) { return .nil }
    guard isConditionOnly else { throw denied }
    try demandChange(of: table, call)
    return .nil
  }

  private static func conditions(
    ofRow id: Int64, in table: ByteString, _ call: inout BuiltinCall
  ) throws(Fault) -> ByteString? {
    let isRow = RowCondition.compare(ColumnReference("id"), .equal, Value.int(id).text)
    return try stored("conditions", in: table, where: isRow, &call)
  }

  private static func conditionOfRow(_ call: inout BuiltinCall) throws(Fault) -> Value {
    guard case .int(let id) = call.run.variable("Id") ?? .nil else {
      throw Fault(.name, "unknown extend identifier Id")
    }
    guard let condition = try conditions(ofRow: id, in: call.string(0), &call), !condition.isEmpty else {
      throw Fault(.name, "Item \(id) has not been found")
    }
    try demand(condition, call)
    guard try call.bool(1) else { return .nil }
    guard case .string(let new) = call.run.variable("Conditions") ?? .nil else {
      throw Fault(.name, "unknown extend identifier Conditions")
    }
    try StoredCondition.check(new)
    return .nil
  }

  /// The parameters of an ecosystem that say who may change rows of its tables.
  private static let changing: [String: ByteString] = [
    "pages": "changing_page", "menu": "changing_menu", "contracts": "changing_contracts",
    "snippets": "changing_snippets", "languages": "changing_language", "tables": "changing_tables",
    "parameters": "changing_parameters", "app_params": "changing_app_params",
  ]

  private static func allowChange(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try demandChange(of: call.string(0), call)
    return .nil
  }

  private static func demandChange(of tableName: ByteString, _ call: BuiltinCall) throws(Fault) {
    var name = try call.table(tableName).name
    // `1_pages` is how the tables are called inside.
    if let mark = name.firstIndex(of: "_"), !name[..<mark].isEmpty, name[..<mark].utf8.allSatisfy(\.isDigit) {
      name = String(name[name.index(after: mark)...])
    }
    guard let parameter = changing[name] else { return }
    try demand(call.host.parameter(.ecosystem(call.host.facts.ecosystem, parameter)) ?? "", call)
  }

  private static func validate(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let condition = try call.string(0)
    _ = try call.int(1)
    try call.charge(bytes: condition.count)
    try StoredCondition.check(condition)
    return .nil
  }
}
