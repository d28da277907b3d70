import PandoPrimitives
import PandoStorage

extension Move {
  /// Moves the amount between two accounts. Takes the holder of the first.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    _ = try world.descriptor(of: table, kind: .asset)
    try requireHolder(from, of: table, credentials)
    try requireNonzero(amount, of: table)
    guard from != to else {
      throw .refused(.moveToSelf, "The account \(from) would pay itself; name another account.")
    }
    let balance = try world.balance(of: from, in: table)
    guard let rest = balance.subtracting(amount) else {
      throw .balanceTooLow(balance, for: amount, of: from, in: table)
    }
    guard let sum = try world.balance(of: to, in: table).adding(amount) else {
      throw .storage(StorageError(.corrupted, "The balances of \(table) are more than its supply."))
    }
    world.setBalance(rest, of: from, in: table)
    world.setBalance(sum, of: to, in: table)
    world.emit(.assetMoved(self))
  }
}
