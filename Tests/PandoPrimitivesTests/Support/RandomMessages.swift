import PandoPrimitives

// Random values that the decoder accepts, for every type that has a canonical form.

extension SeededGenerator {
  mutating func hash() -> Hash {
    Hash(bytes: boolean() ? bytes(count: 32) : [UInt8](repeating: 0, count: 32)) ?? .zero
  }

  mutating func key(_ scheme: SignatureScheme? = nil) -> PublicKey {
    let scheme = scheme ?? element(of: SignatureScheme.allCases)
    guard let key = PublicKey(scheme: scheme, rawBytes: bytes(count: scheme.keyByteCount)) else {
      preconditionFailure("The length is the scheme's.")
    }
    return key
  }

  mutating func address() -> Address {
    Address(kind: element(of: Address.Kind.allCases), hash: hash())
  }

  mutating func addresses(_ range: ClosedRange<Int>) -> [Address] {
    list(range) { Address(kind: .key, hash: Hash(sha256: $0.bytes(count: 8))) }.sorted()
  }

  mutating func tableName() -> TableName {
    element(of: ["demo/coin", "a/b", "0-_/z9", "system/x"].compactMap { TableName($0) })
  }

  mutating func amount() -> Amount {
    Amount(UInt128(integer()) << (boolean() ? 64 : 0) | UInt128(integer()))
  }

  mutating func timestamp() -> Timestamp { Timestamp(milliseconds: integer()) }

  mutating func ballot() -> Ballot {
    let epoch = Epoch(first: Height(integer(0...UInt64.max - 1)))
    let view = View(integer(1...UInt64.max - 1))
    return switch element(of: VoteKind.allCases) {
    case .notarize: .notarize(epoch, view, BlockID(hash()))
    case .nullify: .nullify(epoch, view)
    case .finalize: .finalize(epoch, view, BlockID(hash()))
    }
  }

  mutating func certificate(_ ballot: Ballot) -> Certificate {
    var signers = Set(list(1...8) { ValidatorIndex(Int($0.integer(0...127))) })
    if boolean() { signers.insert(ValidatorIndex(127)) }
    let signatures = signers.map { _ in bytes(0...64) }
    guard let certificate = Certificate(ballot: ballot, signers: signers.sorted(), signatures: signatures) else {
      preconditionFailure("The signers ascend and have a signature each.")
    }
    return certificate
  }

  mutating func finalization() -> Certificate {
    certificate(.finalize(Epoch(first: Height(integer(0...UInt64.max - 1))), View(7), BlockID(hash())))
  }
}

/// A type with a canonical form whose random values are all valid.
protocol Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Self
}

extension Threshold: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Threshold {
    let keys = generator.list(1...64) { $0.key() }
    let required = Int(generator.integer(1...UInt64(keys.count)))
    guard let threshold = Threshold(required: required, keys: keys) else {
      preconditionFailure("Random keys are distinct.")
    }
    return threshold
  }
}

extension TableGrant: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> TableGrant {
    TableGrant(
      address: generator.address(), insert: generator.boolean(), update: generator.boolean(),
      read: generator.boolean())
  }
}

extension TableDescriptor: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> TableDescriptor {
    var table = TableDescriptor(
      name: generator.tableName(), kind: generator.element(of: TableKind.allCases),
      owners: generator.addresses(1...64), decimals: generator.integer(0...38))
    table.grants = generator.addresses(0...64).map { address in
      TableGrant(
        address: address, insert: generator.boolean(), update: generator.boolean(), read: generator.boolean())
    }
    table.tokenAdmins = generator.addresses(0...64)
    table.permissionModel = generator.element(of: PermissionModel.allCases)
    table.readRestricted = generator.boolean()
    table.proofs = generator.boolean()
    table.tracked = generator.boolean()
    return table
  }
}

extension WorldGrant: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> WorldGrant {
    let permissions = generator.element(of: [1, 0, 2, 4, 6, 8, 10, 12, 14].map { WorldPermissions(rawValue: $0) })
    return WorldGrant(address: generator.address(), permissions: permissions)
  }
}

extension ChainParameters: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> ChainParameters {
    let hour: UInt64 = 3_600_000
    var parameters = ChainParameters()
    parameters.faultMode = generator.element(of: FaultMode.allCases)
    parameters.lifetimeWindowMilliseconds = generator.integer(1_000...24 * hour)
    parameters.clockSkewMilliseconds = generator.integer(1...hour)
    parameters.heartbeatMilliseconds = generator.integer(0...24 * hour)
    parameters.viewTimeoutMilliseconds = generator.integer(50...1_000)
    parameters.viewTimeoutMillisecondsMax = generator.integer(1_000...hour)
    parameters.transactionByteCountMax = generator.integer(1_024...4_000_000)
    parameters.entryCountMax = generator.integer(1...100)
    parameters.blockTransactionCountMax = generator.integer(1...20_000)
    parameters.blockByteCountMax = generator.integer(4_000_000...32_000_000)
    parameters.keyByteCountMax = generator.integer(33...256)
    parameters.valueByteCountMax = generator.integer(1...262_144)
    parameters.memoByteCountMax = generator.integer(0...1_024)
    return parameters
  }
}

extension ChangeParameters: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> ChangeParameters {
    ChangeParameters(parameters: .random(&generator), activation: Height(generator.integer()))
  }
}

extension Validator: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Validator {
    Validator(
      key: generator.key(.ed25519), weight: generator.integer(1...Validator.weightMax),
      name: generator.text(atMost: 64))
  }
}

extension ApplicationNode: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> ApplicationNode {
    ApplicationNode(key: generator.key(.ed25519), name: generator.text(atMost: 64))
  }
}

extension Membership: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Membership {
    let validators = generator.list(1...128) { Validator.random(&$0) }
    let nodes = generator.list(0...1_024) { ApplicationNode.random(&$0) }
    guard let membership = Membership(validators: validators, applicationNodes: nodes) else {
      preconditionFailure("Random keys are distinct.")
    }
    return membership
  }
}

extension ChangeMembers: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> ChangeMembers {
    ChangeMembers(
      validators: generator.list(0...128) { Validator.random(&$0) },
      applicationNodes: generator.list(0...128) { ApplicationNode.random(&$0) },
      removed: generator.list(0...128) { $0.key() }, activation: Height(generator.integer()))
  }
}

extension Mint: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Mint {
    Mint(table: generator.tableName(), to: generator.address(), amount: generator.amount())
  }
}

extension Burn: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Burn {
    Burn(table: generator.tableName(), from: generator.address(), amount: generator.amount())
  }
}

extension Move: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Move {
    Move(
      table: generator.tableName(), from: generator.address(), to: generator.address(), amount: generator.amount())
  }
}

extension Put: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Put {
    Put(
      table: generator.tableName(), key: generator.bytes(1...Put.keyByteCountMax), value: generator.bytes(0...4_096),
      owners: generator.addresses(0...64))
  }
}

extension Delete: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Delete {
    Delete(table: generator.tableName(), key: generator.bytes(1...Put.keyByteCountMax))
  }
}

extension Entry: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Entry {
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: .createTable(.random(&generator))
    case 1: .mint(.random(&generator))
    case 2: .burn(.random(&generator))
    case 3: .move(.random(&generator))
    case 4: .put(.random(&generator))
    case 5: .delete(.random(&generator))
    case 6: .changeMembers(.random(&generator))
    case 7: .changeParameters(.random(&generator))
    default: .setWorldPermissions(.random(&generator))
    }
  }
}

extension TransactionBody: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> TransactionBody {
    TransactionBody(
      chainID: generator.hash(), created: generator.timestamp(), expires: generator.timestamp(),
      credentials: generator.list(1...64) { $0.key() }, thresholds: generator.list(0...16) { Threshold.random(&$0) },
      entries: generator.list(1...100) { Entry.random(&$0) }, nonce: generator.bytes(0...32),
      memo: generator.text(atMost: 16_384))
  }
}

extension Transaction: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Transaction {
    Transaction(body: .random(&generator), signatures: generator.list(0...64) { $0.bytes(0...64) })
  }
}

extension TransactionBatch: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> TransactionBatch {
    TransactionBatch(transactions: generator.list(1...10) { .random(&$0) })
  }
}

extension TransactionRecord: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> TransactionRecord {
    TransactionRecord(
      id: TransactionID(generator.hash()), height: Height(generator.integer()), index: generator.integer(),
      code: generator.element(of: ResultCode.allCases.filter { $0 != .pending }), eventsDigest: generator.hash())
  }
}

extension Event.Attribute: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Event.Attribute {
    Event.Attribute(name: generator.text(atMost: 256), value: generator.bytes(0...1_024))
  }
}

extension Event: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Event {
    Event(
      kind: generator.text(atMost: 256), source: generator.text(atMost: 256),
      attributes: generator.list(0...32) { Event.Attribute.random(&$0) })
  }
}

extension EventList: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> EventList {
    EventList(generator.list(0...100) { Event.random(&$0) })
  }
}

extension Ballot: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Ballot { generator.ballot() }
}

extension Vote: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Vote {
    Vote(
      ballot: generator.ballot(), signer: ValidatorIndex(Int(generator.integer(0...127))),
      signature: generator.bytes(0...64))
  }
}

extension Certificate: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Certificate { generator.certificate(generator.ballot()) }
}

extension Equivocation: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Equivocation {
    let epoch = Epoch(first: Height(generator.integer(0...UInt64.max - 1)))
    let view = View(generator.integer(1...UInt64.max - 1))
    let signer = ValidatorIndex(Int(generator.integer(0...127)))
    let first = BlockID(Hash(sha256: [1]))
    let second = BlockID(Hash(sha256: [2]))
    let pair: (Ballot, Ballot) =
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: (.notarize(epoch, view, first), .notarize(epoch, view, second))
      case 1: (.finalize(epoch, view, second), .finalize(epoch, view, first))
      default: (.nullify(epoch, view), .finalize(epoch, view, first))
      }
    let votes = (
      Vote(ballot: pair.0, signer: signer, signature: generator.bytes(0...64)),
      Vote(ballot: pair.1, signer: signer, signature: generator.bytes(0...64))
    )
    guard let equivocation = Equivocation(votes.0, votes.1) else {
      preconditionFailure("The ballots contradict each other.")
    }
    return equivocation
  }
}

extension BlockHeader: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> BlockHeader {
    BlockHeader(
      chainID: generator.hash(), height: Height(generator.integer(1...UInt64.max - 1)),
      view: View(generator.integer(1...UInt64.max - 1)), parentID: generator.hash(), time: generator.timestamp(),
      proposer: generator.key(), transactionCount: generator.integer(0...UInt64(Block.transactionCountMax)),
      transactionsDigest: generator.hash(), historySize: generator.integer(), historyRoot: generator.hash(),
      stateRoot: generator.hash(), writeSetDigest: generator.hash(), eventsDigest: generator.hash(),
      parametersHash: generator.hash(), validatorsHash: generator.hash())
  }
}

extension Block: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Block {
    var header = BlockHeader.random(&generator)
    let transactions = generator.list(0...10) { Transaction.random(&$0) }
    header.transactionCount = UInt64(transactions.count)
    return Block(header: header, transactions: transactions)
  }
}

extension Evidence: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Evidence {
    Evidence(
      finalization: generator.finalization(), descendants: generator.list(0...8) { BlockHeader.random(&$0) })
  }
}

extension CertifiedBlock: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> CertifiedBlock {
    CertifiedBlock(block: .random(&generator), evidence: .random(&generator))
  }
}

extension Genesis.Balance: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Genesis.Balance {
    Genesis.Balance(table: generator.tableName(), address: generator.address(), amount: generator.amount())
  }
}

extension Genesis: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> Genesis {
    Genesis(
      network: generator.text(atMost: 64, least: 1), ledger: generator.text(atMost: 64, least: 1),
      time: generator.timestamp(), parameters: .random(&generator), membership: .random(&generator),
      consensusAdmins: .random(&generator), worldPermissions: generator.list(0...8) { WorldGrant.random(&$0) },
      tables: generator.list(0...8) { TableDescriptor.random(&$0) },
      balances: generator.list(0...8) { Balance.random(&$0) })
  }
}

extension MerkleFrontier: Randomizable {
  static func random(_ generator: inout SeededGenerator) -> MerkleFrontier {
    var frontier = MerkleFrontier()
    for _ in 0..<Int.random(in: 0...70, using: &generator) { _ = frontier.append(generator.hash()) }
    return frontier
  }
}
