import PandoPrimitives
import PandoReplica

/// Claims to be far ahead, and answers those who are behind with blocks that never were.
struct SyncLiar: ByzantineActor {
  private var random: RandomSource

  init(random: RandomSource) { self.random = random }

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    switch message {
    case .status(let status):
      let height = random.happens(perMille: 500) ? Height(status.height.value + random.number(1...100)) : status.height
      return [.status(PeerStatus(chainID: status.chainID, height: height, blockID: status.blockID))]
    case .blocks(let blocks): return answer(blocks)
    case .candidate(let block):
      return [random.happens(perMille: 500) ? message : .candidate(Block(header: block.header, transactions: []))]
    case .transactions(let transactions):
      return random.happens(perMille: 500) ? [message] : [.transactions(Array(transactions.dropFirst()))]
    default: return [message]
    }
  }

  private mutating func answer(_ blocks: [CertifiedBlock]) -> [PeerMessage] {
    switch random.number(0...5) {
    case 0: return []
    case 1: return [.blocks([])]
    case 2: return [.blocks(blocks.reversed())]
    case 3: return [.blocks(blocks.map(unproven))]
    case 4: return [.blocks(blocks.map { CertifiedBlock(block: emptied($0.block), evidence: $0.evidence) })]
    default: return [.blocks(blocks)]
    }
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
