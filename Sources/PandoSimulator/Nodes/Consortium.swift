import PandoLedger
import PandoPrimitives

/// A key and its public half, which costs a little to compute.
struct Identity: Sendable {
  let key: PrivateKey
  let publicKey: PublicKey
  let address: Address

  /// The Ed25519 identity with this number.
  init(number: Int) {
    let secret = (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) ^ UInt8($0) }
    guard let key = PrivateKey(scheme: .ed25519, rawBytes: secret) else {
      preconditionFailure("Any 32 bytes are an Ed25519 key.")
    }
    self.key = key
    publicKey = key.publicKey
    address = Address(publicKey)
  }
}

/// The people and machines of a simulated ledger, and its genesis.
struct Consortium: Sendable {
  /// The wall clock at the beginning of a run is so far behind the genesis.
  static let startMilliseconds: UInt64 = 1_000
  static let genesisTime = Timestamp(milliseconds: 1_700_000_000_000)
  /// Made once for all runs of a process. Numbers are of no meaning.
  private static let nodePool = (0..<32).map { Identity(number: 1_000 + $0) }
  private static let accountPool = (0..<32).map { Identity(number: 2_000 + $0) }
  private static let adminIdentity = Identity(number: 3_000)

  static let coin = table("sim/coin")
  /// An asset outside the state tree.
  static let points = table("sim/points")
  static let notes = table("sim/notes")
  static let initialBalance: UInt128 = 1_000

  /// Validators, then application nodes, then strangers.
  let nodes: [Identity]
  let accounts: [Identity]
  /// Issues the assets, and changes members and parameters.
  let admin: Identity
  let genesis: Genesis
  let chainID: Hash

  init(_ plan: SimulationPlan) {
    nodes = Array(Consortium.nodePool.prefix(plan.nodeCount))
    accounts = Array(Consortium.accountPool.prefix(plan.accountCount))
    admin = Consortium.adminIdentity
    genesis = Consortium.genesis(plan, nodes, accounts, admin)
    chainID = genesis.chainID
  }

  private static func genesis(
    _ plan: SimulationPlan, _ nodes: [Identity], _ accounts: [Identity], _ admin: Identity
  ) -> Genesis {
    let validators = zip(nodes, plan.weights).map { Validator(key: $0.publicKey, weight: $1) }
    let followers = nodes[plan.validatorCount..<plan.validatorCount + plan.applicationNodeCount]
    guard
      let membership = Membership(
        validators: validators, applicationNodes: followers.map { ApplicationNode(key: $0.publicKey) }),
      let admins = Threshold(required: 1, keys: [admin.publicKey])
    else { preconditionFailure("A plan has validators with keys of their own.") }
    var points = TableDescriptor(name: points, kind: .asset, owners: [admin.address])
    points.proofs = false
    var notes = TableDescriptor(name: notes, kind: .binary, owners: [admin.address])
    notes.grants = accounts.map(\.address).sorted().map {
      TableGrant(address: $0, insert: true, update: false, read: true)
    }
    var parameters = plan.parameters
    parameters.faultMode = plan.faultMode
    return Genesis(
      network: "simulated", ledger: "seed-\(plan.seed)", time: genesisTime, parameters: parameters,
      membership: membership, consensusAdmins: admins,
      tables: [TableDescriptor(name: coin, kind: .asset, owners: [admin.address]), points, notes],
      balances: [coin, Consortium.points].flatMap { table in
        accounts.map { Genesis.Balance(table: table, address: $0.address, amount: Amount(initialBalance)) }
      })
  }

  private static func table(_ name: String) -> TableName {
    guard let table = TableName(name) else { preconditionFailure("The names of tables here are valid.") }
    return table
  }
}
