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

  package func select(_ query: TableQuery) throws(Fault) -> [TableRow] {
    let table = try table(query.table)
    var rows = table.rows.filter { table.fits($0, query.condition) }
    if let selection = query.selection { return try table.aggregate(rows, selection, by: query.groups) }
    let order = query.order + [TableQuery.Order(ColumnReference("id"))]
    rows = rows.enumerated().sorted { left, right in
      for part in order {
        let comparison = table.compare(left.element, right.element, part.column)
        if comparison != 0 { return part.isDescending ? comparison > 0 : comparison < 0 }
      }
      return left.offset < right.offset
    }.map(\.element)
    let page = rows.dropFirst(query.offset).prefix(query.limit ?? rows.count)
    let columns = query.columns.isEmpty ? table.columns.map { ColumnReference($0.name) } : query.columns
    for column in columns where !table.columns.contains(where: { $0.name == column.name }) {
      throw Fault(.host, "column \(column.name) doesn't exist")
    }
    return page.map { row in TableRow(columns.map { TableRow.Cell($0.text, Table.value(of: $0, in: row)) }) }
  }

  package func count(_ table: TableReference, where condition: RowCondition) throws(Fault) -> Int {
    let table = try self.table(table)
    return table.rows.count { table.fits($0, condition) }
  }

  package func insert(into reference: TableReference, _ changes: [ColumnChange]) throws(Fault) -> Int64 {
    var table = try table(reference)
    var row: [String: ByteString] = [:]
    for change in changes { try table.apply(change, to: &row) }
    let id = row["id"] ?? ByteString(String(table.rows.count + 1))
    row["id"] = id
    guard !table.rows.contains(where: { $0["id"] == id }) else { throw Fault(.host, "there is a row \(id) already") }
    table.rows.append(row)
    tables[reference] = table
    note("insert", reference, row, table)
    return try id.integer()
  }

  package func update(
    _ reference: TableReference, where condition: RowCondition, _ changes: [ColumnChange]
  ) throws(Fault) -> Int {
    var table = try table(reference)
    var count = 0
    for index in table.rows.indices where table.fits(table.rows[index], condition) {
      for change in changes { try table.apply(change, to: &table.rows[index]) }
      note("update", reference, table.rows[index], table)
      count += 1
    }
    tables[reference] = table
    return count
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
