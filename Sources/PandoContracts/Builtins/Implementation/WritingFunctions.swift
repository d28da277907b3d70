/// `DBInsert`, `DBUpdate` and `DBUpdateExt`.
enum WritingFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("DBInsert", insert), ("DBUpdate", update), ("DBUpdateExt", updateWhere),
  ]

  private static func table(_ call: BuiltinCall) throws(Fault) -> TableReference {
    guard call.host.facts.block != nil else {
      throw Fault(.access, "it is impossible to write to DB when Block is undefined")
    }
    let table = try call.table(call.string(0))
    guard table.name != "platform_parameters" else {
      throw Fault(.access, "platform parameters access denied")
    }
    return table
  }

  private static func insert(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let table = try table(call)
    var changes = try changes(call.map(1), &call, isNew: true)
    if call.isShared(table), !changes.contains(where: { $0.column.name == "ecosystem" }) {
      changes.append(ColumnChange(ColumnReference("ecosystem"), .set, .int(call.rowEcosystem(table))))
    }
    try call.charge(1)
    return .int(try call.host.insert(into: table, changes, call.run))
  }

  private static func update(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let table = try table(call)
    var condition = RowCondition.compare(ColumnReference("id"), .equal, Value.int(try call.int(1)).text)
    if call.isShared(table) { condition = .all([condition, own(table, call)]) }
    return try update(table, condition, changes(call.map(2), &call, isNew: false), &call)
  }

  private static func updateWhere(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let table = try table(call)
    var condition = try WhereReader.condition(call.map(1), call)
    guard !condition.isEmpty else { throw Fault(.value, "there is not Where in Update request") }
    if call.isShared(table), !condition.demands("ecosystem") { condition = .all([condition, own(table, call)]) }
    return try update(table, condition, changes(call.map(2), &call, isNew: false), &call)
  }

  private static func own(_ table: TableReference, _ call: BuiltinCall) -> RowCondition {
    .compare(ColumnReference("ecosystem"), .equal, Value.int(call.rowEcosystem(table)).text)
  }

  private static func update(
    _ table: TableReference, _ condition: RowCondition, _ changes: [ColumnChange], _ call: inout BuiltinCall
  ) throws(Fault) -> Value {
    try call.charge(2)
    let count = try call.host.update(table, where: condition, changes, call.run)
    guard count > 0 else { throw Fault(.value, "update for not existing record") }
    try call.charge(elements: count)
    return .nil
  }

  /// `name`, `+name`, `-name`, `doc->key` and `timestamp name`, with the values that go there.
  private static func changes(
    _ map: ValueMap, _ call: inout BuiltinCall, isNew: Bool
  ) throws(Fault) -> [ColumnChange] {
    guard map.count > 0 else { throw Fault(.value, "values are undefined") }
    var changes: [ColumnChange] = []
    for (key, value) in map.pairs {
      try call.charge(elements: 1)
      var name = ByteText.trimmed(key.bytes)
      var operation = ColumnChange.Operation.set
      if name.starts(with: "timestamp ".utf8) {
        name = name.dropFirst("timestamp ".utf8.count)
        operation = .setTimestamp
      } else if name.first == UInt8(ascii: "+") || name.first == UInt8(ascii: "-") {
        if !isNew { operation = name.first == UInt8(ascii: "+") ? .add : .subtract }
        name = name.dropFirst()
      }
      changes.append(ColumnChange(try BuiltinCall.column(name), operation, try held(value, call)))
    }
    return changes
  }

  /// What a column is to hold: a text `NULL` stands for nothing, one that begins with `timestamp` for a time.
  private static func held(_ value: Value, _ call: BuiltinCall) throws(Fault) -> Value {
    guard case .string(let text) = value else { return value }
    try call.charge(bytes: text.count)
    if text == "NULL" { return .nil }
    let mark = Array("timestamp ".utf8)
    return text.bytes.starts(with: mark) ? .text(text.bytes.dropFirst(mark.count)) : value
  }
}
