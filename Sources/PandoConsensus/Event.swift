package import PandoPrimitives

extension SimplexEngine {
  /// Something that happened. Signatures in it are checked already; nothing else is.
  package enum Event: Hashable, Sendable {
    /// Begin. The first event, and given once.
    case start
    /// Time has passed; ``SimplexEngine/nextDeadline`` says when this is due.
    case tick
    /// The proposal of the leader of its view, from the leader's own connection.
    case proposal(Proposal)
    case vote(Vote)
    case certificate(Certificate)
    /// The answer to ``Effect/validate(_:parent:)``.
    case validated(View, BlockID, Verdict)
    /// The answer to ``Effect/propose(_:parent:)``: the block is built and kept, and may be sent once it is recorded.
    case proposed(View, BlockID, isEpochEnd: Bool)
    /// Whether there is something to agree on: transactions are pending, or a heartbeat is due. Not so while all of
    /// them are in blocks that this node has voted for and expects to become final.
    case work(Bool)
    /// Whether there is a connection to a validator. All count as reachable until this says otherwise.
    case reachable(ValidatorIndex, Bool)
  }

  /// What came of executing a proposed block.
  package enum Verdict: Hashable, Sendable {
    /// The block stands on its parent and executes to the roots in its header. `isEpochEnd`: the next height belongs to
    /// another epoch.
    case valid(isEpochEnd: Bool)
    case invalid
  }
}
