/// Looks for the highest rate that a ledger bears: climbs by a factor until it does not, then halves the gap a few
/// times. It decides; somebody else runs each rung and says whether the ledger bore it.
package struct Ladder {
  package static let factor = 1.25
  /// How often the gap between what was borne and what was not is halved.
  package static let refinements = 2

  /// The rate of the rung to run now; nil when there is nothing left to find out.
  package private(set) var rate: Double?
  /// The highest rate that was borne.
  package private(set) var best: Double?
  private var lowestFailed: Double?
  private var refinementsLeft = Ladder.refinements

  package init(from rate: Double) { self.rate = rate }

  /// Takes in whether the ledger bore the rung.
  package mutating func ran(_ isBorne: Bool) {
    guard let rate else { return }
    if isBorne { best = max(best ?? 0, rate) } else { lowestFailed = min(lowestFailed ?? .infinity, rate) }
    switch (best, lowestFailed) {
    case (let best?, nil): self.rate = best * Ladder.factor
    case (let best?, let failed?) where refinementsLeft > 0:
      refinementsLeft -= 1
      self.rate = (best + failed) / 2
    // The first rung was too high: climb down.
    case (nil, let failed?) where failed > 1: self.rate = failed / 2
    default: self.rate = nil
    }
  }
}
