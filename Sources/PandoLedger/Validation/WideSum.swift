package import PandoPrimitives

/// A sum of amounts that never overflows: up to 2^64 of them, far more than a block can hold.
package struct WideSum: Hashable, Sendable {
  /// How often ``low`` went round.
  private var carries: UInt64 = 0
  private var low: UInt128 = 0

  /// Zero.
  package init() {}

  /// The sum of `amounts`.
  package init(_ amounts: some Sequence<Amount>) {
    for amount in amounts { add(amount) }
  }

  package mutating func add(_ amount: Amount) {
    let (sum, overflow) = low.addingReportingOverflow(amount.units)
    low = sum
    if overflow { carries += 1 }
  }

  package static func + (left: WideSum, right: WideSum) -> WideSum {
    var sum = left
    sum.add(Amount(right.low))
    sum.carries += right.carries
    return sum
  }

  /// The sum as an amount; nil over 2^128 − 1.
  package var amount: Amount? { carries == 0 ? Amount(low) : nil }
}
