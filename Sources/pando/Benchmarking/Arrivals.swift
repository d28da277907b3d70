import Foundation

/// When transactions are due in an open loop: a Poisson process, so that they come as from many customers who know
/// nothing of each other, or of how the ledger is doing.
package struct Arrivals: Sequence, IteratorProtocol {
  private let meanGapNanoseconds: Double
  private var elapsedNanoseconds = 0.0
  private var random: SeededRandom

  /// - Precondition: the rate is positive.
  package init(perSecond rate: Double, seed: UInt64) {
    precondition(rate > 0, "A rate is positive.")
    meanGapNanoseconds = 1e9 / rate
    random = SeededRandom(seed: seed, stream: 0xa221_7a15)
  }

  /// The next moment, in nanoseconds after the start. Gaps are exponentially distributed and independent.
  package mutating func next() -> Int64? {
    elapsedNanoseconds -= log(1 - random.unit()) * meanGapNanoseconds
    return Int64(elapsedNanoseconds)
  }

  /// All moments before `end`.
  package static func all(perSecond rate: Double, before end: Int64, seed: UInt64) -> [Int64] {
    Array(Arrivals(perSecond: rate, seed: seed).prefix { $0 < end })
  }
}
