import PandoPrimitives
import PandoStorage

extension Put {
  /// Adds a row, which takes the right to insert, or replaces one, which takes what the table's model says.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    let descriptor = try world.descriptor(of: table, kind: .binary)
    guard owners.count <= TableDescriptor.addressCountMax, isStrictlyAscending(owners) else {
      throw .refused(
        .rowOwnersInvalid,
        "A row takes at most \(TableDescriptor.addressCountMax) owners, each once and ascending.")
    }
    let old = try world.binaryRow(at: key, in: table)
    if let old {
      try descriptor.requireUpdate(rowOwners: old.owners, credentials)
    } else {
      try descriptor.requireInsert(credentials)
    }
    let row = BinaryRow(value: value, owners: owners.isEmpty ? old?.owners ?? [] : owners)
    world.setBinaryRow(row, at: key, in: table)
    world.emit(old == nil ? .rowInserted(self) : .rowUpdated(self))
  }
}
