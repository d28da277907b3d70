/// `count(*)`, `sum(a)`, `min(a)`, `max(a)` and columns of the groups, with commas between, each with `as name` behind
/// it if it is to be called otherwise.
struct Selection {
  private enum Function: String {
    case count, sum, min, max
  }

  private struct Part {
    /// Nil for a column of the groups.
    let function: Function?
    /// Nil for `*`.
    let column: ColumnReference?
    let name: String
  }

  private let parts: [Part]
  private let groups: [ColumnReference]
  private let table: MemoryHost.Table

  /// - Throws: for what cannot be asked for here.
  init(_ text: ByteString, groups: [ColumnReference], of table: MemoryHost.Table) throws(Fault) {
    for column in groups { try table.check(column) }
    var parts: [Part] = []
    for text in text.string.split(separator: ",") {
      let part = try Selection.part(String(text))
      if let column = part.column { try table.check(column) }
      guard part.function != nil || groups.contains(where: { $0 == part.column }) else {
        throw Fault(.host, "\(part.name) is neither one of the groups nor a function over them")
      }
      parts.append(part)
    }
    (self.parts, self.groups, self.table) = (parts, groups, table)
  }

  private static func part(_ text: String) throws(Fault) -> Part {
    var words = text.lowercased().split { " ()".contains($0) }.map(String.init)
    var name: String?
    if words.count > 2, words[words.count - 2] == "as" {
      name = words.removeLast()
      words.removeLast()
    }
    if words.count == 1, !text.contains("(") {
      let column = try BuiltinCall.column(words[0].utf8)
      return Part(function: nil, column: column, name: name ?? column.text)
    }
    guard words.count == 2, let function = Function(rawValue: words[0]), words[1] != "*" || function == .count else {
      throw Fault(.host, "\(text) cannot be asked for here")
    }
    let column = words[1] == "*" ? nil : try BuiltinCall.column(words[1].utf8)
    return Part(function: function, column: column, name: name ?? words[0])
  }

  /// A row for each group, in the order in which they are found unless another is asked for.
  func rows(
    of rows: [MemoryHost.Table.Row], order: [TableQuery.Order], _ meter: any FuelMeter
  ) throws(Fault) -> [TableRow] {
    let columns = try order.map { part throws(Fault) in
      guard let column = parts.firstIndex(where: { $0.name == part.column.text }) else {
        throw Fault(.host, "\(part.column.text) is not selected, and nothing can be put in order by it")
      }
      return column
    }
    let (fuel, overflow) = rows.count.multipliedReportingOverflow(by: Selection.lookFuel * (parts.count + groups.count))
    try meter.charge(overflow ? .max : fuel)
    var places: [[ByteString?]: Int] = [:]
    var sets: [[MemoryHost.Table.Row]] = groups.isEmpty ? [rows] : []
    for row in groups.isEmpty ? [] : rows {
      var key: [ByteString?] = []
      for column in groups { key.append(try MemoryHost.Table.value(of: column, in: row, meter)) }
      let place = places[key] ?? sets.count
      if place == sets.count {
        places[key] = place
        sets.append([])
      }
      sets[place].append(row)
    }
    var results: [TableRow] = []
    for set in sets {
      var cells: [TableRow.Cell] = []
      for part in parts { cells.append(TableRow.Cell(part.name, try value(of: part, set, meter))) }
      results.append(TableRow(cells))
    }
    try SortKey.charge(results.count, by: order, meter)
    let keyed = results.map { row in
      (row: row, keys: columns.map { SortKey(row.cells[$0].value, isNumber: true) })
    }
    return keyed.sorted { SortKey.precedes($0.keys, $1.keys, by: order) }.map(\.row)
  }

  /// What a look at a column of a row costs.
  private static let lookFuel = 8

  private func value(
    of part: Part, _ rows: [MemoryHost.Table.Row], _ meter: any FuelMeter
  ) throws(Fault) -> ByteString? {
    guard let column = part.column else { return ByteString(String(rows.count)) }
    var values: [ByteString] = []
    for row in rows {
      if let value = try MemoryHost.Table.value(of: column, in: row, meter) { values.append(value) }
    }
    switch part.function {
    case nil: return values.first
    case .count: return ByteString(String(values.count))
    case .sum: return values.isEmpty ? nil : try sum(values, column)
    case .min, .max:
      guard table.isNumber(column) else { return part.function == .min ? values.min() : values.max() }
      let numbers = values.compactMap { value in (try? Decimal(value.bytes)).map { (number: $0, text: value) } }
      let extreme =
        part.function == .min ? numbers.min { $0.number < $1.number } : numbers.max { $0.number < $1.number }
      return extreme?.text
    }
  }

  private func sum(_ values: [ByteString], _ column: ColumnReference) throws(Fault) -> ByteString {
    guard table.isNumber(column) else { throw Fault(.host, "column \(column.name) has no numbers to add") }
    if table.columns.contains(where: { $0.name == column.name && $0.type == "double" }) {
      return Value.float(values.reduce(0) { $0 + (Float64($1.string) ?? 0) }).text
    }
    var sum = Money.zero
    for value in values { sum = try sum + (Money(value) ?? .zero) }
    return ByteString(sum.text)
  }
}
