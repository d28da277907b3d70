/// How many transactions this node proposes at once, so that a view leaves everyone the time to execute them and vote.
///
/// A block that busy machines execute for longer than a view lasts is never voted for: the view ends, the next leader
/// proposes as much, and a ledger that is offered more than it can take stands still. So a proposal holds no more than
/// this node has lately executed in an eighth of a view: the others execute after it, and have more to do than that.
/// What others propose is executed whatever its size.
package struct BlockPace: Sendable {
  /// Fewer than these are not what takes long.
  package static let countMin = 250

  package private(set) var countMax = Int.max

  package init() {}

  /// Notes how long this node took to execute a block, waiting for its turn included.
  package mutating func note(count: Int, milliseconds: UInt64, viewMilliseconds: UInt64) {
    let budget = viewMilliseconds / 8
    if milliseconds > budget {
      guard count > BlockPace.countMin else { return }
      countMax = max(BlockPace.countMin, Int(UInt64(count) * budget / milliseconds))
    } else if count >= countMax {
      countMax += countMax / 4
    }
  }
}
