/// `DBFind`, `EcosysParam` and the like: `Builtin.readingFunctions`.
enum ReadingFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("DBFind", find), ("DBRow", row), ("One", one), ("Row", first), ("DBSelect", select), ("DBCount", count),
    ("EcosysParam", ecosystemParameter), ("AppParam", applicationParameter), ("SysParamString", platformParameter),
    ("SysParamInt", platformNumber), ("LangRes", languageText), ("GetColumnType", columnType),
    ("CurrentKeyFromAccount", accountOfAddress),
  ]

  /// Rows that a question gives when it does not say how many, and the most it can give.
  private static let limit = 25
  private static let limitMax = 10_000

  // MARK: Questions

  /// The parts of a question, as `DBFind`'s tails and `DBSelect`'s parameters give them.
  private struct Question {
    var selection: Value = .nil
    var columns: Value = .nil
    var condition: Value = .nil
    var id: Int64 = 0
    var order: Value = .nil
    var limit: Int64 = 0
    var offset: Int64 = 0
    var groups: ByteString = ""
    var isAll = false
  }

  private static func find(_ call: inout BuiltinCall) throws(Fault) -> Value {
    var question = Question()
    question.selection = .string(try textTail(call, "Select"))
    question.columns = try tail(call, "Columns")
    question.condition = try tail(call, "Where")
    question.id = try intTail(call, "WhereId")
    question.order = try tail(call, "Order")
    question.limit = try intTail(call, "Limit")
    question.offset = try intTail(call, "Offset")
    question.groups = try textTail(call, "Group")
    question.isAll = try tail(call, "All").isTrue
    return .array(ValueArray(try rows(question, of: call.string(0), &call)))
  }

  private static func row(_ call: inout BuiltinCall) throws(Fault) -> Value {
    var question = Question()
    question.columns = try tail(call, "Columns")
    question.condition = try tail(call, "Where")
    question.id = try intTail(call, "WhereId")
    question.order = try tail(call, "Order")
    question.limit = 1
    return try rows(question, of: call.string(0), &call).first ?? .map(ValueMap())
  }

  private static func select(_ call: inout BuiltinCall) throws(Fault) -> Value {
    var question = Question()
    question.columns = call.arguments[1]
    question.id = try call.int(2)
    question.order = call.arguments[3]
    question.offset = try call.int(4)
    question.limit = try call.int(5)
    question.condition = call.arguments[6]
    question.selection = call.arguments[7]
    question.groups = try call.string(8)
    question.isAll = try call.bool(9)
    return .array(ValueArray(try rows(question, of: call.string(0), &call)))
  }

  /// The argument of a tail; nil when it was not called.
  private static func tail(_ call: BuiltinCall, _ name: Name) throws(Fault) -> Value { call.tail(name)?.first ?? .nil }

  private static func textTail(_ call: BuiltinCall, _ name: Name) throws(Fault) -> ByteString {
    switch try tail(call, name) {
    case .nil: return ""
    case .string(let text): return text
    case let other: throw mismatch(call, name, other, .string)
    }
  }

  private static func intTail(_ call: BuiltinCall, _ name: Name) throws(Fault) -> Int64 {
    switch try tail(call, name) {
    case .nil: return 0
    case .int(let value): return value
    case .float(let value): return Int64(exactly: value.rounded(.towardZero)) ?? 0
    case .string(let text):
      do throws(Fault) {
        return try text.integer()
      } catch {
        throw Fault(error.code, "\(call.builtin.name).\(name): \(error.message)")
      }
    case let other: throw mismatch(call, name, other, .int)
    }
  }

  private static func mismatch(_ call: BuiltinCall, _ tail: Name, _ value: Value, _ type: ValueType) -> Fault {
    Fault(.type, "\(call.builtin.name).\(tail): using \(value.typeText) as type \(type.runtimeText)")
  }

  private static func rows(
    _ question: Question, of table: ByteString, _ call: inout BuiltinCall
  ) throws(Fault) -> [Value] {
    var query = TableQuery(try call.table(table))
    query.columns = try call.columns(question.columns)
    query.condition = try condition(question.condition, call)
    query.order = try call.order(question.order)
    query.groups = try call.columns(.string(question.groups))
    if case .string(let text) = question.selection, !text.isEmpty {
      try call.checkAsksNoClock(text)
      query.selection = text
    }
    if question.id != 0 {
      let isRow = RowCondition.compare(ColumnReference("id"), .equal, Value.int(question.id).text)
      query.condition = .all([query.condition, isRow])
    }
    if !question.isAll {
      query.offset = Int(clamping: max(0, question.offset))
      let wanted = question.limit == 0 ? Int64(limit) : question.limit
      query.limit = question.id != 0 ? 1 : wanted < 0 || wanted > limitMax ? limitMax : Int(wanted)
    } else {
      // Each row costs something, so one more than there is fuel for is as good as all.
      query.limit = min(call.run.schedule.elementCount(call.run.fuelLeft), .max - 1) + 1
    }
    return try rows(query, &call)
  }

  static func rows(_ query: TableQuery, _ call: inout BuiltinCall) throws(Fault) -> [Value] {
    try call.charge(1)
    var values: [Value] = []
    for row in try call.host.select(query, call.run) {
      let map = ValueMap()
      for cell in row.cells {
        try call.charge(elements: 1)
        let value = cell.value ?? ""
        try call.charge(bytes: value.count)
        map[ByteString(cell.column)] = .string(value)
      }
      values.append(.map(map))
    }
    return values
  }

  static func condition(_ value: Value, _ call: BuiltinCall) throws(Fault) -> RowCondition {
    switch value {
    case .nil: return .all([])
    case .map(let map): return try WhereReader.condition(map, call)
    default: throw Fault(.type, "\(call.builtin.name): a where is a map, not \(value.typeText)")
    }
  }

  private static func count(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let table = try call.table(call.string(0))
    let condition = try condition(call.arguments[1], call)
    return .int(Int64(try call.host.count(table, where: condition, call.run)))
  }

  // MARK: Rows that were found

  private static func first(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let list = try call.array(0)
    guard list.count > 0, case .map(let row) = list[0] else { return .map(ValueMap()) }
    return .map(row)
  }

  /// A column of the first row; of `doc->a`, what is in the document.
  private static func one(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (list, name) = (try call.array(0), try call.string(1))
    guard list.count > 0, case .map(let row) = list[0] else { return "" }
    if let value = row[name] { return .string(try call.text(ofOne: value)) }
    // As a question would have called it.
    let column = try BuiltinCall.column(name.bytes)
    if let value = row[ByteString(column.text)] { return .string(try call.text(ofOne: value)) }
    guard !column.path.isEmpty, case .string(let document) = row[ByteString(column.name)] ?? .nil, !document.isEmpty
    else { return "" }
    try call.charge(bytes: document.count)
    var value = try JSONReader.value(of: document.bytes)
    for key in column.path {
      guard case .map(let map) = value else { return "" }
      value = map[ByteString(key)] ?? .nil
    }
    return .string(try call.text(ofOne: value))
  }

  // MARK: Parameters

  private static func ecosystemParameter(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .string(try call.host.parameter(.ecosystem(call.host.facts.ecosystem, call.string(0))) ?? "")
  }

  private static func applicationParameter(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .string(try call.host.parameter(.application(call.int(0), call.string(1), ecosystem: call.int(2))) ?? "")
  }

  private static func platformParameter(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .string(try call.host.parameter(.platform(call.string(0))) ?? "")
  }

  private static func platformNumber(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let text = try call.host.parameter(.platform(call.string(0))) ?? ""
    return .int((try? NumberText.integer(text.bytes)) ?? 0)
  }

  private static func languageText(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let name = try call.string(0)
    return .string(try call.host.parameter(.language(name)) ?? name)
  }

  private static func columnType(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (name, column) = (try call.string(0), try BuiltinCall.column(call.string(1).bytes))
    guard let columns = try call.host.columns(of: call.table(name)) else {
      throw Fault(.name, "table " + name + " has not been found")
    }
    return .text(columns.first { $0.name == column.name }?.type ?? "")
  }

  private static func accountOfAddress(_ call: inout BuiltinCall) throws(Fault) -> Value {
    var query = TableQuery(TableReference(ecosystem: 1, name: "keys"))
    query.columns = [ColumnReference("id")]
    query.condition = .all([
      .compare(ColumnReference("account"), .equal, try call.string(0)),
      .compare(ColumnReference("ecosystem"), .equal, "1"), .compare(ColumnReference("deleted"), .equal, "0"),
    ])
    guard case .map(let row) = try rows(query, &call).first, case .string(let id) = row["id"] ?? .nil else { return 0 }
    return .int(try id.integer())
  }
}
