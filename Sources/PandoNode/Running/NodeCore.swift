package import Logging
import PandoAPI
package import PandoLedger
package import PandoPrimitives
package import PandoReplica
package import PandoStorage
import ServiceLifecycle
import Synchronization

/// A replica at work: its thread, its store, its peers, and what the rest of the node may ask of it.
package final class NodeCore: Service {
  package typealias Store = RowCache<RocksDBStore>

  private struct State {
    var submissions = Submissions()
    /// What waits in the mempool.
    var pending: [TransactionID: Transaction] = [:]
    var status: ReplicaStatus
    /// What is told of an epoch when the status with its members is here.
    var epochNote: ReplicaNote?
    var isStopped = false
  }

  package let store: Store
  package let genesis: Genesis
  package let transport: PeerTransport
  /// Wakes those who wait for blocks.
  package let commits: CommitFeed
  let ownKey: PublicKey
  let startedAt: Timestamp
  let mempoolLimits: Mempool.Limits

  private let replica: Replica<Store>
  private let thread: ReplicaThread<Store>
  private let workers: Workers
  private let state: Mutex<State>
  private let logger: Logger

  /// Opens the replica; nothing runs yet.
  /// - Throws: `ReplicaOpeningError` when the store does not hold this ledger.
  package init(
    configuration: ReplicaConfiguration, key: PrivateKey, store: Store, transport: PeerTransport, inbox: PeerInbox,
    verifierCount: Int, logger: Logger
  ) throws(ReplicaOpeningError) {
    replica = try Replica(configuration: configuration, store: store)
    self.store = store
    self.transport = transport
    self.logger = logger
    genesis = configuration.genesis
    ownKey = configuration.ownKey
    startedAt = .wallNow()
    mempoolLimits = configuration.mempool
    commits = CommitFeed(height: replica.status.height)
    workers = Workers(verifierCount: verifierCount)
    state = Mutex(State(status: replica.status))
    thread = ReplicaThread(
      ReplicaThread.Surroundings(
        store: store, key: key, workers: workers, peers: inbox,
        send: { [transport] in transport.send($0, to: $1) },
        disconnect: { [transport] in transport.disconnect($0, reason: $1) },
        admit: { [transport] in transport.admit($0) }))
  }

  /// Where the replica stands, as of its last event.
  package var replicaStatus: ReplicaStatus { state.withLock { $0.status } }

  package func pending(_ id: TransactionID) -> Transaction? { state.withLock { $0.pending[id] } }

  /// Gives transactions to the replica, and waits for its word about each: accepted or refused. A task that is
  /// cancelled waits no longer, however much the replica has to do before; its transactions may yet be taken.
  package func submit(_ transactions: [Transaction]) async -> [Result<TransactionID, Refusal>] {
    guard let ticket = take(transactions.count) else { return transactions.map { _ in .failure(Self.stopping) } }
    var outcomes: [Result<TransactionID, Refusal>]? = []
    if ticket.count > 0 { outcomes = await word(on: Array(transactions.prefix(ticket.count)), ticket.number) }
    guard let outcomes else { return transactions.map { _ in .failure(Self.stopping) } }
    return outcomes + transactions.dropFirst(ticket.count).map { _ in .failure(Self.busy) }
  }

  /// Takes in as many of `count` transactions as there is room for; nil when the node is stopping.
  private func take(_ count: Int) -> Submissions.Ticket? {
    let now = Moment.read().monotonic
    return state.withLock { state in state.isStopped ? nil : state.submissions.take(count, now: now) }
  }

  /// What the replica says to the transactions of a ticket; nil when the node stops or the task is cancelled before it
  /// says anything.
  private func word(on transactions: [Transaction], _ ticket: UInt64) async -> [Result<TransactionID, Refusal>]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          // Whoever cancels comes for the continuation afterwards, or is seen here.
          guard !state.isStopped, !Task.isCancelled else {
            _ = state.submissions.close(ticket)
            return false
          }
          state.submissions.wait(for: ticket, continuation)
          return true
        }
        guard isOpen else { return continuation.resume(returning: nil) }
        thread.post(.submit(transactions, ticket: ticket))
      }
    } onCancel: {
      let continuation = state.withLock { state in state.submissions.abandon(ticket) }
      continuation?.resume(returning: nil)
    }
  }

  /// Runs the replica until a graceful shutdown.
  /// - Throws: `NodeHalted` when the replica cannot go on.
  package func run() async throws {
    let (halts, halt) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
    thread.start(replica) { [self] observation in
      if case .halted(let sentence) = observation { halt.yield(sentence) } else { observe(observation) }
    }
    let sentence = await withGracefulShutdownHandler {
      await halts.first { _ in true }
    } onGracefulShutdown: {
      halt.finish()
    }
    await stop()
    if let sentence { throw NodeHalted(sentence: sentence) }
  }

  private func stop() async {
    thread.stop()
    thread.join()
    workers.stop()
    let waiting = state.withLock { state in
      state.isStopped = true
      return state.submissions.abandonAll()
    }
    // These were not taken: the replica answers in the event in which it takes a transaction, before it tells anyone of
    // it, and what its mempool held is gone with it. So a refusal says the truth.
    for continuation in waiting { continuation.resume(returning: nil) }
    store.close()
  }

  private static var stopping: Refusal {
    Refusal(
      .noVacancy, "node_stopping",
      "The node is stopping and no longer says what it took; send the same transaction to another node.")
  }

  private static var busy: Refusal {
    Refusal(
      .noVacancy, "node_busy",
      "The node has as many signatures to check as it can; send the transaction again in a moment, or to another node.")
  }

  private func observe(_ observation: ReplicaThread<Store>.Observation) {
    switch observation {
    case .committed(let block): committed(block)
    case .accepted(let transaction): state.withLock { $0.pending[transaction.id] = transaction }
    case .dropped(let id, let refusal):
      state.withLock { $0.pending[id] = nil }
      logger.debug(
        "transaction dropped", metadata: [LogKey.transaction: "\(id)", LogKey.reason: "\(refusal.reason)"])
    case .answered(let ticket, let result):
      let continuation = state.withLock { state in state.submissions.close(ticket) }
      continuation?.resume(returning: result)
    case .status(let status): note(status)
    case .note(let note):
      if case .enteredEpoch = note { state.withLock { $0.epochNote = note } } else { logger.log(note, as: .outsider) }
    case .halted: preconditionFailure("Whoever runs the replica hears of its end.")
    }
  }

  private func note(_ status: ReplicaStatus) {
    let epochNote = state.withLock { state in
      state.status = status
      defer { state.epochNote = nil }
      return state.epochNote
    }
    if let epochNote { logger.log(epochNote, as: status.membership.role(of: ownKey)) }
  }

  private func committed(_ block: CommittedBlock) {
    let ids = block.block.transactions.map(\.id)
    state.withLock { state in for id in ids { state.pending[id] = nil } }
    commits.advance(to: block.block.header.height)
    logger.debug(
      "block final",
      metadata: [
        "height": "\(block.block.header.height)", "block": "\(block.block.id.hash.short)",
        "transactions": "\(ids.count)", "state_root": "\(block.block.header.stateRoot.short)",
      ])
  }
}

/// The node cannot go on; the sentence says why and what to do.
package struct NodeHalted: Error, CustomStringConvertible {
  package let sentence: String
  package var description: String { sentence }
}

extension Logger {
  /// Says in words what the replica reports as facts.
  /// - Parameter role: what the node is when an epoch begins.
  fileprivate func log(_ note: ReplicaNote, as role: NodeAnswer.Role) {
    switch note {
    case .enteredEpoch(let epoch, let validators, _):
      info(
        "epoch begins",
        metadata: [
          "from_height": "\(epoch.first)", "validators": "\(validators)",
          "role": "\(role)",
        ])
    case .equivocation(let equivocation):
      warning(
        "a validator contradicted itself; the evidence is kept",
        metadata: ["validator": "\(equivocation.first.signer)", "view": "\(equivocation.first.ballot.view)"])
    case .refusedBlock(let id, let height, let reason):
      warning("block refused", metadata: ["height": "\(height)", "block": "\(id.hash.short)", "reason": "\(reason)"])
    case .catchingUp(let from, let to, let peer):
      debug(
        "asking for blocks", metadata: ["from": "\(from)", "to": "\(to)", "peer": "\(peer.description.prefix(12))"])
    }
  }
}
