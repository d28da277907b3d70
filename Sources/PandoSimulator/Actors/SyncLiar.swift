import PandoConsensus
import PandoPrimitives
import PandoReplica

/// Claims to be far ahead, and answers those who are behind with blocks that never were, or never answers.
struct SyncLiar: ByzantineActor {
  private var random: RandomSource
  private let isSilent: Bool

  init(random source: RandomSource) {
    random = source
    isSilent = random.happens(perMille: 400)
  }

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    switch message {
    case .status(let status):
      let height = random.happens(perMille: 500) ? Height(status.height.value + random.number(1...100)) : status.height
      return [.status(PeerStatus(chainID: status.chainID, height: height, blockID: status.blockID))]
    case .blocks, .candidate, .transactions:
      return isSilent ? [] : distorted(message, context)
    default: return [message]
    }
  }

  private mutating func distorted(_ message: PeerMessage, _ context: ActorContext) -> [PeerMessage] {
    switch message {
    case .blocks(let blocks): return answer(blocks, context)
    case .candidate(let block):
      return [random.happens(perMille: 500) ? message : .candidate(Block(header: block.header, transactions: []))]
    case .transactions(let transactions):
      return random.happens(perMille: 500) ? [message] : [.transactions(Array(transactions.dropFirst()))]
    default: return [message]
    }
  }

  private mutating func answer(_ blocks: [CertifiedBlock], _ context: ActorContext) -> [PeerMessage] {
    switch random.number(0...6) {
    case 0: return []
    case 1: return [.blocks([])]
    case 2: return [.blocks(blocks.reversed())]
    case 3: return [.blocks(blocks.map(unproven))]
    case 4: return [.blocks(blocks.map { CertifiedBlock(block: emptied($0.block), evidence: $0.evidence) })]
    case 5: return [.blocks(blocks.prefix(1).compactMap { forged($0, context) })]
    default: return [.blocks(blocks)]
    }
  }

  /// Another block than the one that is final, as good as that one, with evidence that only lacks the signatures.
  private func forged(_ block: CertifiedBlock, _ context: ActorContext) -> CertifiedBlock? {
    var header = block.block.header
    header.time = header.time.advanced(byMilliseconds: 1)
    let genuine = block.evidence.finalization
    let ballot = Ballot.finalize(genuine.ballot.epoch, genuine.ballot.view, header.id)
    guard let own = context.vote(ballot),
      let forgery = Certificate(
        ballot: ballot, signers: genuine.signers, signatures: genuine.signers.map { _ in own.signature })
    else { return nil }
    return CertifiedBlock(
      block: Block(header: header, transactions: block.block.transactions),
      evidence: Evidence(finalization: forgery, descendants: []))
  }

  /// The evidence of one block for another.
  private func unproven(_ block: CertifiedBlock) -> CertifiedBlock {
    var header = block.block.header
    header.stateRoot = Hash(sha256: [0])
    return CertifiedBlock(
      block: Block(header: header, transactions: block.block.transactions), evidence: block.evidence)
  }

  private func emptied(_ block: Block) -> Block { Block(header: block.header, transactions: []) }
}
