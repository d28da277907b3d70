import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

/// One replica by itself, whose slow work is done at once; the test plays everyone else.
struct ReplicaDriver<Store: KeyValueStore> {
  let key: PrivateKey
  let chainID: Hash
  let store: Store
  private(set) var replica: Replica<Store>
  /// Everything that it wanted done, slow work and its own writes aside.
  private(set) var effects: [ReplicaEffect<Store>] = []
  var milliseconds: UInt64 = 1_000
  /// How long the execution of each transaction of a block takes.
  var executionMilliseconds: UInt64 = 0
  /// Whether signatures are checked at all; otherwise their checks wait for ever.
  var checksSignatures = true
  private(set) var unchecked: [VerificationJob] = []

  init(
    _ ledger: TestLedger, own: Int = 0, store: Store, configuredPeers: [PublicKey] = [], mempoolCountMax: Int = 50_000
  ) throws {
    key = ledger.nodeKeys[own]
    chainID = ledger.genesis.chainID
    self.store = store
    var configuration = ReplicaConfiguration(ownKey: key.publicKey, genesis: ledger.genesis)
    configuration.configuredPeers = configuredPeers
    configuration.mempool.transactionCount = mempoolCountMax
    replica = try Replica(configuration: configuration, store: store)
  }

  var status: ReplicaStatus { replica.status }

  func moment(_ ledger: TestLedger) -> Moment {
    Moment(
      monotonic: Timestamp(milliseconds: milliseconds),
      wall: ledger.genesis.time.advanced(byMilliseconds: 1_000 + milliseconds))
  }

  /// Gives an event and the answers to all the work that follows from it.
  /// - Returns: the effects of all of them, in order.
  @discardableResult
  mutating func give(_ event: ReplicaEvent, in ledger: TestLedger) throws -> [ReplicaEffect<Store>] {
    var events = [event]
    var all: [ReplicaEffect<Store>] = []
    while !events.isEmpty {
      for effect in replica.handle(events.removeFirst(), now: moment(ledger)) {
        switch effect {
        case .write(let batch, let durable): try store.write(batch, durable: durable)
        case .verify(let job) where checksSignatures: events.append(.verified(job.id, job.run()))
        case .verify(let job): unchecked.append(job)
        case .execute(let job):
          let outcome = job.run()
          if case .ran(.success(let block)) = outcome {
            milliseconds += executionMilliseconds * UInt64(block.transactions.count)
          }
          events.append(.executed(job.id, outcome))
        case .sign(let ballot):
          events.append(.signed(ballot, signature: try key.sign(ballot.signedMessage(chainID: chainID))))
        default: all.append(effect)
        }
      }
    }
    effects += all
    return all
  }
}

extension [ReplicaEffect<MemoryStore>] {
  var disconnections: [String] {
    compactMap { if case .disconnect(_, let reason) = $0 { reason } else { nil } }
  }

  /// The messages to anyone.
  var messages: [PeerMessage] {
    compactMap { if case .send(let message, _) = $0 { message } else { nil } }
  }
}

extension TestLedger {
  /// The signatures of these validators under `ballot`, in the order of their keys.
  func certificate(_ ballot: Ballot, by signers: [Int]) throws -> Certificate {
    let set = ValidatorSet(genesis.membership, faultMode: genesis.parameters.faultMode)
    let message = ballot.signedMessage(chainID: genesis.chainID)
    let votes = try signers.map { signer in
      (index: try #require(set.index(of: nodeKeys[signer].publicKey)), signature: try nodeKeys[signer].sign(message))
    }.sorted { $0.index < $1.index }
    return try #require(
      Certificate(ballot: ballot, signers: votes.map(\.index), signatures: votes.map(\.signature)))
  }

  /// The key of the leader of `view`.
  func leader(of view: View) throws -> PrivateKey {
    let set = ValidatorSet(genesis.membership, faultMode: genesis.parameters.faultMode)
    let key = try #require(set[LeaderPolicy.roundRobin.leader(of: view, in: set)]).key
    return try #require(nodeKeys.first { $0.publicKey == key })
  }
}
