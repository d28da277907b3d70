import Dispatch
import Foundation
package import PandoPrimitives
package import PandoReplica
package import PandoStorage
import Synchronization

/// The thread that owns the replica: it takes events from its inbox in batches, gives them to the replica, and carries
/// out the effects in order. Writes wait for the disk here, and nowhere else.
package final class ReplicaThread<Store: KeyValueStore>: Sendable {
  package typealias Effect = ReplicaEffect<Store>

  /// What the effects reach.
  package struct Surroundings: Sendable {
    let store: Store
    let key: PrivateKey
    let verifiers: VerifierPool
    /// What peers have sent.
    let peers: PeerInbox
    let send: @Sendable (PeerMessage, Recipients) -> Void
    let disconnect: @Sendable (PublicKey, String) -> Void
    let admit: @Sendable ([PublicKey]) -> Void
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
    var isStopping = false
  }

  /// How long the replica goes without a tick at most.
  private static var tickMilliseconds: Int { 25 }
  /// How many of the peers' messages are taken in between two looks at everything else.
  private static var peerEventCountMax: Int { 256 }

  private let surroundings: Surroundings
  private let inbox = Mutex(Inbox())
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
      inbox.events.append(event)
      return inbox.events.count == 1
    }
    if wasEmpty { wakeUps.signal() }
  }

  /// Ends the thread after the events that it has, and waits for that. Call it once, after ``start(_:)``.
  package func stop() {
    inbox.withLock { $0.isStopping = true }
    wakeUps.signal()
    isFinished.wait()
  }

  private func run(_ owned: Replica<Store>, _ observe: @escaping @Sendable (Observation) -> Void) {
    var replica = owned
    var lastTick = Moment.read()
    guard perform(replica.handle(.start, now: lastTick), replica.chainID, observe) else { return }
    while true {
      let untilTick = Self.tickMilliseconds - Int(Moment.read().monotonic.milliseconds(since: lastTick.monotonic))
      if untilTick > 0 { _ = wakeUps.wait(timeout: .now() + .milliseconds(untilTick)) }
      let batch = inbox.withLock { inbox in
        defer { inbox.events = [] }
        return inbox
      }
      for event in batch.events + peerEvents() {
        guard perform(replica.handle(event, now: Moment.read()), replica.chainID, observe) else { return }
      }
      let now = Moment.read()
      if now.monotonic.milliseconds(since: lastTick.monotonic) >= UInt64(Self.tickMilliseconds) {
        lastTick = now
        guard perform(replica.handle(.tick, now: now), replica.chainID, observe) else { return }
      }
      observe(.status(replica.status))
      if batch.isStopping { return }
    }
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

  /// Carries out effects in order; false when the node must stop.
  private func perform(_ effects: [Effect], _ chainID: Hash, _ observe: (Observation) -> Void) -> Bool {
    for effect in effects {
      switch effect {
      case .write(let batch, let durable):
        do throws(StorageError) {
          try surroundings.store.write(batch, durable: durable)
        } catch {
          observe(.halted("The database cannot be written: \(error)"))
          return false
        }
      case .sign(let ballot):
        do {
          let signature = try surroundings.key.sign(ballot.signedMessage(chainID: chainID))
          post(.signed(ballot, signature: signature))
        } catch {
          observe(.halted("The node's key cannot sign: \(error)"))
          return false
        }
      case .halt(let error):
        observe(.halted("\(error)"))
        return false
      default:
        performOutside(effect, observe)
      }
    }
    return true
  }

  /// The effects that leave this thread.
  private func performOutside(_ effect: Effect, _ observe: (Observation) -> Void) {
    switch effect {
    case .send(let message, let recipients): surroundings.send(message, recipients)
    case .disconnect(let key, let reason): surroundings.disconnect(key, reason)
    case .admit(let keys): surroundings.admit(keys)
    case .verify(let job):
      surroundings.verifiers.run { [weak self] in self?.post(.verified(job.id, job.run())) }
    case .execute(let job):
      surroundings.verifiers.run { [weak self] in self?.post(.executed(job.id, job.run())) }
    case .committed(let block): observe(.committed(block))
    case .accepted(let transaction): observe(.accepted(transaction))
    case .dropped(let id, let refusal): observe(.dropped(id, refusal))
    case .answer(let ticket, let result): observe(.answered(ticket: ticket, result))
    case .note(let note): observe(.note(note))
    case .write, .sign, .halt: preconditionFailure("Carried out on the replica's thread.")
    }
  }
}
