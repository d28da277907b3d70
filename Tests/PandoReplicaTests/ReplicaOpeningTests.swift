import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage
import Synchronization
import Testing

/// What a replica makes of its store, and what it does when the store fails.
@Suite struct ReplicaOpeningTests {
  @Test(arguments: [KeySpace.statePage, .historyNode])
  func aDatabaseThatIsNotWhatItsLastBlockSaysIsNotOpened(space: KeySpace) throws {
    let ledger = try TestLedger(validators: 1)
    let store = try storeAfterOneBlock(of: ledger)
    _ = try ReplicaDriver(ledger, store: store)
    var batch = WriteBatch()
    for pair in try store.scan(space.range) { batch.delete(pair.key) }
    try store.write(batch, durable: true)
    let error = #expect(throws: ReplicaOpeningError.self) { try ReplicaDriver(ledger, store: store) }
    guard case .storage(let cause) = error else {
      Issue.record("The store is at fault, not: \(String(describing: error))")
      return
    }
    #expect(cause.code == .corrupted)
    #expect(cause.message.contains("last final block, 1,"))
    #expect(cause.message.contains("Restore a copy"))
  }

  @Test func whatCannotBeReadIsNotTakenForAbsent() throws {
    let ledger = try TestLedger(validators: 1)
    let store = BrittleStore(MemoryStore())
    var driver = try ReplicaDriver(ledger, store: store)
    try driver.give(.start, in: ledger)
    store.isBroken.withLock { $0 = true }
    let transaction = try ledger.transfer(from: 0, to: 1, nonce: 1, at: driver.moment(ledger))
    let effects = try driver.give(.submit([transaction], ticket: 1), in: ledger)
    guard case .halt(let error) = effects.first else {
      Issue.record("The node goes on with \(effects)")
      return
    }
    #expect(error.code == .io)
  }

  @Test func aClientHearsThatItsTransactionWasTakenBeforeAnyPeerDoes() throws {
    let ledger = try TestLedger(validators: 4)
    var driver = try ReplicaDriver(ledger, store: MemoryStore())
    try driver.give(.start, in: ledger)
    try driver.give(.connected(ledger.nodeKeys[1].publicKey), in: ledger)
    let transaction = try ledger.transfer(from: 0, to: 1, nonce: 1, at: driver.moment(ledger))
    let effects = try driver.give(.submit([transaction], ticket: 1), in: ledger)
    let answer = try #require(effects.firstIndex { $0.isAnswer(1, [.success(transaction.id)]) })
    let firstMessage = try #require(effects.firstIndex { if case .send = $0 { true } else { false } })
    #expect(answer < firstMessage)
  }

  @Test func whoHasJustConnectedHasNotHeardHowFarTheOthersAre() throws {
    let ledger = try TestLedger(validators: 4)
    var driver = try ReplicaDriver(ledger, store: MemoryStore())
    try driver.give(.start, in: ledger)
    #expect(driver.status.hasHeardEnough)
    let peers = ledger.nodeKeys.dropFirst().map(\.publicKey)
    for peer in peers { try driver.give(.connected(peer), in: ledger) }
    #expect(!driver.status.hasHeardEnough)
    let far = PeerStatus(chainID: ledger.genesis.chainID, height: Height(9), blockID: BlockID(.zero))
    try driver.give(.message(.status(far), from: peers[0]), in: ledger)
    #expect(!driver.status.hasHeardEnough)
    try driver.give(.message(.status(far), from: peers[1]), in: ledger)
    #expect(driver.status.hasHeardEnough && driver.status.isBehind)
    // The one that is left has said nothing.
    for peer in peers[..<2] { try driver.give(.disconnected(peer), in: ledger) }
    #expect(!driver.status.hasHeardEnough)
  }

  @Test func configuredPeersAreAdmittedUntilTheLedgerRemovesThem() throws {
    let ledger = try TestLedger(validators: 2, applicationNodes: 1)
    let stranger = try #require(TestLedger.key(5)).publicKey
    let guest = ledger.nodeKeys[2].publicKey
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: Array(ledger.nodeKeys.prefix(2)), seed: 12)
    let before = try ReplicaDriver(ledger, store: MemoryStore(), configuredPeers: [stranger, guest])
    #expect(try admitted(by: before, ledger) == Set(ledger.nodeKeys.map(\.publicKey) + [stranger]))

    let change = ChangeMembers(removed: [guest], activation: Height(3))
    network.submit(try ledger.sign([.changeMembers(change)], by: [ledger.admin], nonce: 1, at: network.now), to: 0)
    network.run(10_000) { $0.heights()[0] >= 2 }
    network.crash(0)
    let after = try ReplicaDriver(ledger, store: network.nodes[0].store, configuredPeers: [stranger, guest])
    #expect(after.status.height >= Height(2))
    #expect(try admitted(by: after, ledger) == Set(ledger.nodeKeys.prefix(2).map(\.publicKey) + [stranger]))
  }

  private func admitted(by driver: ReplicaDriver<MemoryStore>, _ ledger: TestLedger) throws -> Set<PublicKey> {
    var driver = driver
    let admissions = try driver.give(.start, in: ledger).compactMap {
      if case .admit(let keys) = $0 { keys } else { nil }
    }
    return Set(try #require(admissions.last))
  }

  private func storeAfterOneBlock(of ledger: TestLedger) throws -> MemoryStore {
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 13)
    network.submit(try ledger.transfer(from: 0, to: 1, nonce: 1, at: network.now), to: 0)
    network.run(1_000) { $0.heights() == [1] }
    try #require(network.heights() == [1])
    network.crash(0)
    return network.nodes[0].store
  }
}

/// A store that can no longer be read once it is broken.
private final class BrittleStore: KeyValueStore {
  let isBroken = Mutex(false)
  private let base: MemoryStore

  init(_ base: MemoryStore) { self.base = base }

  private func check() throws(StorageError) {
    if isBroken.withLock({ $0 }) { throw StorageError(.io, "The test said so.") }
  }

  func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    try check()
    return try base.get(key)
  }

  func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try check()
    return try base.scan(range, limit: limit, descending: descending)
  }

  func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) { try base.write(batch, durable: durable) }
  func snapshot() throws(StorageError) -> MemoryStore.Snapshot { try base.snapshot() }
  func close() { base.close() }
}

extension ReplicaEffect {
  /// Whether it answers the submission with this ticket in these words.
  fileprivate func isAnswer(_ ticket: UInt64, _ outcomes: [Result<TransactionID, Refusal>]) -> Bool {
    if case .answer(ticket, outcomes) = self { true } else { false }
  }
}
