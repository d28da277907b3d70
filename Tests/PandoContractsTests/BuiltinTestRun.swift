import PandoContracts
import Testing

/// A run without a machine, to call built-in functions in.
final class TestRun: RunContext {
  let testHost = TestHost()
  var host: any Host { testHost }
  var limits = MachineLimits()
  let schedule = FuelSchedule()
  var fuelLeft = 1_000_000
  var memory = Memory(limit: 8 << 20)
  var drawCount: UInt64 = 0
  var activeContracts: [Name] = []
  var variables: [Name: Value] = [:]
  /// Conditions that hold.
  var holding: Set<ByteString> = []
  var conditionContracts: Set<Name> = []
  private(set) var calls: [String] = []

  func charge(_ fuel: Int) throws(Fault) {
    guard fuel <= fuelLeft else { throw .outOfFuel }
    fuelLeft -= fuel
  }

  func variable(_ name: Name) -> Value? { variables[name] }

  func call(contract name: Name, _ fields: ValueMap) throws(Fault) -> Value {
    calls.append("\(name) \(Value.map(fields).text)")
    return "called"
  }

  func checkConditions(ofContract fullName: Name) throws(Fault) -> Bool {
    calls.append("conditions \(fullName)")
    return conditionContracts.contains(fullName)
  }

  func evaluate(condition: ByteString) throws(Fault) -> Bool { condition.isEmpty || holding.contains(condition) }

  func setting(_ name: Name, of fullName: Name) throws(Fault) -> Value? {
    name == "limit" && fullName == "@1Known" ? 7 : nil
  }

  // MARK: Calling

  func value(_ name: String, _ arguments: [Value], tails: [(Name, Value)] = []) throws(Fault) -> Value {
    guard let builtin = Builtin.named(Name(name)), let implementation = Builtin.implementations[Name(name)] else {
      preconditionFailure("There is no function \(name).")
    }
    let tailValues = builtin.signature.tails.map { tail in tails.first { $0.0 == tail.name }.map { [$0.1] } }
    var call = BuiltinCall(builtin, arguments, tails: tailValues, run: self)
    return try implementation(&call)
  }

  /// `int64 7`
  func call(_ name: String, _ arguments: Value..., tails: [(Name, Value)] = []) throws -> String {
    Vector.show(try value(name, arguments, tails: tails))
  }

  /// The text of the error.
  func fault(_ name: String, _ arguments: Value..., tails: [(Name, Value)] = []) -> String {
    do {
      return "no error, but \(Vector.show(try value(name, arguments, tails: tails)))"
    } catch {
      return error.message.string
    }
  }

  func bytes(_ hexadecimal: String) -> [UInt8] {
    stride(from: 0, to: hexadecimal.utf8.count, by: 2).map { start in
      UInt8(hexadecimal.dropFirst(start).prefix(2), radix: 16) ?? 0
    }
  }
}

/// A host that writes down what it is asked.
final class TestHost: Host {
  var facts: RunFacts
  var rows: [TableRow] = []
  var changedCount = 1
  var parameters: [ParameterName: ByteString] = [:]
  private(set) var log: [String] = []

  init() {
    facts = RunFacts()
    facts.ecosystem = 5
    facts.transactionHash = "hash"
    facts.block = BlockFacts(height: 3, time: 1_700_000_000)
  }

  func contract(_ fullName: Name) throws(Fault) -> CompiledContract? { nil }

  func select(_ query: TableQuery, _ meter: any FuelMeter) throws(Fault) -> [TableRow] {
    log.append(describe(query))
    return rows
  }

  func count(_ table: TableReference, where condition: RowCondition, _ meter: any FuelMeter) throws(Fault) -> Int {
    log.append("count \(describe(table)) where \(describe(condition))")
    return 42
  }

  func insert(
    into table: TableReference, _ changes: [ColumnChange], _ meter: any FuelMeter
  ) throws(Fault) -> Int64 {
    log.append("insert \(describe(table)) \(describe(changes))")
    return 9
  }

  func update(
    _ table: TableReference, where condition: RowCondition, _ changes: [ColumnChange], _ meter: any FuelMeter
  ) throws(Fault) -> Int {
    log.append("update \(describe(table)) where \(describe(condition)) \(describe(changes))")
    return changedCount
  }

  func columns(of table: TableReference) throws(Fault) -> [TableColumn]? {
    table.name == "members" ? [TableColumn(name: "id", type: "number")] : nil
  }

  func parameter(_ name: ParameterName) throws(Fault) -> ByteString? { parameters[name] }
  func hasRole(_ role: Int64) throws(Fault) -> Bool { role == 3 }

  func perform(_ command: HostCommand) throws(Fault) -> Value {
    log.append("\(command.name)(\(command.arguments.map(\.text.string).joined(separator: ", ")))")
    return .nil
  }

  // MARK: As text

  private func describe(_ table: TableReference) -> String { "\(table.ecosystem)_\(table.name)" }
  private func describe(_ column: ColumnReference) -> String {
    ([column.name] + column.path).joined(separator: ".")
  }

  private func describe(_ query: TableQuery) -> String {
    var words = ["select", query.columns.isEmpty ? "*" : query.columns.map(describe).joined(separator: ",")]
    if let selection = query.selection { words.append("(\(selection))") }
    words.append("from \(describe(query.table)) where \(describe(query.condition))")
    if !query.groups.isEmpty { words.append("group \(query.groups.map(describe).joined(separator: ","))") }
    if !query.order.isEmpty {
      words.append(
        "order \(query.order.map { describe($0.column) + ($0.isDescending ? "-" : "") }.joined(separator: ","))")
    }
    words.append("limit \(query.limit) offset \(query.offset)")
    return words.joined(separator: " ")
  }

  private func describe(_ condition: RowCondition) -> String {
    switch condition {
    case .all(let conditions): "(\(conditions.map(describe).joined(separator: " and ")))"
    case .any(let conditions): "[\(conditions.map(describe).joined(separator: " or "))]"
    case .compare(let column, let comparison, let value): "\(describe(column)) \(comparison) '\(value)'"
    case .isNull(let column): "\(describe(column)) null"
    case .isOneOf(let column, let values): "\(describe(column)) in \(values.map(\.string))"
    case .isNoneOf(let column, let values): "\(describe(column)) not in \(values.map(\.string))"
    }
  }

  private func describe(_ changes: [ColumnChange]) -> String {
    changes.map { "\(describe($0.column)) \($0.operation) \(Vector.show($0.value))" }.joined(separator: "; ")
  }
}
