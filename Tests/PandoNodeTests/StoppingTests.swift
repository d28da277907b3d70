import Foundation
import PandoLedger
import PandoNode
import PandoPrimitives
import PandoReplica
import PandoStorage
import Synchronization
import Testing

/// A node that is told to stop does not first do all that waits.
@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
  private let key = NodeKey.generate()

  private func configuration() throws -> ReplicaConfiguration {
    let genesis = Genesis(
      network: "test", ledger: "main", time: Timestamp(milliseconds: 1_700_000_000_000), parameters: ChainParameters(),
      membership: try #require(Membership(validators: [Validator(key: key.publicKey)])),
      consensusAdmins: try #require(Threshold(required: 1, keys: [key.publicKey])), worldPermissions: [])
    return ReplicaConfiguration(ownKey: key.publicKey, genesis: genesis)
  }

  @Test func theReplicaEndsAfterTheEventThatItIsIn() throws {
    let store = MemoryStore()
    let replica = try Replica(configuration: try configuration(), store: store)
    let thread = ReplicaThread(
      .init(store: store, key: key.privateKey, workers: Workers(verifierCount: 1), peers: PeerInbox()))
    for ticket in 1...1_000 { thread.post(.submit([], ticket: UInt64(ticket))) }
    let answered = Mutex<[UInt64]>([])
    thread.start(replica) { observation in
      guard case .answered(let ticket, _) = observation else { return }
      answered.withLock { $0.append(ticket) }
      thread.stop()
    }
    thread.join()
    #expect(answered.withLock { $0 } == [1])
  }

  @Test func aSubmissionThatIsCancelledWaitsNoLongerForTheReplica() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "pando-stopping-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let peers = try TestNode(key: key)
    let core = try NodeCore(
      configuration: try configuration(), key: key.privateKey,
      store: RowCache(over: try RocksDBStore(path: directory), byteCountMax: 0), transport: peers.transport,
      inbox: peers.inbox, verifierCount: 1, logger: peers.log.logger)
    // The replica does not run, so nobody ever answers.
    let now = Timestamp.wallNow()
    let transaction = Transaction(
      body: TransactionBody(chainID: core.genesis.chainID, created: now, expires: now, credentials: [], entries: []),
      signatures: [])
    let waiting = Task { await core.submit([transaction]) }
    waiting.cancel()
    let word = await waiting.value
    #expect(throws: Refusal.self) { try word[0].get() }
    core.store.close()
  }
}
