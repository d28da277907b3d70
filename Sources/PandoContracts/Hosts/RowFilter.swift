/// A condition, made ready for the rows of one table in memory. Each look at a column is charged for.
struct RowFilter {
  typealias Row = MemoryHost.Table.Row

  private indirect enum Test {
    case all([Test])
    case any([Test])
    case isNull(ColumnReference)
    case text(ColumnReference, RowCondition.Comparison, ByteString)
    case number(ColumnReference, RowCondition.Comparison, Decimal)
    case like(ColumnReference, LikePattern, ignoresCase: Bool)
    case isOneOf(ColumnReference, Set<ByteString>, isWanted: Bool)
    /// In ascending order.
    case isOneOfNumbers(ColumnReference, [Decimal], isWanted: Bool)
  }

  /// What a look at a column costs, and at one that is read as a number.
  private static let lookFuel = 4
  private static let numberFuel = 8
  private static let bytesPerFuel = 16
  private let test: Test
  private let meter: any FuelMeter

  /// - Throws: for columns that the table lacks, and texts that are compared with its numbers.
  init(_ condition: RowCondition, of table: MemoryHost.Table, _ meter: any FuelMeter) throws(Fault) {
    test = try RowFilter.test(condition, table)
    self.meter = meter
  }

  func fits(_ row: Row) throws(Fault) -> Bool { try fits(row, test) }

  // MARK: Making ready

  private static func test(_ condition: RowCondition, _ table: MemoryHost.Table) throws(Fault) -> Test {
    switch condition {
    case .all(let parts): return .all(try tests(parts, table))
    case .any(let parts): return .any(try tests(parts, table))
    case .isNull(let column):
      try table.check(column)
      return .isNull(column)
    case .isOneOf(let column, let values): return try member(column, values, isWanted: true, table)
    case .isNoneOf(let column, let values): return try member(column, values, isWanted: false, table)
    case .compare(let column, let comparison, let wanted):
      try table.check(column)
      if let pattern = pattern(comparison, wanted) { return .like(column, pattern.0, ignoresCase: pattern.ignoresCase) }
      guard table.isNumber(column) else { return .text(column, comparison, wanted) }
      return .number(column, comparison, try MemoryHost.Table.number(wanted, in: column))
    }
  }

  private static func tests(_ parts: [RowCondition], _ table: MemoryHost.Table) throws(Fault) -> [Test] {
    var tests: [Test] = []
    for part in parts { tests.append(try test(part, table)) }
    return tests
  }

  private static func member(
    _ column: ColumnReference, _ values: [ByteString], isWanted: Bool, _ table: MemoryHost.Table
  ) throws(Fault) -> Test {
    try table.check(column)
    guard table.isNumber(column) else { return .isOneOf(column, Set(values), isWanted: isWanted) }
    var numbers: [Decimal] = []
    for value in values { numbers.append(try MemoryHost.Table.number(value, in: column)) }
    return .isOneOfNumbers(column, numbers.sorted(), isWanted: isWanted)
  }

  /// Nil for comparisons by order.
  private static func pattern(
    _ comparison: RowCondition.Comparison, _ wanted: ByteString
  ) -> (LikePattern, ignoresCase: Bool)? {
    let (bytes, any) = (wanted.bytes, [UInt8(ascii: "%")])
    switch comparison {
    case .contains: return (LikePattern(any + bytes + any), false)
    case .begins: return (LikePattern(bytes + any), false)
    case .ends: return (LikePattern(any + bytes), false)
    case .containsIgnoringCase: return (LikePattern(any + ByteText.lowercased(bytes) + any), true)
    case .beginsIgnoringCase: return (LikePattern(ByteText.lowercased(bytes) + any), true)
    case .endsIgnoringCase: return (LikePattern(any + ByteText.lowercased(bytes)), true)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return nil
    }
  }

  // MARK: Looking

  private func fits(_ row: Row, _ test: Test) throws(Fault) -> Bool {
    switch test {
    case .all(let parts):
      for part in parts { guard try fits(row, part) else { return false } }
      return true
    case .any(let parts):
      for part in parts { if try fits(row, part) { return true } }
      return false
    case .isNull(let column): return try value(of: column, in: row) == nil
    case .text(let column, let comparison, let wanted):
      guard let value = try value(of: column, in: row) else { return false }
      return RowFilter.holds(comparison, isLess: value < wanted, isEqual: value == wanted)
    case .number(let column, let comparison, let wanted):
      guard let value = try number(of: column, in: row) else { return false }
      return RowFilter.holds(comparison, isLess: value < wanted, isEqual: !(value < wanted) && !(wanted < value))
    case .like(let column, let pattern, let ignoresCase):
      guard let value = try value(of: column, in: row) else { return false }
      try meter.charge(pattern.stepCount(value.count) / RowFilter.bytesPerFuel)
      return pattern.fits(ignoresCase ? ByteText.lowercased(value.bytes) : value.bytes)
    case .isOneOf(let column, let values, let isWanted):
      guard let value = try value(of: column, in: row) else { return false }
      return values.contains(value) == isWanted
    case .isOneOfNumbers(let column, let values, let isWanted):
      guard let value = try number(of: column, in: row) else { return false }
      return RowFilter.contains(values, value) == isWanted
    }
  }

  private static func holds(_ comparison: RowCondition.Comparison, isLess: Bool, isEqual: Bool) -> Bool {
    switch comparison {
    case .equal: isEqual
    case .notEqual: !isEqual
    case .less: isLess
    case .lessOrEqual: isLess || isEqual
    case .greater: !isLess && !isEqual
    case .greaterOrEqual: !isLess
    case .contains, .begins, .ends, .containsIgnoringCase, .beginsIgnoringCase, .endsIgnoringCase: false
    }
  }

  private static func contains(_ sorted: [Decimal], _ value: Decimal) -> Bool {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && !(value < sorted[low])
  }

  private func value(of column: ColumnReference, in row: Row) throws(Fault) -> ByteString? {
    try meter.charge(RowFilter.lookFuel + (row[column.name]?.count ?? 0) / RowFilter.bytesPerFuel)
    return try MemoryHost.Table.value(of: column, in: row, meter)
  }

  /// Nil also where the row holds no number.
  private func number(of column: ColumnReference, in row: Row) throws(Fault) -> Decimal? {
    try meter.charge(RowFilter.numberFuel)
    return try value(of: column, in: row).flatMap { try? Decimal($0.bytes) }
  }
}
