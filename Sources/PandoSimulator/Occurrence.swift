import PandoPrimitives
import PandoReplica

/// What the queue of a run holds.
enum Occurrence {
  /// To a node, unless it was started again since.
  case event(ReplicaEvent, node: Int, life: Int)
  case verify(VerificationJob, node: Int, life: Int)
  /// The block is executed when the job ends or, by lot, when it was ordered: a thread may do either.
  case execute(ExecutionJob<SimulatedDisk>, node: Int, life: Int)
  case tick(node: Int, life: Int)
  case letter(Letter)
  /// A vote came to a node so long ago that its signature has been checked.
  case witnessed(Vote, node: Int, life: Int)
  /// Two nodes try to connect.
  case connect(Int, Int)
  /// A connection ends, and may come again at the time given.
  case disconnect(Int, Int, session: UInt32, until: UInt64)
  case start(node: Int, life: Int)
  case fault(FaultKind)
  /// A partition ends.
  case mend([(from: Int, to: Int)])
  case outageBegins
  case burst
  case churn
  case probe(Int)
  case heal
}

/// A message on its way.
struct Letter {
  enum Content {
    case message(PeerMessage)
    case bytes([UInt8])
  }

  let from: Int
  let to: Int
  /// The connection that carries it.
  let session: UInt32
  let content: Content
}
