/// An exact decimal number as texts spell it: what becomes money, and what is compared, divided and shifted as text.
package struct Decimal: Hashable, Sendable {
  /// Why a text is no decimal number.
  package enum ParsingError: Error {
    /// It has another form.
    case syntax
    /// It has more digits, or a larger exponent, than is calculated with.
    case range
  }

  /// Digits before, and after, the point. Every finite float has its exact place within.
  static let digitCountMax = 1100
  /// Decimals of a quotient.
  static let quotientDecimalCount = 16

  /// Zero is not negative.
  let isNegative: Bool
  let coefficient: Natural
  /// How many digits of the coefficient are behind the point; negative for zeros before it.
  let decimalCount: Int

  package static let zero = Decimal(isNegative: false, coefficient: .zero, decimalCount: 0)

  init(isNegative: Bool, coefficient: Natural, decimalCount: Int) {
    self.isNegative = isNegative && !coefficient.isZero
    self.coefficient = coefficient
    self.decimalCount = coefficient.isZero ? 0 : decimalCount
  }

  /// Reads an optional sign, digits with at most one point among, before or behind them, and an optional exponent of
  /// `e` or `E`, sign and digits.
  package init(_ text: some Collection<UInt8>) throws(ParsingError) {
    var mantissa = text[...]
    var isNegative = false
    if let sign = mantissa.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      mantissa = mantissa.dropFirst()
    }
    var exponent = 0
    if let mark = mantissa.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      exponent = try Decimal.exponent(mantissa[mantissa.index(after: mark)...])
      mantissa = mantissa[..<mark]
    }
    let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
    let fraction = mantissa.dropFirst(whole.count + 1)
    guard !(whole.isEmpty && fraction.isEmpty), whole.allSatisfy(\.isDigit), fraction.allSatisfy(\.isDigit) else {
      throw .syntax
    }
    let digits = Array((Array(whole) + Array(fraction)).drop { $0 == UInt8(ascii: "0") })
    let decimalCount = fraction.count - exponent
    guard !digits.isEmpty else {
      self = .zero
      return
    }
    guard digits.count - decimalCount <= Decimal.digitCountMax, decimalCount <= Decimal.digitCountMax else {
      throw .range
    }
    self.init(isNegative: isNegative, coefficient: Natural(digits: digits), decimalCount: decimalCount)
  }

  package init(_ text: String) throws(ParsingError) { try self.init(Array(text.utf8)) }

  private static func exponent(_ text: some Collection<UInt8>) throws(ParsingError) -> Int {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { throw .syntax }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= 9 else { throw .range }
    let value = significant.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return isNegative ? -value : value
  }

  /// The shortest decimal number that is read as this float.
  /// - Precondition: the float is finite.
  package init(shortest float: Float64) {
    let digits = FloatDigits(shortest: float)
    self.init(
      isNegative: digits.isNegative, coefficient: Natural(digits: digits.digits),
      decimalCount: digits.digits.count - digits.pointPosition)
  }
}

// MARK: Arithmetic

extension Decimal: Comparable {
  package static func < (left: Decimal, right: Decimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    let decimalCount = max(left.decimalCount, right.decimalCount)
    let (first, second) = (left.scaled(to: decimalCount), right.scaled(to: decimalCount))
    return left.isNegative ? second < first : first < second
  }

  /// The coefficient with at least as many decimals.
  private func scaled(to decimalCount: Int) -> Natural {
    coefficient * .power(ofTen: max(0, decimalCount - self.decimalCount))
  }

  /// The largest whole number that is not larger, as sign and magnitude.
  var floor: (isNegative: Bool, magnitude: Natural) {
    guard decimalCount > 0 else { return (isNegative, scaled(to: 0)) }
    let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: .power(ofTen: decimalCount))
    return isNegative && !remainder.isZero ? (true, quotient + Natural(1)) : (isNegative, quotient)
  }

  /// The quotient with 16 decimals, rounded to the nearest, halves away from zero; nil for a division by zero.
  package func divided(by divisor: Decimal) -> Decimal? {
    guard !divisor.coefficient.isZero else { return nil }
    // a·10⁻ᵐ / b·10⁻ⁿ with k decimals is a·10ⁿ⁺ᵏ / b·10ᵐ.
    let shift = divisor.decimalCount + Decimal.quotientDecimalCount - decimalCount
    let dividend = coefficient * .power(ofTen: max(0, shift))
    let divisorCoefficient = divisor.coefficient * .power(ofTen: max(0, -shift))
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisorCoefficient)
    return Decimal(
      isNegative: isNegative != divisor.isNegative,
      coefficient: remainder + remainder < divisorCoefficient ? quotient : quotient + Natural(1),
      decimalCount: Decimal.quotientDecimalCount)
  }

  /// The number divided by a power of ten.
  package func shifted(rightBy count: Int) -> Decimal {
    Decimal(isNegative: isNegative, coefficient: coefficient, decimalCount: decimalCount + count)
  }
}

extension Decimal: CustomStringConvertible {
  /// Digits without exponent, and without zeros at the end of decimals.
  package var description: String {
    var digits = coefficient.digits
    if decimalCount <= 0 {
      if !coefficient.isZero { digits += repeatElement(UInt8(ascii: "0"), count: -decimalCount) }
    } else {
      let missing = max(0, decimalCount + 1 - digits.count)
      digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing), at: 0)
      digits.insert(UInt8(ascii: "."), at: digits.count - decimalCount)
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    }
    return (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
  }
}

extension UInt8 {
  /// Whether this is an ASCII digit.
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
