package import PandoLedger
package import PandoPrimitives
package import PandoStorage

/// The two clocks at the moment of an event, as the shell read them.
package struct Moment: Hashable, Sendable {
  /// Runs evenly and never back; timers go by it.
  package let monotonic: Timestamp
  /// What people call the time; blocks carry it.
  package let wall: Timestamp

  package init(monotonic: Timestamp, wall: Timestamp) {
    self.monotonic = monotonic
    self.wall = wall
  }
}

/// What happens to a replica.
package enum ReplicaEvent: Sendable {
  /// Once, before everything else.
  case start
  /// Time passes; give one every 50 ms or so.
  case tick
  case connected(PublicKey)
  case disconnected(PublicKey)
  case message(PeerMessage, from: PublicKey)
  /// A client's transactions, each to be admitted or refused by itself; the answer carries the ticket.
  case submit([Transaction], ticket: UInt64)
  /// The answer to ``ReplicaEffect/verify(_:)``.
  case verified(JobID, VerificationJob.Verdict)
  /// The answer to ``ReplicaEffect/execute(_:)``.
  case executed(JobID, ExecutionOutcome)
  /// The answer to ``ReplicaEffect/sign(_:)``.
  case signed(Ballot, signature: [UInt8])
}

/// What a replica wants done. Effects are carried out in order, and all writes of an event before the next event.
package enum ReplicaEffect<Store: KeyValueStore>: Sendable {
  /// Atomic; `durable`: on disk, with all before it, before anything later in the list leaves the node. An empty batch
  /// is written to wait for those before it, and nothing is written until it is through.
  case write(WriteBatch, durable: Bool)
  case send(PeerMessage, to: Recipients)
  case verify(VerificationJob)
  case execute(ExecutionJob<Store>)
  /// Sign the ballot with the node's key.
  case sign(Ballot)
  /// Close the connection: the peer broke the protocol.
  case disconnect(PublicKey, reason: String)
  /// Only these keys may be connected from now on.
  case admit([PublicKey])
  /// What became of a submission so far: one result for each transaction, in order.
  case answer(ticket: UInt64, [Result<TransactionID, Refusal>])
  /// A block is final, and that is durable.
  case committed(CommittedBlock)
  /// The transaction waits in the mempool from now on, until it is committed or dropped.
  case accepted(Transaction)
  /// The transaction left the mempool and will not be executed.
  case dropped(TransactionID, Refusal)
  /// Something an operator may want to read.
  case note(ReplicaNote)
  /// The node must stop: what it keeps can no longer be trusted.
  case halt(StorageError)
}

/// To whom a message goes.
package enum Recipients: Hashable, Sendable {
  case peer(PublicKey)
  case peers([PublicKey])
  /// Every connected node, but for one.
  case all(except: PublicKey?)
}

/// A final block with everything that executing it brought.
package struct CommittedBlock: Sendable {
  package let block: Block
  package let evidence: Evidence
  package let results: BlockResults
}

/// What the shell logs; the core says it without words for a person's language or a log's format.
package enum ReplicaNote: Hashable, Sendable {
  case enteredEpoch(Epoch, validators: Int, isValidator: Bool)
  case equivocation(Equivocation)
  case refusedBlock(BlockID, height: Height, reason: String)
  case catchingUp(from: Height, to: Height, peer: PublicKey)
}
