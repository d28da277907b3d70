import DequeModule
import Foundation
import PandoClient
import PandoLedger
import PandoNode
import PandoPrimitives
import PandoReplica
import PandoStorage

/// One validator alone, with its real replica and its real store, on one thread: each thing that it wants done is done
/// here and measured. So the stages add up to all that a transaction costs, sockets and threads aside.
package struct StageBench {
  static let transactionCount = 20_000
  private static let blockTransactionCount = 1_000
  private static let entryCount = 100

  private let accounts: Accounts
  private let tables = BenchTables(suffix: "")
  private let genesis: Genesis
  private let funder: KeyPair
  private let nodeKey: KeyPair
  private let store: NodeCore.Store
  private var replica: Replica<NodeCore.Store>
  private var meter = StageMeter()
  private var blockCount = 0

  /// - Parameter directory: an empty one, for the database.
  package init(accountCount: Int, seed: UInt64, directory: String) async throws {
    accounts = try await Accounts(count: accountCount, seed: seed)
    (funder, nodeKey) = (KeyPair.generate(), KeyPair.generate())
    guard let membership = Membership(validators: [Validator(key: nodeKey.publicKey)]),
      let admins = Threshold(required: 1, keys: [funder.publicKey])
    else { preconditionFailure("One validator and one admin are enough.") }
    genesis = Genesis(
      network: "bench", ledger: "stages", time: .now(), parameters: ChainParameters(), membership: membership,
      consensusAdmins: admins, worldPermissions: [WorldGrant(address: funder.address, permissions: [.createTable])])
    store = try StorageCache().open(directory)
    replica = try Replica(
      configuration: ReplicaConfiguration(ownKey: nodeKey.publicKey, genesis: genesis), store: store)
  }

  /// Makes the accounts, and then measures `count` transfers.
  @concurrent package mutating func run(count: Int, seed: UInt64) async throws -> StageReport {
    try handle(.start)
    try submit([try sign(tables.creation(owner: funder.address))])
    for first in stride(from: 0, to: accounts.count, by: StageBench.entryCount) {
      let entries = (first..<min(first + StageBench.entryCount, accounts.count)).map { number in
        Entry.mint(
          PandoPrimitives.Mint(table: tables.coin, to: accounts.address(number), amount: Amount(1_000_000_000_000)))
      }
      try submit([try sign(entries)])
    }
    let maker = TransactionMaker(
      .transfer, accounts: accounts, tables: tables, chainID: genesis.chainID, lifetimeMilliseconds: 300_000,
      seed: seed)
    (meter, blockCount) = (StageMeter(), 0)
    for first in stride(from: 0, to: count, by: StageBench.blockTransactionCount) {
      let numbers = first..<min(first + StageBench.blockTransactionCount, count)
      let message = PeerMessage.transactions(try numbers.map { try maker.transaction($0) })
      let bytes = meter.measure(.frame) { message.canonicalBytes }
      guard
        case .transactions(let transactions) = try meter.measure(.decode, { try PeerMessage(canonicalBytes: bytes) })
      else { preconditionFailure("A message is what it was.") }
      try submit(transactions)
    }
    meter.stop()
    return StageReport(accounts: accounts.count, transactions: count, blocks: blockCount, meter)
  }

  package func close() { store.close() }

  private func sign(_ entries: [Entry]) throws -> Transaction {
    let now = Timestamp.now()
    let body = TransactionBody(
      chainID: genesis.chainID, created: now, expires: now.advanced(byMilliseconds: 300_000),
      credentials: [funder.publicKey], entries: entries)
    return try Transaction(signing: body, with: [funder.privateKey])
  }

  private mutating func submit(_ transactions: [Transaction]) throws {
    let before = blockCount
    try handle(.submit(transactions, ticket: 0))
    precondition(blockCount > before, "One validator alone makes a block of what it has.")
  }

  /// Gives the replica an event, and the answers to all that it wants done.
  private mutating func handle(_ event: ReplicaEvent) throws {
    var events: Deque = [event]
    while let event = events.popFirst() {
      for effect in meter.measure(.replica, { replica.handle(event, now: .read()) }) {
        switch effect {
        case .write(let batch, _):
          try meter.measure(.write) { () throws(StorageError) in
            if batch.isEmpty { try store.sync() } else { try store.write(batch, durable: false) }
          }
        case .verify(let job):
          let stage: Stage = job.urgency == .agreement ? .votes : .check
          events.append(.verified(job.id, meter.measure(stage) { job.run() }))
        case .execute(let job): events.append(.executed(job.id, meter.measure(.execute) { job.run() }))
        case .sign(let ballot):
          let message = ballot.signedMessage(chainID: genesis.chainID)
          let signature = try meter.measure(.votes) { try nodeKey.privateKey.sign(message) }
          events.append(.signed(ballot, signature: signature))
        case .committed: blockCount += 1
        case .halt(let error): throw error
        case .send, .disconnect, .admit, .answer, .accepted, .dropped, .note: break
        }
      }
    }
  }
}
