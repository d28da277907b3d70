/// An exact decimal number of any size.
package struct Money: Hashable, Sendable {
  private let amount: Int64

  package static let zero = Money(0)

  package init(_ value: Int64) { amount = value }

  /// The whole number below a float; nil when it is none, or too large to write down.
  package init?(flooring value: Float64) {
    guard let whole = Int64(exactly: value.rounded(.down)) else { return nil }
    amount = whole
  }

  /// Reads `-12.5e3`; nil when the text is no decimal number.
  package init?(_ text: ByteString) {
    guard let whole = Int64(text.string) else { return nil }
    amount = whole
  }

  package var isZero: Bool { amount == 0 }

  /// The whole number at or below it.
  package var floor: Money { self }

  /// Plain digits, without an exponent.
  package var text: String { String(amount) }

  /// Nearest to it; what is between two floats is rounded to even.
  package var float: Float64 { Float64(amount) }

  /// Without its fraction; nil beyond 64 bits.
  package var int: Int64? { amount }

  /// The digits that it takes to write it down: what operations cost grows with them.
  package var digitCount: Int { text.utf8.count }

  package static func + (left: Money, right: Money) -> Money { Money(left.amount &+ right.amount) }
  package static func - (left: Money, right: Money) -> Money { Money(left.amount &- right.amount) }
  package static func * (left: Money, right: Money) -> Money { Money(left.amount &* right.amount) }

  /// The quotient, floored; nil when the divisor is zero.
  package func divided(by divisor: Money) -> Money? {
    divisor.isZero ? nil : Money(amount / divisor.amount)
  }
}

extension Money: Comparable {
  package static func < (left: Money, right: Money) -> Bool { left.amount < right.amount }
}
