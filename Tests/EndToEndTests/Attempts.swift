import PandoAPI
import PandoClient
import PandoLedger
import PandoPrimitives
import pando

/// Transactions that the ledger of a ``TestNetwork`` refuses, each for one reason.
struct Attempts {
  /// A transaction that breaks one rule.
  struct Attempt: Sendable {
    let reason: Reason
    let transaction: Transaction
  }

  let demo: KeyPair
  let alice: KeyPair
  let admin: KeyPair
  let stranger = KeyPair.generate()
  let ledger: LedgerAnswer
  private(set) var all: [Attempt] = []
  private var nonce: UInt64 = 0

  private static let coin = NetworkMaker.coin
  private static let notes = NetworkMaker.notes

  init(demo: KeyPair, alice: KeyPair, admin: KeyPair, ledger: LedgerAnswer) throws {
    self.demo = demo
    self.alice = alice
    self.admin = admin
    self.ledger = ledger
    try admission()
    try lifetimes()
    try rights()
    try tables()
    try assets()
    try worldPermissions()
    try members()
  }

  /// A transfer that would succeed.
  var payment: Entry { move(1) }

  func move(_ amount: UInt128, from: Address? = nil, to: Address? = nil, table: TableName = coin) -> Entry {
    .move(Move(table: table, from: from ?? demo.address, to: to ?? alice.address, amount: Amount(amount)))
  }

  /// Signs `entries`, after `change` has had its way with the body.
  mutating func sign(
    _ entries: [Entry], by keys: [KeyPair]? = nil, change: (inout TransactionBody) -> Void = { _ in }
  ) throws -> Transaction {
    nonce += 1
    let keys = (keys ?? [demo]).sorted { $0.publicKey < $1.publicKey }
    let now = Timestamp.now()
    var body = TransactionBody(
      chainID: ledger.chainId, created: now, expires: now.advanced(byMilliseconds: 60_000),
      credentials: keys.map(\.publicKey), entries: entries, nonce: Array("\(nonce)".utf8))
    change(&body)
    return try Transaction(signing: body, with: keys.map(\.privateKey))
  }

  private mutating func add(
    _ reason: Reason, _ entries: [Entry], by keys: [KeyPair]? = nil,
    change: (inout TransactionBody) -> Void = { _ in }
  ) throws {
    all.append(Attempt(reason: reason, transaction: try sign(entries, by: keys, change: change)))
  }

  private mutating func admission() throws {
    let parameters = ledger.rules.parameters
    try add(.entriesMissing, [])
    try add(.nonceTooLong, [payment]) { $0.nonce = [UInt8](repeating: 7, count: 33) }
    try add(.tooManyEntries, Array(repeating: payment, count: Int(parameters.entryCountMax) + 1))
    try add(.memoTooLong, [payment]) {
      $0.memo = String(repeating: "m", count: Int(parameters.memoByteCountMax) + 1)
    }
    try add(.keyTooLong, [put([UInt8](repeating: 1, count: Int(parameters.keyByteCountMax) + 1))])
    try add(.valueTooLong, [put([1], value: [UInt8](repeating: 1, count: Int(parameters.valueByteCountMax) + 1))])
    try add(.wrongChain, [payment]) { $0.chainID = Hash.zero }
  }

  private mutating func lifetimes() throws {
    let parameters = ledger.rules.parameters
    try add(.lifetimeEmpty, [payment]) { $0.expires = $0.created }
    try add(.expired, [payment]) {
      $0.created = Timestamp(milliseconds: $0.created.milliseconds - 60_000)
      $0.expires = Timestamp(milliseconds: $0.created.milliseconds + 1)
    }
    try add(.createdInFuture, [payment]) {
      $0.created = $0.created.advanced(byMilliseconds: parameters.clockSkewMilliseconds + 60_000)
      $0.expires = $0.created.advanced(byMilliseconds: 1_000)
    }
    try add(.lifetimeTooLong, [payment]) {
      $0.expires = $0.created.advanced(byMilliseconds: parameters.lifetimeWindowMilliseconds + 1)
    }
  }

  private mutating func rights() throws {
    try add(.needsCreateTable, [table("demo/mine")], by: [stranger])
    try add(.needsRoot, [grant(stranger, .createTable)], by: [stranger])
    try add(.needsTokenAdmin, [mint(1)], by: [stranger])
    try add(.needsHolder, [payment], by: [stranger])
    try add(.needsInsert, [put([9])], by: [stranger])
    try add(.needsTableOrRow, [put(Array("row".utf8))], by: [stranger])
    for (model, reason) in [
      (PermissionModel.rowOnly, Reason.needsRow), (.tableOnly, .needsTable), (.tableAndRow, .needsTableAndRow),
    ] {
      try add(reason, [put(Array("row".utf8), table: Attempts.table(with: model))], by: [stranger])
    }
    let change = ChangeMembers(removed: [ledger.rules.validators[0].key], activation: Height(5_000))
    try add(.needsConsensusAdmins, [.changeMembers(change)], by: [stranger])
  }

  private mutating func tables() throws {
    try add(.tableUnknown, [move(1, table: Attempts.name("demo/nothing"))])
    try add(.tableExists, [table("demo/coin")])
    try add(.tableReserved, [table("system/mine")])
    try add(.tableWrongKind, [put([1], table: Attempts.coin)])
    try add(.tableOwnersInvalid, [table("demo/mine") { $0.owners = [] }])
    let twice = TableGrant(address: demo.address, insert: true, update: true, read: false)
    try add(.tableGrantsInvalid, [table("demo/mine") { $0.grants = [twice, twice] }])
    try add(
      .tableTokenAdminsInvalid, [table("demo/mine", .binary) { [demo] in $0.tokenAdmins = [demo.address] }])
    try add(.tableDecimalsInvalid, [table("demo/mine", .binary) { $0.decimals = 2 }])
    try add(.rowUnknown, [.delete(Delete(table: Attempts.notes, key: [42]))])
    try add(
      .rowOwnersInvalid,
      [.put(Put(table: Attempts.notes, key: [1], value: [], owners: [demo.address, demo.address]))])
  }

  private mutating func assets() throws {
    try add(.amountZero, [move(0)])
    try add(.moveToSelf, [move(1, to: demo.address)])
    // The first half would succeed alone; nothing of it may stay.
    try add(.balanceTooLow, [payment, move(UInt128.max)])
    try add(.amountOverflow, [mint(1), mint(UInt128.max)])
  }

  private mutating func worldPermissions() throws {
    try add(.permissionsInvalid, [grant(stranger, [.root, .createTable])], by: [admin])
    try add(.lastRoot, [grant(admin, [])], by: [admin])
  }

  private mutating func members() throws {
    let validators = ledger.rules.validators
    let soon = Height(ledger.atHeight.value + 500)
    func change(
      _ added: [Validator] = [], nodes: [ApplicationNode] = [], removed: [PublicKey] = [], at height: Height? = nil
    ) -> Entry {
      .changeMembers(
        ChangeMembers(validators: added, applicationNodes: nodes, removed: removed, activation: height ?? soon))
    }
    func newcomers(_ count: Int) -> [Validator] {
      (0..<count).map { _ in Validator(key: KeyPair.generate().publicKey) }
    }
    let newcomer = newcomers(1)[0]
    try add(.changeEmpty, [change([validators[0]])], by: [admin])
    try add(.activationTooSoon, [change([newcomer], at: Height(1))], by: [admin])
    try add(.activationTooFar, [change([newcomer], at: Height(1_000_000))], by: [admin])
    let p256 = Validator(key: KeyPair.generate(.p256).publicKey)
    try add(.memberInvalid, [change([p256])], by: [admin])
    try add(.memberRepeated, [change([validators[0]], removed: [validators[0].key])], by: [admin])
    try add(.memberUnknown, [change(removed: [newcomer.key])], by: [admin])
    try add(.membersTooMany, [change(newcomers(128))], by: [admin])
    try add(.validatorsNone, [change(removed: validators.map(\.key))], by: [admin])
    try add(.validatorsLost, [change(removed: validators.prefix(2).map(\.key))], by: [admin])
    try add(.quorumUnreachable, [change(newcomers(9))], by: [admin])
    var parameters = ledger.rules.parameters
    parameters.lifetimeWindowMilliseconds = 0
    try add(
      .parametersInvalid, [.changeParameters(ChangeParameters(parameters: parameters, activation: soon))],
      by: [admin])
  }

  // MARK: Entries

  private func put(_ key: [UInt8], value: [UInt8] = [1], table: TableName = notes) -> Entry {
    .put(Put(table: table, key: key, value: value))
  }

  private func mint(_ amount: UInt128) -> Entry {
    .mint(Mint(table: Attempts.coin, to: demo.address, amount: Amount(amount)))
  }

  private func grant(_ key: KeyPair, _ permissions: WorldPermissions) -> Entry {
    .setWorldPermissions(WorldGrant(address: key.address, permissions: permissions))
  }

  private func table(
    _ name: String, _ kind: TableKind = .asset, change: (inout TableDescriptor) -> Void = { _ in }
  ) -> Entry {
    var descriptor = TableDescriptor(name: Attempts.name(name), kind: kind, owners: [demo.address])
    change(&descriptor)
    return .createTable(descriptor)
  }

  static func name(_ text: String) -> TableName {
    guard let name = TableName(text) else { preconditionFailure("\(text) is the name of a table.") }
    return name
  }

  /// The table with a row in it that ``preparation`` makes for this permission model.
  static func table(with model: PermissionModel) -> TableName { name("demo/model-\(model.rawValue)") }

  /// What the ledger must hold for the attempts to fail for their reasons.
  mutating func preparation() throws -> Transaction {
    var entries = [put(Array("row".utf8))]
    for model in [PermissionModel.rowOnly, .tableOnly, .tableAndRow] {
      var descriptor = TableDescriptor(name: Attempts.table(with: model), kind: .binary, owners: [demo.address])
      descriptor.permissionModel = model
      entries += [.createTable(descriptor), put(Array("row".utf8), table: descriptor.name)]
    }
    return try sign(entries)
  }
}
