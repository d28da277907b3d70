extension MemoryHost.Table {
  typealias Row = [String: ByteString]

  private static let numberTypes: Set<String> = ["number", "money", "double"]

  func isNumber(_ column: ColumnReference) -> Bool {
    column.path.isEmpty && (column.name == "id" || Self.numberTypes.contains(type(of: column) ?? ""))
  }

  private func type(of column: ColumnReference) -> String? { columns.first { $0.name == column.name }?.type }

  /// - Throws: when there is no such column. Every table has an `id`.
  func check(_ column: ColumnReference) throws(Fault) {
    guard column.name == "id" || type(of: column) != nil else {
      throw Fault(.host, "column \(column.name) doesn't exist")
    }
  }

  static func number(_ text: ByteString, in column: ColumnReference) throws(Fault) -> Decimal {
    do {
      return try Decimal(text.bytes)
    } catch {
      throw Fault(.host, "column \(column.name) has numbers, and \(text) is none")
    }
  }

  /// Nil where there is none. Reading a document is charged for.
  static func value(
    of column: ColumnReference, in row: Row, _ meter: any FuelMeter
  ) throws(Fault) -> ByteString? {
    guard let value = row[column.name] else { return nil }
    guard !column.path.isEmpty else { return value }
    try meter.charge(value.count / documentBytesPerFuel)
    guard var inner = try? MemoryHost.json(value) else { return nil }
    for part in column.path {
      guard case .map(let map) = inner, let next = map[ByteString(part)] else { return nil }
      inner = next
    }
    if case .nil = inner { return nil }
    return try MemoryHost.held(inner)
  }

  /// Reading a document takes some times as long as comparing it.
  private static let documentBytesPerFuel = 4

  // MARK: Questions

  /// The rows that fit, and where they are.
  func rows(
    where condition: RowCondition, _ meter: any FuelMeter
  ) throws(Fault) -> [(index: Int, row: Row)] {
    let filter = try RowFilter(condition, of: self, meter)
    var found: [(index: Int, row: Row)] = []
    for (index, row) in rows.enumerated() {
      try meter.charge(1)
      if try filter.fits(row) { found.append((index, row)) }
    }
    return found
  }

  func sorted(_ rows: [Row], by order: [TableQuery.Order], _ meter: any FuelMeter) throws(Fault) -> [Row] {
    for part in order { try check(part.column) }
    try SortKey.charge(rows.count, by: order, meter)
    var keyed: [(row: Row, keys: [SortKey])] = []
    for row in rows {
      var keys: [SortKey] = []
      for part in order {
        keys.append(SortKey(try Self.value(of: part.column, in: row, meter), isNumber: isNumber(part.column)))
      }
      keyed.append((row, keys))
    }
    return keyed.sorted { SortKey.precedes($0.keys, $1.keys, by: order) }.map(\.row)
  }

  // MARK: Changes

  func apply(_ change: ColumnChange, to row: inout Row) throws(Fault) {
    let (column, name) = (change.column, change.column.name)
    try check(column)
    guard column.path.isEmpty else { return try merge(change, into: &row) }
    if case .nil = change.value {
      row[name] = nil
      return
    }
    let text = try MemoryHost.held(change.value)
    switch change.operation {
    case .set:
      if isNumber(column) {
        let isWhole = try Self.number(text, in: column).decimalCount <= 0
        guard isWhole || type(of: column) == "double" else {
          throw Fault(.host, "column \(name) has whole numbers, and \(text) is none")
        }
      }
      row[name] = text
    case .setTimestamp: row[name] = text
    case .add, .subtract:
      guard let old = Money(row[name] ?? "0"), let step = Money(text) else {
        throw Fault(.host, "column \(name) is no number")
      }
      row[name] = ByteString((change.operation == .add ? try old + step : try old - step).text)
    }
  }

  /// Sets what is within a document, which is made when there is none.
  private func merge(_ change: ColumnChange, into row: inout Row) throws(Fault) {
    let name = change.column.name
    guard change.operation == .set else {
      throw Fault(.host, "what is within column \(name) can be set, and nothing else")
    }
    let document = try row[name].map { text throws(Fault) in try MemoryHost.json(text) } ?? .map(ValueMap())
    guard case .map(var inner) = document else { throw Fault(.host, "column \(name) has no document") }
    for part in change.column.path.dropLast() {
      let key = ByteString(part)
      if case .map(let next) = inner[key] ?? .nil {
        inner = next
      } else {
        let next = ValueMap()
        inner[key] = .map(next)
        inner = next
      }
    }
    inner[ByteString(change.column.path[change.column.path.count - 1])] = change.value
    var writer = JSONWriter(byteCountMax: 1 << 20)
    try writer.write(document)
    row[name] = ByteString(writer.bytes)
  }

  /// A new row of which nothing is said.
  var emptyRow: Row {
    var row: Row = [:]
    for column in columns where ["number", "money"].contains(column.type) && column.name != "id" {
      row[column.name] = "0"
    }
    return row
  }
}

extension MemoryHost {
  private static let heldByteCountMax = 16 << 20

  /// How a table holds a value.
  static func held(_ value: Value) throws(Fault) -> ByteString {
    if case .string(let text) = value { return text }
    guard let text = value.text(byteCountMax: heldByteCountMax) else { throw .outOfMemory }
    return text
  }
}
