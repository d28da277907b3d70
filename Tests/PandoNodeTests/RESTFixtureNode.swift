import PandoAPI
import PandoNode
import PandoPrimitives
import PandoStorage
import Synchronization

/// A node without a network: what is submitted to it waits until the test commits it, or is final at once.
final class FixtureNode: NodeFacade {
  struct State {
    var blocks: [ExecutedFinalBlock] = []
    var pool: [Transaction] = []
    var tables: [TableDescriptor] = []
    var rows: [TableName: [Row]] = [:]
    var cases: [EvidenceAnswer.Case] = []
    var obstacle: String?
    var storeIsBroken = false
    var commitsAtOnce = false
    /// What becomes of a transaction with this memo when it is submitted, or when it is executed.
    var refusals: [String: Refusal] = [:]
    var failures: [String: Refusal] = [:]
  }

  let key = PrivateKey.generate(.ed25519)
  let genesis: Genesis
  let state: Mutex<State>
  let feed = CommitFeed(height: Height(0))

  init() {
    let owner = Address(key.publicKey)
    let coin = TableDescriptor(name: FixtureNode.coin, kind: .asset, owners: [owner], decimals: 2)
    let notes = TableDescriptor(name: FixtureNode.notes, kind: .binary, owners: [owner])
    var secrets = TableDescriptor(name: FixtureNode.secrets, kind: .binary, owners: [owner])
    secrets.readRestricted = true
    let membership = Membership(validators: [Validator(key: key.publicKey, name: "alone")])
    let admins = Threshold(required: 1, keys: [key.publicKey])
    genesis = Genesis(
      network: "fixture", ledger: "main", time: Timestamp(milliseconds: 1_000), parameters: ChainParameters(),
      membership: membership!, consensusAdmins: admins!, tables: [coin, notes, secrets])
    var state = State()
    state.tables = [coin, notes, secrets].sorted { $0.name < $1.name }
    state.rows[FixtureNode.coin] = [.balance(owner, Amount(.max))]
    state.rows[FixtureNode.notes] = (1...5).map { .binary(key: [$0], value: [0xab, $0], owners: [owner]) }
    self.state = Mutex(state)
  }

  /// Changes what the node is or will do.
  @discardableResult
  func change<T>(_ body: (inout State) throws -> T) rethrows -> T { try state.withLock { try body(&$0) } }

  static let coin = TableName("demo/coin")!
  static let notes = TableName("demo/notes")!
  static let secrets = TableName("demo/secrets")!

  var owner: Address { Address(key.publicKey) }

  /// A signed transaction that moves one unit, told apart by its memo.
  func transaction(memo: String, lifetime: UInt64 = 600_000) throws -> Transaction {
    let move = Move(table: FixtureNode.coin, from: owner, to: owner, amount: Amount(1))
    let body = TransactionBody(
      chainID: genesis.chainID, created: Timestamp(milliseconds: 1_000),
      expires: Timestamp(milliseconds: 1_000 + lifetime), credentials: [key.publicKey], entries: [.move(move)],
      memo: memo)
    return try Transaction(signing: body, with: [key])
  }

  /// Makes what waits final, in one block.
  @discardableResult
  func commit() -> Height {
    let height = state.withLock { state in
      let transactions = state.pool
      state.pool = []
      let parent = state.blocks.last?.certified.block.header
      let height = Height(UInt64(state.blocks.count + 1))
      let header = BlockHeader(
        chainID: genesis.chainID, height: height, view: View(height.value),
        parentID: parent?.id.hash ?? genesis.chainID,
        time: Timestamp(milliseconds: 1_000 + height.value * 1_000), proposer: key.publicKey,
        transactionCount: UInt64(transactions.count),
        transactionsDigest: Block.transactionsDigest(transactions.map(\.digest)), historySize: 0, historyRoot: .zero,
        stateRoot: .zero, writeSetDigest: .zero, eventsDigest: .zero, parametersHash: genesis.parameters.hash,
        validatorsHash: .zero)
      let block = Block(header: header, transactions: transactions)
      let ballot = Ballot.finalize(Epoch(first: Height(1)), header.view, block.id)
      let certificate = Certificate(
        ballot: ballot, signers: [ValidatorIndex(0)], signatures: [[UInt8](repeating: 7, count: 64)])!
      let outcomes = transactions.map { transaction in
        let failure = state.failures[transaction.body.memo]
        let event = Event(kind: "asset.moved", source: "demo/coin", attributes: [.init(name: "amount", value: [1])])
        return ExecutionOutcome(failure: failure, events: failure == nil ? [event] : [])
      }
      let certified = CertifiedBlock(block: block, evidence: Evidence(finalization: certificate))
      state.blocks.append(ExecutedFinalBlock(certified: certified, outcomes: outcomes))
      return height
    }
    feed.advance(to: height)
    return height
  }

  var height: Height { feed.height }

  func status() async -> NodeAnswer {
    let (blocks, count) = state.withLock { ($0.blocks, $0.pool.count) }
    let header = blocks.last?.certified.block.header
    return NodeAnswer(
      version: Release.version, key: key.publicKey, name: "alone", role: .validator, chainId: genesis.chainID,
      startedAt: Timestamp(milliseconds: 5), isSyncing: false, view: header?.view ?? View(1),
      blockId: header?.id ?? BlockID(genesis.chainID), blockTime: header?.time ?? genesis.time,
      stateRoot: header?.stateRoot ?? .zero, historySize: 0, historyRoot: .zero,
      peers: [
        .init(key: key.publicKey, name: "", address: "192.0.2.1:7400", isOutbound: true, height: nil)
      ],
      mempool: .init(count: count, byteCount: 0, countMax: 10, byteCountMax: 1_000), atHeight: height)
  }

  func unreadiness() async -> String? { state.withLock { $0.obstacle } }

  func submit(_ bytes: [UInt8]) async throws(Refusal) -> Admission {
    let transaction: Transaction
    do {
      transaction = try Transaction(canonicalBytes: bytes)
    } catch {
      throw Refusal(.corrupted, "malformed", "These are not the canonical bytes of a transaction: \(error).")
    }
    let verified = try VerifiedTransaction(verifying: transaction)
    if let refusal = state.withLock({ $0.refusals[transaction.body.memo] }) { throw refusal }
    let (isKnown, commitsAtOnce) = state.withLock { state in
      let isKnown =
        state.pool.contains { $0.id == verified.id }
        || state.blocks.contains { $0.certified.block.transactions.contains { $0.id == verified.id } }
      if !isKnown { state.pool.append(transaction) }
      return (isKnown, state.commitsAtOnce)
    }
    guard !isKnown else { throw Refusal(.duplicate, "duplicate", "The transaction is here already.") }
    if commitsAtOnce { commit() }
    return Admission(id: transaction.id, expires: transaction.body.expires)
  }

  func submit(_ batch: TransactionBatch) async -> [Result<TransactionID, Refusal>] {
    var outcomes: [Result<TransactionID, Refusal>] = []
    for transaction in batch.transactions {
      do throws(Refusal) {
        outcomes.append(.success(try await submit(transaction.canonicalBytes).id))
      } catch {
        outcomes.append(.failure(error))
      }
    }
    return outcomes
  }

  func pending(_ id: TransactionID) async -> Transaction? {
    state.withLock { $0.pool.first { $0.id == id } }
  }

  func waitForBlock(above height: Height, until deadline: ContinuousClock.Instant) async -> Height {
    await feed.wait(above: height, until: deadline)
  }

  func reader() throws(StorageError) -> FixtureReader {
    let state = state.withLock { $0 }
    guard !state.storeIsBroken else { throw StorageError(.io, "The disk of /secret/place is on fire.") }
    return FixtureReader(genesis: genesis, state: state)
  }
}

/// The fixture's ledger at one height.
struct FixtureReader: LedgerReader {
  let genesis: Genesis
  let state: FixtureNode.State

  var height: Height { Height(UInt64(state.blocks.count)) }
  var time: Timestamp { state.blocks.last?.certified.block.header.time ?? genesis.time }

  func rules() -> LedgerRules {
    LedgerRules(
      consensusAdmins: genesis.consensusAdmins,
      current: LedgerAnswer.Rules(
        activation: Height(1), parameters: genesis.parameters, membership: genesis.membership),
      scheduled: [])
  }

  func header(at height: Height) -> BlockHeader? { block(at: height)?.certified.block.header }

  func height(of id: BlockID) -> Height? {
    state.blocks.first { $0.certified.block.id == id }?.certified.block.header.height
  }

  func block(at height: Height) -> ExecutedFinalBlock? {
    height.value >= 1 && height.value <= state.blocks.count ? state.blocks[Int(height.value) - 1] : nil
  }

  func blockBytes(at height: Height) -> [UInt8]? { block(at: height)?.certified.canonicalBytes }

  func transaction(_ id: TransactionID) -> ExecutedFinalTransaction? {
    for executed in state.blocks {
      let block = executed.certified.block
      guard let index = block.transactions.firstIndex(where: { $0.id == id }) else { continue }
      let place = TransactionAnswer.Place(
        height: block.header.height, blockId: block.id, time: block.header.time, index: UInt64(index))
      return ExecutedFinalTransaction(
        transaction: block.transactions[index], place: place, outcome: executed.outcomes[index])
    }
    return nil
  }

  func table(_ name: TableName) -> TableDescriptor? { state.tables.first { $0.name == name } }

  func tables(after name: TableName?, limit: Int) -> [TableDescriptor] {
    Array(state.tables.filter { table in name.map { $0 < table.name } ?? true }.prefix(limit))
  }

  func row(_ key: [UInt8], of table: TableDescriptor) -> Row? {
    (state.rows[table.name] ?? []).first { rawKey($0) == key }
  }

  func rows(after key: [UInt8]?, of table: TableDescriptor, limit: Int, byteCountMax: Int) -> [Row] {
    let rows = (state.rows[table.name] ?? []).filter { row in
      key.map { $0.lexicographicallyPrecedes(rawKey(row)) } ?? true
    }
    return Array(rows.prefix(limit))
  }

  func evidence(limit: Int) -> [EvidenceAnswer.Case] { Array(state.cases.prefix(limit)) }

  private func rawKey(_ row: Row) -> [UInt8] {
    switch row {
    case .balance(let address, _): address.bytes
    case .binary(let key, _, _): key
    }
  }
}
