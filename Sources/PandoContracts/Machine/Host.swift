/// The world as a contract reaches it. A ledger implements it, and tests do in memory. Nothing here waits or has a
/// clock.
///
/// Names of tables are resolved and columns are cleaned before they come here; what the signer may do is for the host
/// to decide, with ``Fault/Code/access`` as the code of its refusals. What a refused call has done is undone with the
/// transaction.
package protocol Host: AnyObject {
  /// What the run is about; does not change while it runs.
  var facts: RunFacts { get }

  /// The contract with this full name, `@1Name`; nil when there is none.
  func contract(_ fullName: Name) throws(Fault) -> CompiledContract?

  // MARK: Tables

  /// The rows that fit, with their columns in order.
  func select(_ query: TableQuery) throws(Fault) -> [TableRow]
  func count(_ table: TableReference, where condition: RowCondition) throws(Fault) -> Int
  /// - Returns: the number of the new row.
  func insert(into table: TableReference, _ changes: [ColumnChange]) throws(Fault) -> Int64
  /// - Returns: how many rows were changed.
  func update(_ table: TableReference, where condition: RowCondition, _ changes: [ColumnChange]) throws(Fault) -> Int
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
