import PandoAPI
import PandoClient
import PandoPrimitives

/// Things that several tests need.
enum Fixture {
  static let chainID = Hash(sha256: [1])
  static let coin: TableName = {
    guard let name = TableName("demo/coin") else { preconditionFailure("It is a name.") }
    return name
  }()
  static let alice = key(1)
  static let bob = key(2)

  /// The key whose secret is this byte, 32 times.
  static func key(_ byte: UInt8, _ scheme: SignatureScheme = .ed25519) -> KeyPair {
    guard let key = PrivateKey(scheme: scheme, rawBytes: Array(repeating: byte, count: 32)) else {
      preconditionFailure("Any 32 bytes are an Ed25519 secret, and small ones a P-256 secret.")
    }
    return KeyPair(key)
  }

  /// A transfer that lives from 1,000 to 61,000 ms.
  static func transfer(_ amount: UInt128 = 5) throws -> Transaction {
    try TransactionBuilder(
      chainID: chainID,
      entries: [.move(Move(table: coin, from: alice.address, to: bob.address, amount: Amount(amount)))],
      lifetimeMilliseconds: 60_000
    ).sign(with: [alice], created: Timestamp(milliseconds: 1_000))
  }

  static func final(_ id: TransactionID, failure: Refusal? = nil, height: UInt64 = 7) -> TransactionAnswer {
    TransactionAnswer(
      final: id, failure: failure,
      place: .init(
        height: Height(height), blockId: BlockID(Hash(sha256: [2])), time: Timestamp(milliseconds: 5_000), index: 0),
      events: [], transaction: nil, atHeight: Height(height))
  }

  static func pending(_ id: TransactionID) -> TransactionAnswer {
    TransactionAnswer(pending: id, atHeight: Height(6))
  }

  static func header(
    height: UInt64 = 3, chainID: Hash = chainID, parent: Hash = Hash(sha256: [3]), validatorsHash: Hash = .zero,
    transactions: [Transaction] = []
  ) -> BlockHeader {
    BlockHeader(
      chainID: chainID, height: Height(height), view: View(height), parentID: parent,
      time: Timestamp(milliseconds: 5_000 + height), proposer: alice.publicKey,
      transactionCount: UInt64(transactions.count),
      transactionsDigest: Block.transactionsDigest(transactions.map(\.digest)), historySize: 1,
      historyRoot: Hash(sha256: [4]), stateRoot: Hash(sha256: [5]), writeSetDigest: .zero, eventsDigest: .zero,
      parametersHash: .zero, validatorsHash: validatorsHash)
  }

  static func node(height: UInt64 = 7, time: UInt64 = 5_000, chainID: Hash = chainID) -> NodeAnswer {
    NodeAnswer(
      version: "0", key: alice.publicKey, name: "stub", role: .validator, chainId: chainID,
      startedAt: Timestamp(milliseconds: 0), isSyncing: false, view: View(8), blockId: BlockID(Hash(sha256: [2])),
      blockTime: Timestamp(milliseconds: time), stateRoot: .zero, historySize: 0, historyRoot: .zero, peers: [],
      mempool: .init(count: 0, byteCount: 0, countMax: 1, byteCountMax: 1), atHeight: Height(height))
  }
}

extension Fixture {
  static func genesis() -> Genesis? {
    guard let membership = Membership(validators: [Validator(key: alice.publicKey)]),
      let admins = Threshold(required: 1, keys: [bob.publicKey])
    else { return nil }
    return Genesis(
      network: "test", ledger: "main", time: Timestamp(milliseconds: 1), parameters: ChainParameters(),
      membership: membership, consensusAdmins: admins)
  }
}
