import PandoPrimitives
import PandoStorage

extension TableDescriptor {
  /// Creates the table. Takes the world permission `createTable`.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    guard try world.permissions(of: credentials).contains(.createTable) else {
      throw .refused(
        .needsCreateTable,
        "Creating a table takes the world permission createTable, which none of the signers holds; an address with "
          + "root or grantCreateTable gives it with the entry setWorldPermissions.")
    }
    if let problem { throw .refused(problem) }
    guard try world.descriptor(of: name) == nil else {
      throw .refused(.tableExists, "The table \(name) exists already; choose another name.")
    }
    world.setDescriptor(self)
    world.emit(.tableCreated(self))
  }

  /// What makes this no table that anyone could create, or nil. Looks at the descriptor alone.
  var problem: Refusal? {
    if name.isSystem {
      return Refusal(.tableReserved, "The tables of \(name.ecosystem)/ belong to the protocol; choose another name.")
    }
    let countMax = TableDescriptor.addressCountMax
    guard (1...countMax).contains(owners.count), isStrictlyAscending(owners) else {
      return Refusal(.tableOwnersInvalid, "The table \(name) needs 1 to \(countMax) owners, each once and ascending.")
    }
    guard grants.count <= countMax, isStrictlyAscending(grants.map(\.address)) else {
      return Refusal(
        .tableGrantsInvalid,
        "The table \(name) takes at most \(countMax) grants, one for each address and ascending.")
    }
    guard tokenAdmins.count <= countMax, isStrictlyAscending(tokenAdmins), tokenAdmins.isEmpty || kind == .asset
    else {
      return Refusal(
        .tableTokenAdminsInvalid,
        "The table \(name) takes at most \(countMax) token admins, each once and ascending, and none unless it "
          + "holds an asset.")
    }
    guard decimals <= TableDescriptor.decimalsMax, decimals == 0 || kind == .asset else {
      return Refusal(
        .tableDecimalsInvalid,
        "The table \(name) takes at most \(TableDescriptor.decimalsMax) decimals, and none unless it holds an asset.")
    }
    return nil
  }
}
