import PandoPrimitives
import PandoStorage

extension WorldGrant {
  /// Sets the world permissions of an address. Root may set anything; `grantCreateTable` may add and take `createTable`
  /// and nothing else. The last root stays: without one, nobody could ever set permissions again.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    guard permissions.isValid else {
      throw .refused(.permissionsInvalid, "Root stands alone and no other bits exist; set root or the others.")
    }
    let held = try world.permissions(of: credentials)
    let old = try world.permissions(of: address)
    let changed = old.symmetricDifference(permissions)
    guard held.contains(.root) || (held.contains(.grantCreateTable) && changed.isSubset(of: .createTable)) else {
      throw .refused(
        .needsRoot,
        "Setting world permissions takes the world permission root (for createTable alone, grantCreateTable is "
          + "enough), which none of the signers holds.")
    }
    if changed.contains(.root) {
      let roots = try world.rootCount()
      guard permissions.contains(.root) || roots > 1 else {
        throw .refused(.lastRoot, "The address \(address) is the last with root; give root to another one first.")
      }
      world.setRootCount(permissions.contains(.root) ? roots + 1 : roots - 1)
    }
    world.setPermissions(permissions, of: address)
    world.emit(.permissionsChanged(self))
  }
}
