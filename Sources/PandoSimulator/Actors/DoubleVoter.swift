import PandoPrimitives
import PandoReplica

/// Whatever it votes, it votes the contrary too: the view given up and final, the block and another.
struct DoubleVoter: ByzantineActor {
  private var random: RandomSource

  init(random: RandomSource) { self.random = random }

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    guard case .vote(let vote) = message else { return [message] }
    let ballot = vote.ballot
    let other = BlockID(Hash(sha256: [UInt8(truncatingIfNeeded: random.next())]))
    let block = ballot.blockID ?? other
    let contraries: [Ballot] = [
      .nullify(ballot.epoch, ballot.view), .finalize(ballot.epoch, ballot.view, block),
      .notarize(ballot.epoch, ballot.view, other), .finalize(ballot.epoch, ballot.view, other),
    ]
    let extra = contraries.filter { _ in random.happens(perMille: 400) }.compactMap { context.vote($0) }
    return random.permuted([message] + extra.map { .vote($0) })
  }
}
