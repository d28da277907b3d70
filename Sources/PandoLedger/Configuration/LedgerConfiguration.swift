package import PandoPrimitives
package import PandoStorage

/// What holds at one height: the parameters, the members, who votes and since when, who changes all this.
///
/// The system tables keep every value under the height from which it holds, for ever. So past heights stay verifiable,
/// and a change is known before it holds.
package struct LedgerConfiguration: Hashable, Sendable {
  /// A value that will hold from a later height on.
  package struct Pending<Value: Hashable & Sendable>: Hashable, Sendable {
    package let activation: Height
    package let value: Value
  }

  /// The height that this is about.
  package private(set) var height: Height
  package private(set) var parameters: ChainParameters
  package private(set) var membership: Membership
  package let consensusAdmins: Threshold
  /// Who votes on the block at ``height``.
  package private(set) var validators: ValidatorSet
  /// The first height of the unbroken run with exactly these validators, and of that with this fault mode.
  package private(set) var validatorsSince: Height
  package private(set) var faultModeSince: Height
  /// What the header of the block at ``height`` carries.
  package private(set) var parametersHash: Hash
  package private(set) var validatorsHash: Hash
  /// The change of members that is decided and does not hold yet, as far as the state that was read knows.
  package internal(set) var pendingMembership: Pending<MembershipRow>?
  /// Likewise of parameters.
  package internal(set) var pendingParameters: Pending<ParametersRow>?

  /// Reads what holds at `height`, which may be past, present or the next.
  ///
  /// The genesis block is decided by nobody; what holds there is what holds for the first block after it.
  /// - Throws: `corrupted` when the state has no such rows: it is not that of a ledger.
  package init(at height: Height, from reader: some StoreReader) throws(StorageError) {
    let height = max(height, Genesis.firstHeight)
    let members: InForce<MembershipRow> = try InForce(.members, at: height, from: reader)
    let parameters: InForce<ParametersRow> = try InForce(.parameters, at: height, from: reader)
    let admins: InForce<Threshold> = try InForce(.admins, at: height, from: reader)
    self.height = height
    self.parameters = parameters.current.parameters
    membership = members.current.membership
    consensusAdmins = admins.current
    validators = ValidatorSet(membership, faultMode: self.parameters.faultMode)
    validatorsSince = members.current.validatorsSince
    faultModeSince = parameters.current.faultModeSince
    parametersHash = self.parameters.hash
    validatorsHash = validators.hash
    pendingMembership = members.pending
    pendingParameters = parameters.pending
  }

  /// What holds for the first block of a ledger with this genesis.
  init(_ genesis: Genesis) {
    height = Genesis.firstHeight
    parameters = genesis.parameters
    membership = genesis.membership
    consensusAdmins = genesis.consensusAdmins
    validators = ValidatorSet(membership, faultMode: parameters.faultMode)
    validatorsSince = height
    faultModeSince = height
    parametersHash = parameters.hash
    validatorsHash = validators.hash
    pendingMembership = nil
    pendingParameters = nil
  }

  /// The keys of all who are members at some height up to `height`.
  package static func members(
    upTo height: Height, from reader: some StoreReader
  ) throws(StorageError) -> Set<PublicKey> {
    let table = SystemTable.members
    let range = KeyRange(
      lower: RowKey.range(table: table.name).lower, upper: table.key([UInt8](ordered: height.next.value)))
    var keys: Set<PublicKey> = []
    for pair in try reader.scan(range) {
      let row: MembershipRow = try StoredRow.decode(pair.value, in: table.rawValue)
      keys.formUnion(row.membership.validators.map(\.key))
      keys.formUnion(row.membership.applicationNodes.map(\.key))
    }
    return keys
  }

  /// The run of heights with these validators and this fault mode.
  package var epoch: Epoch { Epoch(first: max(validatorsSince, faultModeSince)) }

  /// What holds at the next height when the block at ``height`` has decided what is pending here.
  package var next: LedgerConfiguration {
    var next = self
    next.height = height.next
    if let pending = pendingMembership, pending.activation == next.height {
      next.membership = pending.value.membership
      next.validatorsSince = pending.value.validatorsSince
      next.pendingMembership = nil
    }
    if let pending = pendingParameters, pending.activation == next.height {
      next.parameters = pending.value.parameters
      next.faultModeSince = pending.value.faultModeSince
      next.parametersHash = next.parameters.hash
      next.pendingParameters = nil
    }
    if next.epoch != epoch {
      next.validators = ValidatorSet(next.membership, faultMode: next.parameters.faultMode)
      next.validatorsHash = next.validators.hash
    }
    return next
  }
}

extension Genesis {
  /// The first height that validators decide; what genesis sets holds from here on.
  package static let firstHeight = Height(1)
}

/// The row of a table by activation height that holds at a height, and the one after it.
private struct InForce<Row: CanonicalMessage & Hashable> {
  let current: Row
  let pending: LedgerConfiguration.Pending<Row>?

  init(_ table: SystemTable, at height: Height, from reader: some StoreReader) throws(StorageError) {
    let all = RowKey.range(table: table.name)
    let next = table.key([UInt8](ordered: height.next.value))
    let before = try reader.scan(KeyRange(lower: all.lower, upper: next), limit: 1, descending: true)
    let after = try reader.scan(KeyRange(lower: next, upper: all.upper), limit: 1, descending: false)
    guard let row = before.first else {
      throw StorageError(.corrupted, "The table \(table.rawValue) says nothing for height \(height).")
    }
    current = try StoredRow.decode(row.value, in: table.rawValue)
    guard let row = after.first else {
      pending = nil
      return
    }
    guard let activation = RowKey.split(storeKey: row.key).flatMap({ UInt64(ordered: $0.row) }) else {
      throw StorageError(.corrupted, "A key of the table \(table.rawValue) is not a height.")
    }
    pending = .init(activation: Height(activation), value: try StoredRow.decode(row.value, in: table.rawValue))
  }
}
