import Foundation

/// Ranks that follow Zipf's law: rank r comes up in proportion to 1 / r^exponent. The method is that of Gray et al.,
/// "Quickly generating billion-record synthetic databases" (SIGMOD 1994), which YCSB uses too.
package struct Zipf: Sendable {
  private let count: Int
  private let exponent: Double
  private let zeta: Double
  private let zetaOfTwo: Double

  /// Costs one power for each rank.
  /// - Precondition: at least two ranks; an exponent between 0 and 1, both excluded.
  package init(count: Int, exponent: Double = 0.99) {
    precondition(count >= 2 && exponent > 0 && exponent < 1, "The method is for these.")
    self.count = count
    self.exponent = exponent
    zeta = (1...count).reduce(0) { $0 + pow(Double($1), -exponent) }
    zetaOfTwo = 1 + pow(2, -exponent)
  }

  /// A rank from 0, the most frequent, on.
  package func next(_ random: inout SeededRandom) -> Int {
    let unit = random.unit()
    let scaled = unit * zeta
    if scaled < 1 { return 0 }
    if scaled < zetaOfTwo { return 1 }
    let eta = (1 - pow(2 / Double(count), 1 - exponent)) / (1 - zetaOfTwo / zeta)
    return min(count - 1, Int(Double(count) * pow(eta * unit - eta + 1, 1 / (1 - exponent))))
  }
}
