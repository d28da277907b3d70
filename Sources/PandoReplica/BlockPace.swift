package import PandoPrimitives

/// When this node proposes, and how many transactions at once.
///
/// **When.** Every block costs each validator its votes, messages and syncs, whatever is in it. So the busier the
/// ledger, the longer a leader gathers: the time since the last proposal grows with the square of the rate at which
/// transactions come, from 15 ms at 600 a second up to a fifth of a view. On a ledger that is nearly idle nothing
/// waits: one transaction goes out four milliseconds after the last proposal.
///
/// **How many.** A block that busy machines execute for longer than a view lasts is never voted for: the view ends, the
/// next leader proposes as much, and a ledger that is offered more than it can take stands still. So a proposal holds
/// no more than this node has lately executed in an eighth of a view: the others execute after it, and have more to do
/// than that. What others propose is executed whatever its size.
package struct BlockPace: Sendable {
  /// Fewer than these are not what takes long.
  package static let countMin = 250

  package private(set) var countMax = Int.max
  /// When the last proposal was begun: its transactions were there by then.
  private var lastProposal: Timestamp?

  package init() {}

  /// Notes that this node or another has proposed a block, which it began at `moment`.
  package mutating func noteProposal(at moment: Timestamp) { lastProposal = moment }

  /// Whether a leader with so many transactions waiting, of which a block takes `blockCountMax`, should wait for more.
  ///
  /// With r transactions a millisecond, r·t of them have come t milliseconds after the last proposal; so that t reaches
  /// 42 r² is seen by t³ reaching 42 (r·t)².
  package func isGathering(
    waiting: Int, blockCountMax: Int, now: Timestamp, viewMilliseconds: UInt64
  ) -> Bool {
    guard let lastProposal, waiting > 0, waiting < min(countMax, blockCountMax) else { return false }
    let elapsed = now.milliseconds(since: lastProposal)
    guard elapsed < viewMilliseconds / 5 else { return false }
    return elapsed * elapsed * elapsed < 42 * UInt64(waiting) * UInt64(waiting)
  }

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
