import DequeModule
import Dispatch
import Foundation
package import PandoPrimitives
package import PandoReplica
package import PandoStorage
import Synchronization

/// The thread that owns the replica: it takes events from its inbox in batches, gives them to the replica, and carries
/// out the effects in order. Only here does anybody wait for the disk: once for a batch, and what must not leave the
/// node before is held until then.
package final class ReplicaThread<Store: KeyValueStore>: Sendable {
  package typealias Effect = ReplicaEffect<Store>

  /// What the effects reach.
  package struct Surroundings: Sendable {
    let store: Store
    let key: PrivateKey
    let workers: Workers
    /// What peers have sent.
    let peers: PeerInbox
    let send: @Sendable (PeerMessage, Recipients) -> Void
    let disconnect: @Sendable (PublicKey, String) -> Void
    let admit: @Sendable ([PublicKey]) -> Void

    package init(
      store: Store, key: PrivateKey, workers: Workers, peers: PeerInbox,
      send: @escaping @Sendable (PeerMessage, Recipients) -> Void = { _, _ in },
      disconnect: @escaping @Sendable (PublicKey, String) -> Void = { _, _ in },
      admit: @escaping @Sendable ([PublicKey]) -> Void = { _ in }
    ) {
      self.store = store
      self.key = key
      self.workers = workers
      self.peers = peers
      self.send = send
      self.disconnect = disconnect
      self.admit = admit
    }
  }

  /// What the rest of the node may want to know.
  package enum Observation: Sendable {
    case committed(CommittedBlock)
    case accepted(Transaction)
    case dropped(TransactionID, Refusal)
    case answered(ticket: UInt64, [Result<TransactionID, Refusal>])
    case note(ReplicaNote)
    case status(ReplicaStatus)
    /// The node must stop, for this reason.
    case halted(String)
  }

  private struct Inbox {
    var events: [ReplicaEvent] = []
    /// What clients submit waits for everything else, a batch for each look at it.
    var submissions: Deque<ReplicaEvent> = []

    /// All events, and at most one submission.
    mutating func takeNext() -> [ReplicaEvent] {
      defer { events = [] }
      return events + [submissions.popFirst()].compactMap { $0 }
    }
  }

  /// How long the replica goes without a tick at most, and when time alone soon lets it do something.
  private static var tickMilliseconds: Int { 25 }
  private static var impatientTickMilliseconds: Int { 5 }
  /// How many of the peers' messages are taken in between two looks at everything else.
  private static var peerEventCountMax: Int { 64 }

  private let surroundings: Surroundings
  private let inbox = Mutex(Inbox())
  private let isStopping = Atomic(false)
  private let wakeUps = DispatchSemaphore(value: 0)
  private let isFinished = DispatchSemaphore(value: 0)

  package init(_ surroundings: Surroundings) {
    self.surroundings = surroundings
    surroundings.peers.onEvents { [wakeUps] in wakeUps.signal() }
  }

  /// Starts the thread. The replica moves onto it and is seen by nothing else.
  /// - Parameter observe: hears what happens, on the thread; must not wait.
  package func start(_ replica: Replica<Store>, observe: @escaping @Sendable (Observation) -> Void) {
    let thread = Thread { [self] in
      run(replica, observe)
      isFinished.signal()
    }
    thread.name = "pando-replica"
    thread.stackSize = 16 << 20
    thread.start()
  }

  /// Gives the replica an event. Never waits.
  package func post(_ event: ReplicaEvent) {
    let wasEmpty = inbox.withLock { inbox in
      defer { if case .submit = event { inbox.submissions.append(event) } else { inbox.events.append(event) } }
      return inbox.events.isEmpty && inbox.submissions.isEmpty
    }
    if wasEmpty { wakeUps.signal() }
  }

  /// Ends the thread after the event that it is in, however many wait: they are lost as they are in a crash, so nothing
  /// depends on them. Never waits.
  package func stop() {
    isStopping.store(true, ordering: .releasing)
    wakeUps.signal()
  }

  /// Waits until the thread has ended. Call it once, after ``start(_:observe:)``.
  package func join() { isFinished.wait() }

  private func run(_ owned: Replica<Store>, _ observe: @escaping @Sendable (Observation) -> Void) {
    var replica = owned
    var lastTick = Moment.read()
    guard handle([.start], by: &replica, observe) else { return }
    while !isStopping.load(ordering: .acquiring) {
      let tickMilliseconds = replica.isImpatient ? Self.impatientTickMilliseconds : Self.tickMilliseconds
      let untilTick = tickMilliseconds - Int(Moment.read().monotonic.milliseconds(since: lastTick.monotonic))
      if untilTick > 0 { _ = wakeUps.wait(timeout: .now() + .milliseconds(untilTick)) }
      var (events, isMore) = inbox.withLock { inbox in (inbox.takeNext(), !inbox.submissions.isEmpty) }
      if isMore { wakeUps.signal() }
      events += peerEvents()
      let now = Moment.read()
      if now.monotonic.milliseconds(since: lastTick.monotonic) >= UInt64(tickMilliseconds) {
        lastTick = now
        events.append(.tick)
      }
      guard handle(events, by: &replica, observe) else { return }
      observe(.status(replica.status))
    }
  }

  /// Gives the replica events and carries out what it wants; waits for the disk once for all of them.
  /// - Returns: false when the node must stop.
  private func handle(
    _ events: [ReplicaEvent], by replica: inout Replica<Store>, _ observe: (Observation) -> Void
  ) -> Bool {
    // What follows a durable write, until that is durable.
    var held: [Effect] = []
    var awaitsDisk = false
    do {
      for event in events where !isStopping.load(ordering: .acquiring) {
        for effect in replica.handle(event, now: Moment.read()) {
          switch effect {
          case .write(let batch, let durable) where batch.isEmpty:
            // Nothing to write: what has been written is to be durable before anything else is.
            precondition(durable, "An empty write is there to wait for the disk.")
            try surroundings.store.sync()
            awaitsDisk = false
            for effect in held { perform(effect, observe) }
            held = []
          case .write(let batch, let durable):
            try surroundings.store.write(batch, durable: false)
            awaitsDisk = awaitsDisk || durable
          case .sign(let ballot):
            // The signature comes back as an event, and those of now are held until the disk has the ballot.
            let signature = try surroundings.key.sign(ballot.signedMessage(chainID: replica.chainID))
            post(.signed(ballot, signature: signature))
          case .verify(let job) where job.isOneSignature:
            // Two changes of threads cost as much as the check itself, and the engine lets few votes come so far.
            post(.verified(job.id, job.run()))
          case .verify, .execute: perform(effect, observe)
          case .halt(let error): throw error
          default: if awaitsDisk { held.append(effect) } else { perform(effect, observe) }
          }
        }
      }
      if awaitsDisk { try surroundings.store.sync() }
    } catch let error as StorageError {
      observe(.halted("The database cannot be used: \(error)"))
      return false
    } catch {
      observe(.halted("The node's key cannot sign: \(error)"))
      return false
    }
    for effect in held { perform(effect, observe) }
    return true
  }

  /// The next messages of peers, decoded. Whoever sends what cannot be decoded is dropped.
  private func peerEvents() -> [ReplicaEvent] {
    let events = surroundings.peers.drain(atMost: Self.peerEventCountMax)
    // The inbox wakes only a consumer that has found it empty.
    if !events.isEmpty { wakeUps.signal() }
    return events.compactMap { event in
      switch event {
      case .connected(let key): return .connected(key)
      case .disconnected(let key, _): return .disconnected(key)
      case .frame(let key, let bytes):
        do throws(DecodingError) {
          return .message(try PeerMessage(canonicalBytes: bytes), from: key)
        } catch {
          surroundings.disconnect(key, "it sent a message that cannot be read: \(error)")
          return nil
        }
      }
    }
  }

  /// Carries out an effect that needs neither the store nor the node's key.
  private func perform(_ effect: Effect, _ observe: (Observation) -> Void) {
    switch effect {
    case .send(let message, let recipients): surroundings.send(message, recipients)
    case .disconnect(let key, let reason): surroundings.disconnect(key, reason)
    case .admit(let keys): surroundings.admit(keys)
    case .verify(let job):
      let (pool, lane) = surroundings.workers.place(of: job.urgency)
      pool.verify(job, in: lane) { [weak self] in self?.post(.verified(job.id, $0)) }
    case .execute(let job):
      surroundings.workers.execution.run { [weak self] in self?.post(.executed(job.id, job.run())) }
    case .committed(let block): observe(.committed(block))
    case .accepted(let transaction): observe(.accepted(transaction))
    case .dropped(let id, let refusal): observe(.dropped(id, refusal))
    case .answer(let ticket, let result): observe(.answered(ticket: ticket, result))
    case .note(let note): observe(.note(note))
    case .write, .sign, .halt: preconditionFailure("Carried out on the replica's thread.")
    }
  }
}
