import PandoPrimitives
import PandoStorage

extension Burn {
  /// Makes the amount vanish. Takes a token admin of the table and the holder.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    try world.descriptor(of: table, kind: .asset).requireIssue(credentials)
    try requireHolder(from, of: table, credentials)
    try requireNonzero(amount, of: table)
    let balance = try world.balance(of: from, in: table)
    guard let rest = balance.subtracting(amount) else {
      throw .balanceTooLow(balance, for: amount, of: from, in: table)
    }
    guard let supply = try world.supply(of: table).subtracting(amount) else {
      throw .storage(StorageError(.corrupted, "The supply of \(table) is less than a balance in it."))
    }
    world.setSupply(supply, of: table)
    world.setBalance(rest, of: from, in: table)
    world.emit(.assetBurned(self))
  }
}

/// Refuses to take from an account that is not the signers'.
func requireHolder(
  _ holder: Address, of table: TableName, _ credentials: Credentials
) throws(ExecutionFailure) {
  guard credentials.satisfies(holder) else {
    throw .refused(
      .needsHolder,
      "Taking \(table) from \(holder) takes its holder: \(credentials.remedy(for: [holder])).")
  }
}

extension ExecutionFailure {
  static func balanceTooLow(
    _ balance: Amount, for amount: Amount, of address: Address, in table: TableName
  ) -> ExecutionFailure {
    .refused(
      .balanceTooLow,
      "The account \(address) holds \(balance) of \(table) and \(amount) are to be taken; take less or fund it first.")
  }
}
