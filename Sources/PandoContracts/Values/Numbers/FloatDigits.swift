/// The decimal digits of a finite float: 0.d₁d₂d₃… × 10^`pointPosition`.
///
/// The shortest digits are those of the standard library's `description`, which by its documentation are the shortest
/// that are read back as the same float, the nearest of them to it; a property that leaves no choice to a machine. The
/// exact digits are worked out with whole numbers. Neither asks the C library.
struct FloatDigits: Sendable {
  let isNegative: Bool
  /// In ASCII, the first and the last not `0`; empty for zero.
  private(set) var digits: [UInt8]
  private(set) var pointPosition: Int

  /// The fewest digits that are read as the same float.
  /// - Precondition: the float is finite.
  init(shortest float: Float64) {
    precondition(float.isFinite, "Infinity has no digits.")
    isNegative = float.sign == .minus
    digits = []
    pointPosition = 0
    var exponent = 0
    let text = Array(float.magnitude.description.utf8)
    let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
    if mantissa.count < text.count {
      let digits = text[(mantissa.count + 1)...]
      exponent = digits.filter(\.isDigit).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      if digits.first == UInt8(ascii: "-") { exponent = -exponent }
    }
    pointPosition = mantissa.prefix { $0 != UInt8(ascii: ".") }.count + exponent
    digits = mantissa.filter(\.isDigit)
    normalize()
  }

  /// All digits: every float is a decimal fraction of at most 1074 decimals.
  /// - Precondition: the float is finite.
  init(exact float: Float64) {
    precondition(float.isFinite, "Infinity has no digits.")
    isNegative = float.sign == .minus
    digits = []
    pointPosition = 0
    guard float != 0 else { return }
    // float = significand · 2^exponent, both whole. Subnormal numbers have the smallest exponent and no hidden bit.
    let isNormal = float.exponentBitPattern > 0
    let significand = Natural(float.significandBitPattern | (isNormal ? 1 << 52 : 0))
    let exponent = (isNormal ? Int(float.exponentBitPattern) : 1) - 1075
    if exponent >= 0 {
      digits = (significand << exponent).digits
      pointPosition = digits.count
    } else {
      // s / 2ⁿ = s · 5ⁿ / 10ⁿ.
      var power = Natural(1)
      var five = Natural(5)
      var rest = -exponent
      while rest > 0 {
        if rest & 1 == 1 { power = power * five }
        rest >>= 1
        if rest > 0 { five = five * five }
      }
      digits = (significand * power).digits
      pointPosition = digits.count + exponent
    }
    normalize()
  }

  private mutating func normalize() {
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    pointPosition -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.isEmpty { pointPosition = 0 }
  }

  /// Rounds to at most `count` digits, halves to the even digit.
  mutating func round(to count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      pointPosition = 0
      return
    }
    let half = UInt8(ascii: "5")
    let isHalf = digits[count] == half && count + 1 == digits.count
    let isUp = isHalf ? count > 0 && digits[count - 1] & 1 == 1 : digits[count] >= half
    digits.removeLast(digits.count - count)
    if isUp {
      while digits.last == UInt8(ascii: "9") { digits.removeLast() }
      if let last = digits.popLast() {
        digits.append(last + 1)
      } else {
        digits = [UInt8(ascii: "1")]
        pointPosition += 1
      }
    }
    normalize()
  }
}
