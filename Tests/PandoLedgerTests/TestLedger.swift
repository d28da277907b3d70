import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// A ledger in memory, driven block by block. Every key and time is fixed, so that every root is too.
struct TestLedger {
  static let coin = known(TableName("demo/coin"))
  static let notes = known(TableName("demo/notes"))
  static let start = Timestamp(milliseconds: 1_000_000)

  let store = MemoryStore()
  let chainID: Hash
  let genesisRoot: Hash
  private(set) var height = Height(0)
  private(set) var time = TestLedger.start
  private(set) var configuration: LedgerConfiguration
  /// Makes equal intents distinct.
  private var nonce: UInt64 = 0

  init(_ genesis: Genesis = .demo) throws {
    let state = try GenesisState(genesis, on: StateView(store: store))
    chainID = state.chainID
    genesisRoot = state.stateRoot
    configuration = state.configuration
    try commit(state.layer)
  }

  var view: StateView<MemoryStore> { StateView(store: store) }
  var query: LedgerQuery<StateView<MemoryStore>> { LedgerQuery(view) }

  /// The place of the next block, a second after the last.
  var next: BlockContext {
    BlockContext(chainID: chainID, height: height.next, time: time.advanced(byMilliseconds: 1_000))
  }

  /// A transaction for the next block that lives a minute.
  mutating func transaction(
    _ entries: [Entry], by signers: [PrivateKey], thresholds: [Threshold] = [],
    change: (inout TransactionBody) -> Void = { _ in }
  ) throws -> VerifiedTransaction {
    nonce += 1
    var body = TransactionBody(
      chainID: chainID, created: time, expires: time.advanced(byMilliseconds: 60_000),
      credentials: signers.map(\.publicKey), thresholds: thresholds, entries: entries,
      nonce: [UInt8](ordered: nonce))
    change(&body)
    return try VerifiedTransaction(verifying: Transaction(signing: body, with: signers))
  }

  /// Executes the next block with exactly these transactions, and makes it final.
  @discardableResult
  mutating func block(_ transactions: [VerifiedTransaction]) throws -> ExecutedBlock {
    let block = try execute(transactions).get()
    try commit(block)
    return block
  }

  func execute(
    _ transactions: [VerifiedTransaction], inadmissible policy: InadmissiblePolicy = .refuse
  ) throws -> Result<ExecutedBlock, BlockRefusal> {
    try BlockExecutor.execute(on: view, context: next, transactions: transactions, inadmissible: policy)
  }

  mutating func commit(_ block: ExecutedBlock) throws {
    try commit(block.layer)
    height = block.context.height
    time = block.context.time
    configuration = block.nextConfiguration
  }

  private func commit(_ layer: StateLayer) throws {
    var batch = WriteBatch()
    layer.append(to: &batch)
    try store.write(batch, durable: true)
  }

  /// Runs one transaction in a block of its own.
  @discardableResult
  mutating func run(
    _ entries: Entry..., by signers: PrivateKey..., thresholds: [Threshold] = []
  ) throws -> TransactionResult {
    let block = try block([transaction(entries, by: signers, thresholds: thresholds)])
    return try #require(block.results.results.first)
  }

  /// Runs one transaction in a block of its own, which must succeed.
  mutating func succeed(
    _ entries: Entry..., by signers: PrivateKey..., thresholds: [Threshold] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let block = try block([transaction(entries, by: signers, thresholds: thresholds)])
    #expect(block.results.results.map(\.refusal) == [nil], sourceLocation: sourceLocation)
  }

  /// Lets empty blocks pass until the next one is at `height`.
  mutating func advance(to height: Height) throws {
    while self.height.next < height { try block([]) }
  }
}

/// The people of the tests.
extension PrivateKey {
  static let root = PrivateKey.test(1)
  static let creator = PrivateKey.test(2)
  static let granter = PrivateKey.test(3)
  static let alice = PrivateKey.test(4)
  static let bob = PrivateKey.test(5)
  static let carol = PrivateKey.test(6)
  static let admins = [PrivateKey.test(10), .test(11), .test(12)]

  static func test(_ number: UInt8) -> PrivateKey {
    known(PrivateKey(scheme: .ed25519, rawBytes: [UInt8](repeating: number, count: 32)))
  }

  /// The key of a node, which has nothing to do with the keys of people.
  static func node(_ number: UInt8) -> PrivateKey { .test(100 + number) }

  var address: Address { Address(publicKey) }
}

extension Genesis {
  /// Four validators, three consensus admins of whom two must sign, a coin whose owner is the creator and of which
  /// Alice holds a hundred, and a table for notes.
  static var demo: Genesis {
    let validators = (1...4).map { Validator(key: PrivateKey.node($0).publicKey, name: "node-\($0)") }
    let coin = TableDescriptor(name: TestLedger.coin, kind: .asset, owners: [PrivateKey.creator.address], decimals: 2)
    let notes = TableDescriptor(name: TestLedger.notes, kind: .binary, owners: [PrivateKey.creator.address])
    return Genesis(
      network: "test", ledger: "demo", time: TestLedger.start, parameters: ChainParameters(),
      membership: known(Membership(validators: validators)),
      consensusAdmins: known(Threshold(required: 2, keys: PrivateKey.admins.map(\.publicKey))),
      worldPermissions: [
        WorldGrant(address: PrivateKey.root.address, permissions: .root),
        WorldGrant(address: PrivateKey.creator.address, permissions: .createTable),
        WorldGrant(address: PrivateKey.granter.address, permissions: .grantCreateTable),
      ],
      tables: [coin, notes],
      balances: [Genesis.Balance(table: TestLedger.coin, address: PrivateKey.alice.address, amount: Amount(100))])
  }
}

/// A constant of the tests, which is valid.
func known<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("A constant of the tests is not valid.") }
  return value
}

/// What Alice pays to others.
func pay(_ units: UInt128, to: PrivateKey, from: PrivateKey = .alice, table: TableName = TestLedger.coin) -> Entry {
  .move(Move(table: table, from: from.address, to: to.address, amount: Amount(units)))
}

func mint(_ units: UInt128, to: PrivateKey, table: TableName = TestLedger.coin) -> Entry {
  .mint(Mint(table: table, to: to.address, amount: Amount(units)))
}

func burn(_ units: UInt128, from: PrivateKey, table: TableName = TestLedger.coin) -> Entry {
  .burn(Burn(table: table, from: from.address, amount: Amount(units)))
}

func put(_ key: String, _ value: String, owners: [PrivateKey] = [], table: TableName = TestLedger.notes) -> Entry {
  .put(Put(table: table, key: Array(key.utf8), value: Array(value.utf8), owners: owners.map(\.address)))
}

func delete(_ key: String, table: TableName = TestLedger.notes) -> Entry {
  .delete(Delete(table: table, key: Array(key.utf8)))
}
