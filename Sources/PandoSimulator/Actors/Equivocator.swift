import PandoConsensus
import PandoPrimitives
import PandoReplica

/// Proposes two blocks in one view: one to the even half of its peers and one to the odd. To each half it votes for
/// that half's block, and at once to make it final. So does it for the two blocks of any other equivocator.
///
/// With no more of its kind than a third it is caught; with one more the halves part for ever.
struct Equivocator: ByzantineActor {
  /// By view: the block of the even half.
  private var headers: [View: BlockHeader] = [:]

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    switch message {
    case .proposal(let proposal):
      guard !proposal.isReproposal else { return [message] }
      headers[proposal.view] = proposal.header
      let own = variant(proposal, for: peer)
      return [context.propose(own)] + votes(own, context)
    case .vote(let vote):
      // Of a view with two blocks everything is said already.
      return headers[vote.ballot.view] == nil ? [message] : []
    default: return [message]
    }
  }

  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext) {
    guard case .proposal(let proposal) = message, context.isLiar(peer), !proposal.isReproposal,
      headers[proposal.view] == nil
    else { return }
    // The proposal is the one for this node's own half; the other follows from it.
    var even = proposal.header
    if context.node % 2 == 1 { even.time = Timestamp(milliseconds: even.time.milliseconds - 1) }
    headers[proposal.view] = even
    let base = proposal.altered(header: even)
    for other in context.peers {
      for vote in votes(variant(base, for: other), context) { context.send(vote, to: other) }
    }
  }

  /// The block for the half that `peer` belongs to; in time alone they differ, so both are valid.
  private func variant(_ proposal: Proposal, for peer: Int) -> Proposal {
    guard peer % 2 == 1 else { return proposal }
    var header = proposal.header
    header.time = header.time.advanced(byMilliseconds: 1)
    return proposal.altered(header: header)
  }

  private func votes(_ proposal: Proposal, _ context: ActorContext) -> [PeerMessage] {
    [
      Ballot.notarize(proposal.epoch, proposal.view, proposal.blockID),
      Ballot.finalize(proposal.epoch, proposal.view, proposal.blockID),
    ].compactMap { context.vote($0) }.map { .vote($0) }
  }
}
