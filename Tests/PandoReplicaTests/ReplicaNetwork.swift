import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

/// A small deterministic generator (SplitMix64), so that a failing seed fails again.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

/// Whole replicas over memory stores, wired together in one thread under one seed.
struct ReplicaNetwork {
  struct Node {
    let key: PrivateKey
    var store: MemoryStore
    /// Nil while the node is down.
    var replica: Replica<MemoryStore>?
    /// Counts restarts, so that what was under way before one is lost.
    var life = 0
    var committed: [CommittedBlock] = []
    var answers: [UInt64: [Result<TransactionID, Refusal>]] = [:]
    var halted: String?
    var notes: [ReplicaNote] = []
  }

  private struct Delivery {
    let at: UInt64
    let sequence: UInt64
    let node: Int
    let life: Int
    let event: ReplicaEvent
  }

  let genesis: Genesis
  private(set) var nodes: [Node]
  private(set) var time: UInt64 = 1_000
  private var random: SplitMix64
  private var queue: [Delivery] = []
  private var sequence: UInt64 = 0
  private var nextTick: UInt64 = 1_000
  /// The chance in a thousand that a message is lost, and the longest delay in milliseconds.
  var lossPerMille = 0
  var delayMillisecondsMax: UInt64 = 5
  /// Pairs of nodes that do not hear each other.
  var cut: Set<[Int]> = []

  init(genesis: Genesis, keys: [PrivateKey], seed: UInt64) throws {
    self.genesis = genesis
    random = SplitMix64(seed: seed)
    nodes = keys.map { Node(key: $0, store: MemoryStore(), replica: nil) }
    for index in nodes.indices { try start(index) }
  }

  var now: Moment {
    Moment(
      monotonic: Timestamp(milliseconds: time), wall: genesis.time.advanced(byMilliseconds: 1_000 + time))
  }

  func heights() -> [UInt64] { nodes.map { $0.replica?.status.height.value ?? 0 } }

  mutating func start(_ index: Int) throws {
    let configuration = ReplicaConfiguration(ownKey: nodes[index].key.publicKey, genesis: genesis)
    nodes[index].replica = try Replica(configuration: configuration, store: nodes[index].store)
    nodes[index].life += 1
    give(index, .start)
    for other in nodes.indices where other != index && nodes[other].replica != nil {
      schedule(.connected(nodes[index].key.publicKey), at: other, after: 1)
      schedule(.connected(nodes[other].key.publicKey), at: index, after: 1)
    }
  }

  /// Stops a node at once; of its writes that were not durable, none is left.
  mutating func crash(_ index: Int) {
    nodes[index].replica = nil
    nodes[index].store = nodes[index].store.crash()
    for other in nodes.indices where other != index {
      schedule(.disconnected(nodes[index].key.publicKey), at: other, after: 1)
    }
  }

  mutating func submit(_ transaction: Transaction, to index: Int, ticket: UInt64 = 0) {
    submit([transaction], to: index, ticket: ticket)
  }

  mutating func submit(_ transactions: [Transaction], to index: Int, ticket: UInt64) {
    give(index, .submit(transactions, ticket: ticket))
  }

  /// Lets `milliseconds` pass, or fewer if `isDone` says so.
  mutating func run(_ milliseconds: UInt64, until isDone: (ReplicaNetwork) -> Bool = { _ in false }) {
    let end = time + milliseconds
    while time < end, !isDone(self) {
      let due = queue.enumerated().min { ($0.element.at, $0.element.sequence) < ($1.element.at, $1.element.sequence) }
      if let due, due.element.at <= nextTick {
        queue.remove(at: due.offset)
        time = max(time, due.element.at)
        if nodes[due.element.node].life == due.element.life { give(due.element.node, due.element.event) }
      } else {
        time = nextTick
        nextTick += 25
        for index in nodes.indices { give(index, .tick) }
      }
    }
  }

  private mutating func schedule(_ event: ReplicaEvent, at node: Int, after delay: UInt64) {
    sequence += 1
    queue.append(Delivery(at: time + delay, sequence: sequence, node: node, life: nodes[node].life, event: event))
  }

  private mutating func give(_ index: Int, _ event: ReplicaEvent) {
    let moment = now
    guard let effects = nodes[index].replica?.handle(event, now: moment) else { return }
    for effect in effects where nodes[index].halted == nil { carryOut(effect, for: index) }
  }

  private mutating func carryOut(_ effect: ReplicaEffect<MemoryStore>, for index: Int) {
    switch effect {
    case .write(let batch, let durable):
      do {
        try nodes[index].store.write(batch, durable: durable)
      } catch {
        nodes[index].halted = error.message
      }
    case .send(let message, let recipients): send(message, from: index, to: recipients)
    case .verify(let job): schedule(.verified(job.id, job.run()), at: index, after: random.next() % 3)
    case .execute(let job): schedule(.executed(job.id, job.run()), at: index, after: random.next() % 3)
    case .sign(let ballot):
      let signature = try? nodes[index].key.sign(ballot.signedMessage(chainID: genesis.chainID))
      schedule(.signed(ballot, signature: signature ?? []), at: index, after: 0)
    case .disconnect(_, let reason): Issue.record("Honest nodes do not drop each other: \(reason)")
    case .admit: break
    case .answer(let ticket, let result): nodes[index].answers[ticket] = result
    case .committed(let block): nodes[index].committed.append(block)
    case .accepted, .dropped: break
    case .note(let note): nodes[index].notes.append(note)
    case .halt(let error): nodes[index].halted = error.message
    }
  }

  private mutating func send(_ message: PeerMessage, from sender: Int, to recipients: Recipients) {
    for index in nodes.indices where index != sender && nodes[index].replica != nil {
      let key = nodes[index].key.publicKey
      let isMeant =
        switch recipients {
        case .peer(let peer): peer == key
        case .peers(let keys): keys.contains(key)
        case .all(let except): except != key
        }
      guard isMeant, !cut.contains([sender, index].sorted()), Int(random.next() % 1_000) >= lossPerMille else {
        continue
      }
      // Through bytes, as on the wire.
      guard let received = try? PeerMessage(canonicalBytes: message.canonicalBytes) else {
        Issue.record("A message does not survive its own bytes: \(message)")
        continue
      }
      schedule(
        .message(received, from: nodes[sender].key.publicKey), at: index,
        after: 1 + random.next() % delayMillisecondsMax)
    }
  }
}

/// Keys and a genesis for tests: `count` validators, and an asset table in which every account of `accounts` is rich.
struct TestLedger {
  let nodeKeys: [PrivateKey]
  let accounts: [PrivateKey]
  let admin: PrivateKey
  let genesis: Genesis
  let table: TableName

  init(
    validators count: Int, applicationNodes: Int = 0, accounts accountCount: Int = 4,
    parameters: ChainParameters = ChainParameters()
  ) throws {
    let nodeKeys = try (0..<count + applicationNodes).map { try #require(TestLedger.key(1_000 + $0)) }
    let accounts = try (0..<accountCount).map { try #require(TestLedger.key(2_000 + $0)) }
    let admin = try #require(TestLedger.key(3_000))
    let table = try #require(TableName("demo/coin"))
    let adminAddress = Address(admin.publicKey)
    genesis = Genesis(
      network: "test", ledger: "main", time: Timestamp(milliseconds: 1_700_000_000_000),
      parameters: parameters,
      membership: try #require(
        Membership(
          validators: nodeKeys.prefix(count).map { Validator(key: $0.publicKey) },
          applicationNodes: nodeKeys.dropFirst(count).map { ApplicationNode(key: $0.publicKey) })),
      consensusAdmins: try #require(Threshold(required: 1, keys: [admin.publicKey])),
      worldPermissions: [WorldGrant(address: adminAddress, permissions: [.createTable])],
      tables: [TableDescriptor(name: table, kind: .asset, owners: [adminAddress])],
      balances: accounts.map {
        Genesis.Balance(table: table, address: Address($0.publicKey), amount: Amount(1_000_000))
      }.sorted { $0.address < $1.address })
    self.nodeKeys = nodeKeys
    self.accounts = accounts
    self.admin = admin
    self.table = table
  }

  /// The Ed25519 key whose secret is `number`.
  static func key(_ number: Int) -> PrivateKey? {
    let secret = (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 8 * 8)) ^ UInt8($0) }
    return PrivateKey(scheme: .ed25519, rawBytes: secret)
  }

  /// A signed transfer, made unlike any other by `nonce`.
  func transfer(
    from sender: Int, to receiver: Int, amount: UInt128 = 1, nonce: UInt64, at moment: Moment
  ) throws -> Transaction {
    try sign(
      [
        .move(
          Move(
            table: table, from: Address(accounts[sender].publicKey), to: Address(accounts[receiver].publicKey),
            amount: Amount(amount)))
      ], by: [accounts[sender]], nonce: nonce, at: moment)
  }

  func sign(_ entries: [Entry], by keys: [PrivateKey], nonce: UInt64, at moment: Moment) throws -> Transaction {
    let body = TransactionBody(
      chainID: genesis.chainID, created: moment.wall, expires: moment.wall.advanced(byMilliseconds: 300_000),
      credentials: keys.map(\.publicKey), entries: entries, nonce: [UInt8](ordered: nonce))
    return try Transaction(signing: body, with: keys)
  }
}
