/// Logarithms and powers of floats, from the basic operations of IEEE 754 alone, in a fixed order.
///
/// The C library's own differ from machine to machine in the last bit. These are the classic algorithms of FreeBSD's
/// msun, as the language Go has them; the compiler neither fuses nor reorders their operations.
enum FloatMath {
  private static let ln2High = 6.93147180369123816490e-01
  private static let ln2Low = 1.90821492927058770002e-10
  /// 1 / ln 2, and ln 2 / ln 10.
  private static let log2E = 1.442695040888963407359924681001892137
  private static let log10Two = 0.301029995663981195213738894724493027

  /// The fraction from ½ up to 1, and the power of two, that make a finite float which is not zero.
  private static func parts(_ x: Float64) -> (fraction: Float64, exponent: Int) {
    (x.sign == .minus ? -x.significand / 2 : x.significand / 2, Int(x.exponent) + 1)
  }

  private static func scaled(_ x: Float64, by exponent: Int) -> Float64 {
    Float64(sign: .plus, exponent: exponent, significand: x)
  }

  /// The natural logarithm.
  static func log(_ x: Float64) -> Float64 {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return x }
    var (fraction, exponent) = parts(x)
    if fraction < 0.70710678118654752440 {
      fraction *= 2
      exponent -= 1
    }
    let f = fraction - 1
    let k = Float64(exponent)
    let s = f / (2 + f)
    let s2 = s * s
    let s4 = s2 * s2
    let odd = 2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)
    let even = 2.222219843214978396e-01 + s4 * 1.531383769920937332e-01
    let t1 = s2 * (6.666666666666735130e-01 + s4 * odd)
    let t2 = s4 * (3.999999999940941908e-01 + s4 * even)
    let half = 0.5 * f * f
    let correction = s * (half + (t1 + t2)) + k * ln2Low
    return k * ln2High - ((half - correction) - f)
  }

  /// The logarithm to base 10.
  static func log10(_ x: Float64) -> Float64 {
    guard x > 0, x.isFinite else { return log(x) }
    let (fraction, exponent) = parts(x)
    // Exact for powers of two.
    let log2 = fraction == 0.5 ? Float64(exponent - 1) : log(fraction) * log2E + Float64(exponent)
    return log2 * log10Two
  }

  private static func exp(_ x: Float64) -> Float64 {
    if x > 7.09782712893383973096e+02 { return .infinity }
    if x < -7.45133219101941108420e+02 { return 0 }
    if x.magnitude < 1.0 / Float64(1 << 28) { return 1 + x }
    let power = (log2E * x + (x < 0 ? -0.5 : 0.5)).rounded(.towardZero)
    let high = x - power * ln2High
    let low = power * ln2Low
    let r = high - low
    let t = r * r
    let p3 = 6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
    let c = r - t * (1.66666666666666657415e-01 + t * (-2.77777777770155933842e-03 + t * p3))
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    return scaled(y, by: Int(power))
  }

  private static func isOdd(_ x: Float64) -> Bool {
    // Beyond 2⁵³ all floats are even.
    x.magnitude < Float64(1 << 53) && x.truncatingRemainder(dividingBy: 2).magnitude == 1
  }

  /// A power.
  static func power(_ x: Float64, _ y: Float64) -> Float64 {
    if y == 0 || x == 1 { return 1 }
    if y == 1 { return x }
    if x.isNaN || y.isNaN { return .nan }
    if x == 0 {
      let isNegative = x.sign == .minus && isOdd(y)
      if y < 0 { return isNegative ? -.infinity : .infinity }
      return isNegative ? x : 0
    }
    if y.isInfinite || y.magnitude >= Float64(sign: .plus, exponent: 63, significand: 1) {
      if x == -1 { return 1 }
      return (x.magnitude < 1) == (y > 0) ? 0 : .infinity
    }
    if x.isInfinite {
      if x < 0 { return power(1 / x, -y) }
      return y < 0 ? 0 : .infinity
    }
    if y == 0.5 { return x.squareRoot() }
    if y == -0.5 { return 1 / x.squareRoot() }
    return finitePower(x, y)
  }

  private static func finitePower(_ x: Float64, _ y: Float64) -> Float64 {
    var whole = y.magnitude.rounded(.towardZero)
    var fraction = y.magnitude - whole
    if fraction != 0, x < 0 { return .nan }
    var result = 1.0
    var exponent = 0
    if fraction != 0 {
      if fraction > 0.5 {
        fraction -= 1
        whole += 1
      }
      result = exp(fraction * log(x))
    }
    var (base, baseExponent) = parts(x)
    var bits = UInt64(whole)
    while bits != 0 {
      if baseExponent.magnitude > 1 << 12 {
        // It overflows or vanishes, whatever comes.
        exponent += baseExponent
        break
      }
      if bits & 1 == 1 {
        result *= base
        exponent += baseExponent
      }
      base *= base
      baseExponent <<= 1
      if base < 0.5 {
        base += base
        baseExponent -= 1
      }
      bits >>= 1
    }
    return y < 0 ? scaled(1 / result, by: -exponent) : scaled(result, by: exponent)
  }
}
