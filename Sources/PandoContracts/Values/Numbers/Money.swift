/// An amount in the smallest units of a token: a whole number of at most 1024 bits, so that every finite float has its
/// place. All that becomes money is rounded down to a whole number first, and so is every quotient; so money is exact.
package struct Money: Hashable, Sendable {
  /// Bits of the magnitude.
  package static let bitCountMax = 1024

  enum Storage: Hashable, Sendable {
    /// Every amount that fits, and no other is held otherwise.
    case word(Int64)
    case wide(WideMoney)
  }

  let storage: Storage

  package static let zero = Money(0)

  package init(_ value: Int64) { storage = .word(value) }

  init(_ wide: WideMoney) { storage = .wide(wide) }

  private init(isNegative: Bool, magnitude: Natural) throws(Fault) {
    guard magnitude.bitCount <= Money.bitCountMax else { throw Fault(.size, "money is out of range") }
    if let word = magnitude.word, let value = Money.word(isNegative, word) {
      storage = .word(value)
    } else {
      storage = .wide(WideMoney(isNegative: isNegative, magnitude: magnitude))
    }
  }

  private static func word(_ isNegative: Bool, _ magnitude: UInt64) -> Int64? {
    guard isNegative else { return Int64(exactly: magnitude) }
    return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
  }

  /// A decimal number, rounded down.
  package init(floor decimal: Decimal) throws(Fault) {
    let (isNegative, magnitude) = decimal.floor
    try self.init(isNegative: isNegative, magnitude: magnitude)
  }

  /// A text such as `-12.5e3`, rounded down; nil when it is no decimal number, or too large a one.
  package init?(_ text: ByteString) {
    guard let decimal = try? Decimal(text.bytes), let money = try? Money(floor: decimal) else { return nil }
    self = money
  }

  /// A float, rounded down. What counts is its shortest text: 1e23 is a one and 23 zeros. Nil when it is not finite.
  package init?(flooring float: Float64) {
    guard float.isFinite, let money = try? Money(floor: Decimal(shortest: float)) else { return nil }
    self = money
  }

  /// The amount as a 64-bit integer, if it fits.
  package var int: Int64? {
    if case .word(let value) = storage { value } else { nil }
  }

  package var isZero: Bool { storage == .word(0) }
  package var isNegative: Bool {
    switch storage {
    case .word(let value): value < 0
    case .wide(let value): value.isNegative
    }
  }

  private var magnitude: Natural {
    switch storage {
    case .word(let value): Natural(value.magnitude)
    case .wide(let value): value.magnitude
    }
  }

  /// The nearest float.
  package var float: Float64 {
    // A text of digits is read as the nearest float; that of 1024 bits is one unless it rounds up to infinity.
    if case .word(let value) = storage { Float64(value) } else { Float64(text) ?? .infinity }
  }
}

// MARK: Arithmetic

extension Money: Comparable {
  package static func < (left: Money, right: Money) -> Bool {
    if case .word(let first) = left.storage, case .word(let second) = right.storage { return first < second }
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.magnitude < left.magnitude : left.magnitude < right.magnitude
  }
}

extension Money {
  package static func + (left: Money, right: Money) throws(Fault) -> Money { try left.adding(right) }
  package static func - (left: Money, right: Money) throws(Fault) -> Money { try left.subtracting(right) }
  package static func * (left: Money, right: Money) throws(Fault) -> Money { try left.multiplied(by: right) }

  private func adding(_ other: Money) throws(Fault) -> Money {
    if case .word(let first) = storage, case .word(let second) = other.storage {
      let (sum, overflow) = first.addingReportingOverflow(second)
      if !overflow { return Money(sum) }
    }
    if isNegative == other.isNegative {
      return try Money(isNegative: isNegative, magnitude: magnitude + other.magnitude)
    }
    return magnitude < other.magnitude
      ? try Money(isNegative: other.isNegative, magnitude: other.magnitude - magnitude)
      : try Money(isNegative: isNegative, magnitude: magnitude - other.magnitude)
  }

  private func subtracting(_ other: Money) throws(Fault) -> Money {
    if case .word(let first) = storage, case .word(let second) = other.storage {
      let (difference, overflow) = first.subtractingReportingOverflow(second)
      if !overflow { return Money(difference) }
    }
    return try adding(Money(isNegative: !other.isNegative, magnitude: other.magnitude))
  }

  private func multiplied(by other: Money) throws(Fault) -> Money {
    if case .word(let first) = storage, case .word(let second) = other.storage {
      let (product, overflow) = first.multipliedReportingOverflow(by: second)
      if !overflow { return Money(product) }
    }
    return try Money(isNegative: isNegative != other.isNegative, magnitude: magnitude * other.magnitude)
  }

  /// The quotient, rounded down.
  package func divided(by other: Money) throws(Fault) -> Money {
    guard !other.isZero else { throw .dividedByZero }
    let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: other.magnitude)
    guard isNegative != other.isNegative else { return try Money(isNegative: false, magnitude: quotient) }
    return try Money(isNegative: true, magnitude: remainder.isZero ? quotient : quotient + Natural(1))
  }

  /// The remainder of a division towards zero; it has the sign of the dividend.
  package func remainder(dividingBy other: Money) throws(Fault) -> Money {
    guard !other.isZero else { throw .dividedByZero }
    let remainder = magnitude.quotientAndRemainder(dividingBy: other.magnitude).remainder
    return try Money(isNegative: isNegative, magnitude: remainder)
  }

  /// The largest amount whose square is not larger; nil for what is negative.
  package var squareRoot: Money? {
    isNegative ? nil : try? Money(isNegative: false, magnitude: magnitude.squareRoot)
  }
}

extension Money: CustomStringConvertible {
  package var description: String { text }

  /// Digits, with a minus before what is negative.
  package var text: String {
    switch storage {
    case .word(let value): String(value)
    case .wide(let value):
      (value.isNegative ? "-" : "") + String(decoding: value.magnitude.digits, as: UTF8.self)
    }
  }
}
