package import PandoPrimitives

/// The tables that the protocol keeps for itself (docs/spec/tables.md, "System tables"). All have proofs, and no entry
/// writes them directly.
package enum SystemTable: String, Sendable, CaseIterable {
  /// Name of a table → ``PandoPrimitives/TableDescriptor``.
  case tables = "system/tables"
  /// Name of an asset table → ``BalanceRow``: how much of the asset there is.
  case supplies = "system/supplies"
  /// Address → ``PandoPrimitives/WorldGrant``; no row means no permission.
  case permissions = "system/permissions"
  /// The empty key → ``RootCountRow``.
  case roots = "system/roots"
  /// Activation height → ``MembershipRow``.
  case members = "system/members"
  /// Activation height → ``ParametersRow``.
  case parameters = "system/parameters"
  /// Activation height → ``PandoPrimitives/Threshold`` of the consensus admins.
  case admins = "system/admins"

  package var name: TableName {
    guard let name = TableName(rawValue) else { preconditionFailure("Every system table has a valid name.") }
    return name
  }

  /// The key of a row in the store.
  package func key(_ row: [UInt8]) -> [UInt8] { RowKey.storeKey(table: Array(rawValue.utf8), row: row) }
}
