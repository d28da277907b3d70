import PandoPrimitives
import PandoStorage

extension Delete {
  /// Removes a row. Takes the same right as updating it.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    let descriptor = try world.descriptor(of: table, kind: .binary)
    guard let old = try world.binaryRow(at: key, in: table) else {
      throw .refused(
        .rowUnknown, "The table \(table) has no row with the key \(key.hexadecimal); there is nothing to delete.")
    }
    try descriptor.requireUpdate(rowOwners: old.owners, credentials)
    world.setBinaryRow(nil, at: key, in: table)
    world.emit(.rowDeleted(self))
  }
}
