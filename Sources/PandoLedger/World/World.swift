import PandoPrimitives
import PandoStorage

/// The world as a block finds and changes it: tables, rows and permissions in their own terms.
///
/// It knows what rows mean, not who may do what; that is the entries' part.
struct World<Store: StoreReader> {
  /// Where rows, and everything else that the block keeps, are written.
  var state: StateLayerBuilder<Store>
  /// What holds for this block, with the changes that it has decided itself.
  private(set) var configuration: LedgerConfiguration
  /// The events of the transaction in progress, or of the last one.
  private(set) var events: [Event] = []
  /// ``configuration`` as the transaction in progress found it.
  private var configurationBefore: LedgerConfiguration
  /// Tables that were looked up, because nearly every entry asks for its table; only looked up.
  private var knownTables: [TableName: TableDescriptor] = [:]
  /// Whether the transaction in progress changed a table.
  private var hasChangedTables = false

  /// The world as it is after the blocks of `view`.
  init(_ view: StateView<Store>, _ configuration: LedgerConfiguration) {
    state = StateLayerBuilder(over: view)
    self.configuration = configuration
    configurationBefore = configuration
  }

  // MARK: Transactions

  mutating func beginTransaction() {
    state.beginSavepoint()
    configurationBefore = configuration
    hasChangedTables = false
    events = []
  }

  mutating func keepTransaction() { state.keepSavepoint() }

  mutating func undoTransaction() {
    state.dropSavepoint()
    configuration = configurationBefore
    if hasChangedTables { knownTables = [:] }
    events = []
  }

  /// What the transaction in progress has made of each row that it wrote, by key.
  var transactionChanges: [RowChange] {
    get throws(ExecutionFailure) {
      do {
        return try state.savepointChanges.map { RowChange(key: $0.key, before: $0.before, after: $0.after) }
      } catch {
        throw .storage(error)
      }
    }
  }

  mutating func emit(_ event: Event) { events.append(event) }

  // MARK: Tables

  /// The table of this name, or nil.
  mutating func descriptor(of table: TableName) throws(ExecutionFailure) -> TableDescriptor? {
    if let known = knownTables[table] { return known }
    let descriptor: TableDescriptor? = try read(.tables, table.bytes)
    knownTables[table] = descriptor
    return descriptor
  }

  /// The table of this name, which must be there and of this kind.
  mutating func descriptor(of table: TableName, kind: TableKind) throws(ExecutionFailure) -> TableDescriptor {
    guard !table.isSystem else {
      throw .refused(.tableReserved, "The tables of \(table.ecosystem)/ belong to the protocol; name another table.")
    }
    guard let descriptor = try descriptor(of: table) else {
      throw .refused(.tableUnknown, "There is no table \(table); create it first or correct the name.")
    }
    guard descriptor.kind == kind else {
      throw .refused(
        .tableWrongKind,
        "The table \(table) is of the kind \(descriptor.kind), and this entry is for the kind \(kind).")
    }
    return descriptor
  }

  mutating func setDescriptor(_ descriptor: TableDescriptor) {
    write(.tables, descriptor.name.bytes, descriptor)
    knownTables[descriptor.name] = descriptor
    hasChangedTables = true
  }

  // MARK: Assets

  /// What an address holds in an asset table.
  func balance(of address: Address, in table: TableName) throws(ExecutionFailure) -> Amount {
    let row: BalanceRow? = try read(table, address.bytes)
    return row?.amount ?? .zero
  }

  mutating func setBalance(_ amount: Amount, of address: Address, in table: TableName) {
    write(table, address.bytes, amount == .zero ? nil : BalanceRow(amount: amount))
  }

  /// How much of an asset there is: the sum of all balances.
  func supply(of table: TableName) throws(ExecutionFailure) -> Amount {
    let row: BalanceRow? = try read(.supplies, table.bytes)
    return row?.amount ?? .zero
  }

  mutating func setSupply(_ amount: Amount, of table: TableName) {
    write(.supplies, table.bytes, amount == .zero ? nil : BalanceRow(amount: amount))
  }

  // MARK: Binary rows

  func binaryRow(at key: [UInt8], in table: TableName) throws(ExecutionFailure) -> BinaryRow? {
    try read(table, key)
  }

  mutating func setBinaryRow(
    _ row: BinaryRow?, at key: [UInt8], in table: TableName
  ) {
    write(table, key, row)
  }

  // MARK: World permissions

  func permissions(of address: Address) throws(ExecutionFailure) -> WorldPermissions {
    let grant: WorldGrant? = try read(.permissions, address.bytes)
    return grant?.permissions ?? []
  }

  /// Everything that the addresses which `credentials` satisfy may do together.
  func permissions(of credentials: Credentials) throws(ExecutionFailure) -> WorldPermissions {
    var all: WorldPermissions = []
    for address in credentials.addresses { all.formUnion(try permissions(of: address)) }
    return all
  }

  mutating func setPermissions(
    _ permissions: WorldPermissions, of address: Address
  ) {
    let grant = WorldGrant(address: address, permissions: permissions)
    write(.permissions, address.bytes, permissions.isEmpty ? nil : grant)
  }

  /// How many addresses hold `root`.
  func rootCount() throws(ExecutionFailure) -> UInt64 {
    let row: RootCountRow? = try read(.roots, [])
    return row?.count ?? 0
  }

  mutating func setRootCount(_ count: UInt64) {
    write(.roots, [], RootCountRow(count: count))
  }

  // MARK: Members and parameters

  mutating func setMembership(_ row: MembershipRow, from activation: Height) {
    write(.members, [UInt8](ordered: activation.value), row)
    configuration.pendingMembership = .init(activation: activation, value: row)
  }

  mutating func setParameters(_ row: ParametersRow, from activation: Height) {
    write(.parameters, [UInt8](ordered: activation.value), row)
    configuration.pendingParameters = .init(activation: activation, value: row)
  }

  mutating func setConsensusAdmins(_ admins: Threshold, from activation: Height) {
    write(.admins, [UInt8](ordered: activation.value), admins)
  }

  // MARK: Rows

  private func read<Row: CanonicalMessage>(
    _ table: SystemTable, _ row: [UInt8]
  ) throws(ExecutionFailure) -> Row? {
    try read(table.key(row), table.rawValue)
  }

  private func read<Row: CanonicalMessage>(
    _ table: TableName, _ row: [UInt8]
  ) throws(ExecutionFailure) -> Row? {
    try read(RowKey.storeKey(table: table, row: row), table)
  }

  private func read<Row: CanonicalMessage>(
    _ key: [UInt8], _ table: some CustomStringConvertible
  ) throws(ExecutionFailure) -> Row? {
    do {
      guard let bytes = try state.get(key) else { return nil }
      return try StoredRow.decode(bytes, in: table)
    } catch {
      throw .storage(error)
    }
  }

  private mutating func write(_ table: SystemTable, _ row: [UInt8], _ value: (some CanonicalMessage)?) {
    write(table.key(row), value)
  }

  private mutating func write(_ table: TableName, _ row: [UInt8], _ value: (some CanonicalMessage)?) {
    write(RowKey.storeKey(table: table, row: row), value)
  }

  private mutating func write(_ key: [UInt8], _ value: (some CanonicalMessage)?) {
    if let value { state.put(key, value.canonicalBytes) } else { state.delete(key) }
  }
}
