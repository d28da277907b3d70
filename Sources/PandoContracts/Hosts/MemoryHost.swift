/// A world in memory: for tests, and for `pando contract run`. It has tables without rights, parameters, and whatever
/// contracts it is given; it keeps a list of what was written.
///
/// It knows the functions that need no more than that; any other is an error with the code ``Fault/Code/name``.
package final class MemoryHost: Host {
  /// A table, with its rows in the order in which they were added.
  package struct Table: Sendable {
    package var columns: [TableColumn]
    package var rows: [[String: ByteString]] = []

    package init(_ columns: [TableColumn]) { self.columns = columns }
  }

  package var facts = RunFacts()
  package var tables: [TableReference: Table] = [:]
  package var parameters: [ParameterName: ByteString] = [:]
  package var roles: Set<Int64> = []
  /// Programs whose contracts others can call.
  package var programs: [Executable] = []
  /// What was written, a line for each row.
  package private(set) var writes: [String] = []
  /// What contracts printed.
  package private(set) var output: [String] = []

  package init() {}

  // MARK: Contracts, parameters

  package func contract(_ fullName: Name) throws(Fault) -> CompiledContract? {
    for program in programs {
      if let contract = program.contract(fullName) { return contract }
    }
    return nil
  }

  package func parameter(_ name: ParameterName) throws(Fault) -> ByteString? { parameters[name] }

  package func hasRole(_ role: Int64) throws(Fault) -> Bool { roles.contains(role) }

  package func perform(_ command: HostCommand) throws(Fault) -> Value {
    guard command.name == "Println" else { throw Fault(.name, "\(command.name) is not offered here") }
    output.append(command.arguments.map(\.text.string).joined(separator: " "))
    return .nil
  }

  // MARK: Tables

  package func columns(of table: TableReference) throws(Fault) -> [TableColumn]? { tables[table]?.columns }

  package func select(_ query: TableQuery, _ meter: any FuelMeter) throws(Fault) -> [TableRow] {
    let table = try table(query.table)
    let selection = try query.selection.map { text throws(Fault) in
      try Selection(text, groups: query.groups, of: table)
    }
    guard selection != nil || query.groups.isEmpty else {
      throw Fault(.host, "groups are for functions over them; say which with Select")
    }
    for column in query.columns { try table.check(column) }
    let found = try table.rows(where: query.condition, meter).map(\.row)
    if let selection {
      let rows = try selection.rows(of: found, order: query.order, meter)
      return Array(rows.dropFirst(query.offset).prefix(query.limit))
    }
    let missing = MemoryHost.key(of: query.table).filter { column in !query.order.contains { $0.column == column } }
    let sorted = try table.sorted(found, by: query.order + missing.map { TableQuery.Order($0) }, meter)
    let columns = query.columns.isEmpty ? table.columns.map { ColumnReference($0.name) } : query.columns
    var rows: [TableRow] = []
    for row in sorted.dropFirst(query.offset).prefix(query.limit) {
      var cells: [TableRow.Cell] = []
      for column in columns { cells.append(TableRow.Cell(column.text, try Table.value(of: column, in: row, meter))) }
      rows.append(TableRow(cells))
    }
    return rows
  }

  /// The columns by which a table's rows are put in order.
  private static func key(of table: TableReference) -> [ColumnReference] {
    let isDoubleKeyed = table.ecosystem == 1 && ["keys", "members"].contains(table.name)
    return (isDoubleKeyed ? ["ecosystem", "id"] : ["id"]).map { ColumnReference($0) }
  }

  package func count(
    _ table: TableReference, where condition: RowCondition, _ meter: any FuelMeter
  ) throws(Fault) -> Int {
    try self.table(table).rows(where: condition, meter).count
  }

  package func insert(
    into reference: TableReference, _ changes: [ColumnChange], _ meter: any FuelMeter
  ) throws(Fault) -> Int64 {
    let table = try table(reference)
    // For the number that must not be there yet.
    try meter.charge(table.rows.count)
    var row = table.emptyRow
    for change in changes { try table.apply(change, to: &row) }
    let id = try row["id"]?.integer() ?? Int64(table.rows.count + 1)
    row["id"] = ByteString(String(id))
    guard !table.rows.contains(where: { $0["id"] == row["id"] }) else {
      throw Fault(.host, "there is a row \(id) already")
    }
    tables[reference]?.rows.append(row)
    note("insert", reference, row, table)
    return id
  }

  package func update(
    _ reference: TableReference, where condition: RowCondition, _ changes: [ColumnChange], _ meter: any FuelMeter
  ) throws(Fault) -> Int {
    let table = try table(reference)
    var found = try table.rows(where: condition, meter)
    for place in found.indices {
      try meter.charge(changes.count)
      for change in changes { try table.apply(change, to: &found[place].row) }
    }
    // All or none.
    for (index, row) in found {
      tables[reference]?.rows[index] = row
      note("update", reference, row, table)
    }
    return found.count
  }

  private func table(_ reference: TableReference) throws(Fault) -> Table {
    guard let table = tables[reference] else {
      throw Fault(.host, "table \(reference.ecosystem)_\(reference.name) has not been found")
    }
    return table
  }

  private func note(_ verb: String, _ reference: TableReference, _ row: [String: ByteString], _ table: Table) {
    let cells = table.columns.compactMap { column in row[column.name].map { "\(column.name)=\($0)" } }
    writes.append("\(verb) \(reference.ecosystem)_\(reference.name) \(cells.joined(separator: " "))")
  }
}

extension ColumnReference {
  /// As rows that are found call it: `doc.a.b`.
  package var text: String { ([name] + path).joined(separator: ".") }
}
