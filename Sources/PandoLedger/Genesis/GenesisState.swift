package import PandoPrimitives
package import PandoStorage

/// Why there is no ledger with this genesis.
package enum GenesisError: Error, Hashable, Sendable {
  /// A sentence about what is wrong in the genesis, for whoever wrote it.
  case invalid(String)
  case storage(StorageError)
}

/// The state that a ledger begins with: height 0, made from its genesis and nothing else (docs/spec/genesis.md).
package struct GenesisState: Sendable {
  package let chainID: Hash
  /// What to write into an empty store.
  package let layer: StateLayer
  /// The root of the state tree at height 0.
  package let stateRoot: Hash
  /// What holds for the first block.
  package let configuration: LedgerConfiguration

  /// Checks `genesis` and makes its state.
  /// - Parameter view: of a store without state.
  package init<Store: StoreReader>(_ genesis: Genesis, on view: StateView<Store>) throws(GenesisError) {
    try genesis.validate()
    let configuration = LedgerConfiguration(genesis)
    var world = World(view, configuration)
    world.write(genesis)
    do {
      let sealed = try world.seal(at: Height(0))
      layer = sealed.layer
      stateRoot = sealed.stateRoot
    } catch {
      throw .storage(error)
    }
    chainID = genesis.chainID
    self.configuration = configuration
  }
}

extension World {
  /// Writes the rows of a valid genesis.
  fileprivate mutating func write(_ genesis: Genesis) {
    let first = Genesis.firstHeight
    setMembership(MembershipRow(membership: genesis.membership, validatorsSince: first), from: first)
    setParameters(ParametersRow(parameters: genesis.parameters, faultModeSince: first), from: first)
    setConsensusAdmins(genesis.consensusAdmins, from: first)
    for grant in genesis.worldPermissions { setPermissions(grant.permissions, of: grant.address) }
    setRootCount(UInt64(genesis.worldPermissions.count { $0.permissions.contains(.root) }))
    for table in genesis.tables { setDescriptor(table) }
    for balance in genesis.balances { setBalance(balance.amount, of: balance.address, in: balance.table) }
    for supply in genesis.supplies {
      guard let amount = supply.sum.amount else { preconditionFailure("A valid genesis has bounded supplies.") }
      setSupply(amount, of: supply.table)
    }
  }
}
