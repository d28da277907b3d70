/// The world as a contract reaches it. A ledger implements it, and tests do in memory. Nothing here waits or has a
/// clock.
///
/// Names of tables are resolved and columns are cleaned before they come here; what the signer may do is for the host
/// to decide, with ``Fault/Code/access`` as the code of its refusals. What a refused call has done is undone with the
/// transaction.
///
/// Who looks at rows charges the meter for each before it does, whether the row is wanted or not, and is stopped when
/// there is no fuel: so no question takes longer than it pays for. What a question costs must be the same on all nodes.
package protocol Host: AnyObject {
  /// What the run is about; does not change while it runs.
  var facts: RunFacts { get }

  /// The contract with this full name, `@1Name`; nil when there is none.
  func contract(_ fullName: Name) throws(Fault) -> CompiledContract?

  // MARK: Tables

  /// The rows that fit, with their columns in order.
  func select(_ query: TableQuery, _ meter: any FuelMeter) throws(Fault) -> [TableRow]
  func count(_ table: TableReference, where condition: RowCondition, _ meter: any FuelMeter) throws(Fault) -> Int
  /// - Returns: the number of the new row.
  func insert(into table: TableReference, _ changes: [ColumnChange], _ meter: any FuelMeter) throws(Fault) -> Int64
  /// - Returns: how many rows were changed.
  func update(
    _ table: TableReference, where condition: RowCondition, _ changes: [ColumnChange], _ meter: any FuelMeter
  ) throws(Fault) -> Int
  /// The columns of a table and their types; nil when there is no such table.
  func columns(of table: TableReference) throws(Fault) -> [TableColumn]?

  // MARK: Parameters

  /// A parameter of the platform, an ecosystem or an application; nil when there is none.
  func parameter(_ name: ParameterName) throws(Fault) -> ByteString?
  /// Whether the signer has a role in the ecosystem of the transaction.
  func hasRole(_ role: Int64) throws(Fault) -> Bool

  // MARK: The rest

  /// Does what only some hosts can: what changes tables, contracts and ecosystems themselves, history, spreadsheets,
  /// the web.
  func perform(_ command: HostCommand) throws(Fault) -> Value
}

/// Where a host charges for its work.
package protocol FuelMeter: AnyObject {
  /// Takes fuel.
  /// - Throws: ``Fault/outOfFuel`` when there is less.
  func charge(_ fuel: Int) throws(Fault)
}

/// A function that only some hosts offer, by the name of the built-in function, with its arguments.
package struct HostCommand {
  package let name: Name
  package let arguments: [Value]

  package init(_ name: Name, _ arguments: [Value]) {
    self.name = name
    self.arguments = arguments
  }
}

/// Where a parameter stands.
package enum ParameterName: Hashable, Sendable {
  case platform(ByteString)
  case ecosystem(Int64, ByteString)
  case application(Int64, ByteString, ecosystem: Int64)
  /// A text in the language of the transaction.
  case language(ByteString)
}
