import PandoPrimitives
import PandoStorage

extension Mint {
  /// Makes the amount appear. Takes a token admin of the table.
  ///
  /// Bounding the supply bounds every balance, so nothing after this can overflow.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    try world.descriptor(of: table, kind: .asset).requireIssue(credentials)
    try requireNonzero(amount, of: table)
    guard let supply = try world.supply(of: table).adding(amount),
      let balance = try world.balance(of: to, in: table).adding(amount)
    else {
      throw .refused(
        .amountOverflow,
        "Minting \(amount) would raise the supply of \(table) over 2^128 − 1; mint less.")
    }
    world.setSupply(supply, of: table)
    world.setBalance(balance, of: to, in: table)
    world.emit(.assetMinted(self))
  }
}

/// Refuses an amount of zero: it would do nothing and yet leave an event.
func requireNonzero(_ amount: Amount, of table: TableName) throws(ExecutionFailure) {
  guard amount > .zero else {
    throw .refused(.amountZero, "The amount of \(table) is zero; give an amount of at least one unit.")
  }
}
