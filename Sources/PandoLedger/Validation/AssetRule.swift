package import PandoPrimitives
import PandoStorage

/// The rule that stands behind every asset table, whoever changes it: an entry now, a contract later
/// (docs/spec/tables.md, "The asset rule").
///
/// It looks at what a transaction made of the rows, and at the mints and burns that the transaction declares. It does
/// not ask, and does not trust, the code that changed them.
package enum AssetRule {
  /// What a transaction did to one asset table.
  package struct Difference: Hashable, Sendable {
    package let table: TableName
    /// The rows of the table that differ, by key.
    package var balances: [RowChange] = []
    /// The table's row of ``SystemTable/supplies``, if it differs.
    package var supply: RowChange?
    package var minted = WideSum()
    package var burned = WideSum()

    package init(table: TableName) { self.table = table }
  }

  /// Checks one table.
  /// - Throws: NegativeBalance when an account is left with something that is no amount above zero (an empty account
  ///   has no row); ConservationBreak unless the accounts, and the recorded supply, grew by exactly minted − burned.
  package static func check(_ difference: Difference) throws(ExecutionFailure) {
    let table = difference.table
    var before = difference.minted
    var after = difference.burned
    for change in difference.balances {
      guard let row = RowKey.split(storeKey: change.key)?.row, Address(bytes: row) != nil,
        let amount = amount(change.after)
      else {
        throw .refused(
          .balanceMalformed,
          "An account of \(table) would be left with something that is no balance from 1 to 2^128 − 1; report it, "
            + "because no entry may do this.")
      }
      after.add(amount)
      before.add(try stored(change.before, table))
    }
    guard before == after else { throw broken(table, "the accounts") }
    guard let supply = difference.supply else {
      guard difference.minted == difference.burned else { throw broken(table, "the supply") }
      return
    }
    guard let newSupply = amount(supply.after),
      WideSum([try stored(supply.before, table)]) + difference.minted == WideSum([newSupply]) + difference.burned
    else { throw broken(table, "the supply") }
  }

  /// The amount in a row that a transaction left; nil when it holds none.
  private static func amount(_ row: [UInt8]?) -> Amount? {
    guard let row else { return .zero }
    return (try? BalanceRow(canonicalBytes: row))?.amount
  }

  /// The amount in a row that was there before.
  private static func stored(_ row: [UInt8]?, _ table: TableName) throws(ExecutionFailure) -> Amount {
    guard let amount = amount(row) else {
      throw .storage(StorageError(.corrupted, "A balance of the table \(table) is damaged."))
    }
    return amount
  }

  private static func broken(_ table: TableName, _ what: String) -> ExecutionFailure {
    .refused(
      .conservationBroken,
      "In \(table), \(what) would grow by other than what was minted less what was burned; report it, because no entry "
        + "may do this.")
  }
}
