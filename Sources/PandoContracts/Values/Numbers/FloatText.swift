/// The text forms of floats, as the language Go has them.
package enum FloatText {
  /// How a number is laid out.
  package enum Form: Sendable {
    /// `-ddd.ddd`
    case plain
    /// `-d.ddde±dd`
    case scientific
    /// The shorter of both: scientific for exponents below −4, and from the number of digits on.
    case general
  }

  /// Exponents from which on the shortest text is scientific.
  private static let shortestExponentMax = 6

  /// The text that a value has in Needle: the fewest digits that are read as the same float, scientific for exponents
  /// below −4 or above 5.
  package static func shortest(_ float: Float64) -> String { text(float, .general, digitCount: nil) }

  /// - Parameters:
  ///   - digitCount: the digits behind the point, or altogether for `general`; nil for the fewest that are read as the
  ///     same float.
  ///   - isUpper: whether the exponent's `E` is a capital.
  package static func text(_ float: Float64, _ form: Form, digitCount: Int?, isUpper: Bool = false) -> String {
    if float.isNaN { return "NaN" }
    if float.isInfinite { return float < 0 ? "-Inf" : "+Inf" }
    var digits: FloatDigits
    if let digitCount {
      digits = FloatDigits(exact: float)
      switch form {
      case .plain: digits.round(to: digits.pointPosition + digitCount)
      case .scientific: digits.round(to: digitCount + 1)
      case .general: digits.round(to: max(1, digitCount))
      }
    } else {
      digits = FloatDigits(shortest: float)
    }
    let body =
      switch form {
      case .plain: plain(digits, digitCount ?? max(digits.digits.count - digits.pointPosition, 0))
      case .scientific: scientific(digits, digitCount ?? max(digits.digits.count - 1, 0), isUpper)
      case .general: general(digits, digitCount.map { max(1, $0) }, isUpper)
      }
    return (digits.isNegative ? "-" : "") + String(decoding: body, as: UTF8.self)
  }

  private static func general(_ digits: FloatDigits, _ digitCount: Int?, _ isUpper: Bool) -> [UInt8] {
    let exponent = digits.pointPosition - 1
    let count = digits.digits.count
    var limit = digitCount ?? shortestExponentMax
    // A number whose digits all stand before the point is plain if that takes no zeros.
    if digitCount != nil, limit > count, count >= digits.pointPosition { limit = count }
    return (!digits.digits.isEmpty && exponent < -4) || exponent >= limit
      ? scientific(digits, max(count - 1, 0), isUpper) : plain(digits, max(count - digits.pointPosition, 0))
  }

  private static func plain(_ digits: FloatDigits, _ decimalCount: Int) -> [UInt8] {
    var text: [UInt8] = []
    if digits.pointPosition > 0 {
      text += (0..<digits.pointPosition).map { digit(digits, $0) }
    } else {
      text.append(UInt8(ascii: "0"))
    }
    if decimalCount > 0 {
      text.append(UInt8(ascii: "."))
      text += (0..<decimalCount).map { digit(digits, digits.pointPosition + $0) }
    }
    return text
  }

  private static func scientific(_ digits: FloatDigits, _ decimalCount: Int, _ isUpper: Bool) -> [UInt8] {
    var text = [digit(digits, 0)]
    if decimalCount > 0 {
      text.append(UInt8(ascii: "."))
      text += (1...decimalCount).map { digit(digits, $0) }
    }
    let exponent = digits.digits.isEmpty ? 0 : digits.pointPosition - 1
    text += [UInt8(ascii: isUpper ? "E" : "e"), UInt8(ascii: exponent < 0 ? "-" : "+")]
    if exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
    return text + Array(String(exponent.magnitude).utf8)
  }

  private static func digit(_ digits: FloatDigits, _ position: Int) -> UInt8 {
    digits.digits.indices.contains(position) ? digits.digits[position] : UInt8(ascii: "0")
  }
}
