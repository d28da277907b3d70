import PandoLedger
import PandoPrimitives

/// The tables of the ledger at every height, so that a node that is behind is held against what was so there.
struct WorldHistory {
  /// Each from its height on; blocks without transactions change nothing.
  private var worlds: [(height: Height, world: WorldModel)]

  init(_ world: WorldModel) { worlds = [(Height(0), world)] }

  func world(at height: Height) -> WorldModel {
    guard let found = worlds.last(where: { $0.height <= height }) else { preconditionFailure("There is one at 0.") }
    return found.world
  }

  mutating func apply(_ block: Block, _ results: BlockResults, _ findings: inout Findings) {
    guard !block.transactions.isEmpty else { return }
    var world = world(at: block.header.height)
    world.apply(block, results, &findings)
    worlds.append((block.header.height, world))
  }
}
