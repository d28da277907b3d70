extension MemoryHost.Table {
  typealias Row = [String: ByteString]

  private func isNumber(_ column: ColumnReference) -> Bool {
    let type = columns.first { $0.name == column.name }?.type
    return column.path.isEmpty && ["number", "money", "double"].contains(type)
  }

  /// Nil where there is none.
  static func value(of column: ColumnReference, in row: Row) -> ByteString? {
    guard let value = row[column.name] else { return nil }
    guard !column.path.isEmpty else { return value }
    guard var inner = try? MemoryHost.json(value) else { return nil }
    for part in column.path {
      guard case .map(let map) = inner, let next = map[ByteString(part)] else { return nil }
      inner = next
    }
    if case .nil = inner { return nil }
    return inner.text
  }

  // MARK: Conditions

  func fits(_ row: Row, _ condition: RowCondition) -> Bool {
    switch condition {
    case .all(let parts): return parts.allSatisfy { fits(row, $0) }
    case .any(let parts): return parts.contains { fits(row, $0) }
    case .isNull(let column): return Self.value(of: column, in: row) == nil
    case .isOneOf(let column, let values):
      return values.contains { fits(row, .compare(column, .equal, $0)) }
    case .isNoneOf(let column, let values):
      return Self.value(of: column, in: row) != nil && !values.contains { fits(row, .compare(column, .equal, $0)) }
    case .compare(let column, let comparison, let wanted):
      guard let value = Self.value(of: column, in: row) else { return false }
      return fits(value, comparison, wanted, isNumber: isNumber(column))
    }
  }

  private func fits(
    _ value: ByteString, _ comparison: RowCondition.Comparison, _ wanted: ByteString, isNumber: Bool
  ) -> Bool {
    let order = Self.order(value, wanted, isNumber: isNumber)
    switch comparison {
    case .equal: return order == 0
    case .notEqual: return order != 0
    case .less: return order < 0
    case .lessOrEqual: return order <= 0
    case .greater: return order > 0
    case .greaterOrEqual: return order >= 0
    case .contains: return ByteText.contains(value.bytes, wanted.bytes)
    case .begins: return value.bytes.starts(with: wanted.bytes)
    case .ends: return value.bytes.reversed().starts(with: wanted.bytes.reversed())
    case .containsIgnoringCase, .beginsIgnoringCase, .endsIgnoringCase:
      let plain: RowCondition.Comparison =
        comparison == .containsIgnoringCase ? .contains : comparison == .beginsIgnoringCase ? .begins : .ends
      let (lower, wanted) = (ByteText.lowercased(value.bytes), ByteText.lowercased(wanted.bytes))
      return fits(ByteString(lower), plain, ByteString(wanted), isNumber: false)
    }
  }

  /// Less than 0, 0, or more.
  private static func order(_ left: ByteString, _ right: ByteString, isNumber: Bool) -> Int {
    if isNumber, let first = Money(left), let second = Money(right) {
      return first < second ? -1 : first == second ? 0 : 1
    }
    return left < right ? -1 : left == right ? 0 : 1
  }

  func compare(_ left: Row, _ right: Row, _ column: ColumnReference) -> Int {
    let empty = ByteString()
    return Self.order(
      Self.value(of: column, in: left) ?? empty, Self.value(of: column, in: right) ?? empty,
      isNumber: isNumber(column) || column.name == "id")
  }

  // MARK: Changes

  func apply(_ change: ColumnChange, to row: inout Row) throws(Fault) {
    let name = change.column.name
    guard columns.contains(where: { $0.name == name }) else { throw Fault(.host, "column \(name) doesn't exist") }
    if case .nil = change.value {
      row[name] = nil
      return
    }
    guard change.column.path.isEmpty else { throw Fault(.host, "column \(change.column.text) cannot be written here") }
    switch change.operation {
    case .set, .setTimestamp: row[name] = change.value.text
    case .add, .subtract:
      guard let old = Money(row[name] ?? "0"), let step = Money(change.value.text) else {
        throw Fault(.host, "column \(name) is no number")
      }
      row[name] = ByteString((change.operation == .add ? try old + step : try old - step).text)
    }
  }

  // MARK: Aggregates

  /// `count(*)`, `sum(a)`, `min(a)` and `max(a)`, with commas between.
  func aggregate(
    _ rows: [Row], _ selection: ByteString, by groups: [ColumnReference]
  ) throws(Fault) -> [TableRow] {
    var parts: [(function: String, column: String)] = []
    for text in selection.string.split(separator: ",") {
      let words = text.split { "( )".contains($0) }
      guard words.count == 2, ["count", "sum", "min", "max"].contains(words[0]) else {
        throw Fault(.host, "\(text) cannot be asked for here")
      }
      parts.append((String(words[0]), String(words[1])))
    }
    var sets: [(key: [ByteString?], rows: [Row])] = groups.isEmpty ? [([], rows)] : []
    for row in groups.isEmpty ? [] : rows {
      let key = groups.map { Self.value(of: $0, in: row) }
      if let index = sets.firstIndex(where: { $0.key == key }) {
        sets[index].rows.append(row)
      } else {
        sets.append((key, [row]))
      }
    }
    var results: [TableRow] = []
    for set in sets {
      var cells = zip(groups, set.key).map { TableRow.Cell($0.text, $1) }
      for part in parts { cells.append(TableRow.Cell(part.function, try value(of: part, set.rows))) }
      results.append(TableRow(cells))
    }
    return results
  }

  private func value(
    of part: (function: String, column: String), _ rows: [Row]
  ) throws(Fault) -> ByteString? {
    if part.function == "count" { return ByteString(String(rows.count)) }
    let column = ColumnReference(part.column)
    let values = rows.compactMap { Self.value(of: column, in: $0) }
    guard part.function == "sum" else {
      let sorted = values.sorted { Self.order($0, $1, isNumber: isNumber(column)) < 0 }
      return part.function == "min" ? sorted.first : sorted.last
    }
    var sum = Money.zero
    for value in values { sum = try sum + (Money(value) ?? .zero) }
    return values.isEmpty ? nil : ByteString(sum.text)
  }
}
