/// `CallContract`, `Settings` and the like: those of `Builtin.contractFunctions` that need no more than the run, and
/// tables.
enum ContractFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("CallContract", callContract), ("Settings", setting), ("ContractName", nameOfSource),
    ("ValidateEditContractNewValue", checkNames), ("GetContractByName", numberOfContract),
    ("GetContractById", nameOfContract), ("IsObject", isObject), ("MemoryUsage", memoryUsage),
  ]

  private static func callContract(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try call.run.call(contract: Name(call.string(0).string), call.map(1))
  }

  private static func setting(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let name = RightFunctions.fullName(try call.string(0), call.host.facts.ecosystem)
    return try call.run.setting(Name(call.string(1).string), of: name) ?? ""
  }

  // MARK: Sources

  /// The names of the contracts and functions at the top level.
  private static func names(_ source: ByteString, _ call: BuiltinCall) throws(Fault) -> [String] {
    // Reading a source costs more than copying it.
    try call.charge(bytes: source.count * sourceFactor)
    let parsed = ParsedSource(Source(name: "source", bytes: source.bytes))
    return parsed.tree.declarations.contents.map { declaration in
      switch declaration {
      case .contract(let contract): contract.name.name.text
      case .function(let function): function.name.name.text
      }
    }
  }

  private static let sourceFactor = 32

  private static func nameOfSource(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(try names(call.string(0), call).first ?? "")
  }

  private static func checkNames(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (new, old) = (try names(call.string(0), call), try names(call.string(1), call))
    guard new.count == old.count else { throw Fault(.value, "contract cannot be removed or inserted") }
    guard new.map({ Name($0) }).sorted() == old.map({ Name($0) }).sorted() else {
      throw Fault(.value, "contracts or functions names cannot be changed")
    }
    return .nil
  }

  // MARK: Contracts that there are

  private static func numberOfContract(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let fullName = RightFunctions.fullName(try call.string(0), call.host.facts.ecosystem).text.utf8.dropFirst()
    let ecosystem = fullName.prefix(while: \.isDigit)
    var query = TableQuery(TableReference(ecosystem: 1, name: "contracts"))
    query.columns = [ColumnReference("id")]
    query.condition = .all([
      .compare(ColumnReference("ecosystem"), .equal, ByteString(Array(ecosystem))),
      .compare(ColumnReference("name"), .equal, ByteString(Array(fullName.dropFirst(ecosystem.count)))),
    ])
    guard case .map(let row) = try ReadingFunctions.rows(query, &call).first, case .string(let id) = row["id"] ?? .nil
    else { return 0 }
    return .int(try id.integer())
  }

  private static func nameOfContract(_ call: inout BuiltinCall) throws(Fault) -> Value {
    var query = TableQuery(TableReference(ecosystem: 1, name: "contracts"))
    query.columns = [ColumnReference("value")]
    query.condition = .compare(ColumnReference("id"), .equal, Value.int(try call.int(0)).text)
    guard case .map(let row) = try ReadingFunctions.rows(query, &call).first,
      case .string(let source) = row["value"] ?? .nil
    else { return "" }
    return .text(try names(source, call).first ?? "")
  }

  private static func isObject(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let name = try call.string(0)
    if Builtin.named(Name(name.string)) != nil { return true }
    return .bool(try call.host.contract(RightFunctions.fullName(name, call.int(1))) != nil)
  }

  private static func memoryUsage(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .int(Int64(call.run.memory.used))
  }
}
