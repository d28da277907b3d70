/// Reads numbers from texts that contracts have.
package enum NumberText {
  /// Why a text is no integer.
  package enum IntegerError: String, Error {
    case syntax = "invalid syntax"
    case range = "value out of range"
  }

  /// Bytes of a float's text. Longer ones say nothing more.
  private static let floatByteCountMax = 1100

  /// A 64-bit integer: an optional sign and digits.
  package static func integer(_ text: some Collection<UInt8>) throws(IntegerError) -> Int64 {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { throw .syntax }
    var value: Int64 = 0
    for digit in digits {
      let (product, first) = value.multipliedReportingOverflow(by: 10)
      let step = Int64(digit - UInt8(ascii: "0"))
      let (sum, second) =
        isNegative ? product.subtractingReportingOverflow(step) : product.addingReportingOverflow(step)
      guard !first, !second else { throw .range }
      value = sum
    }
    return value
  }

  /// A float: an optional sign, digits with at most one point, an optional exponent; or `inf`, `infinity`, `nan` in any
  /// case. Numbers beyond the range of floats are infinite. Nil for anything else.
  package static func float(_ text: some Collection<UInt8>) -> Float64? {
    guard text.count <= floatByteCountMax else { return nil }
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let magnitude = isSigned ? text.dropFirst() : text[...]
    let sign: FloatingPointSign = text.first == UInt8(ascii: "-") ? .minus : .plus
    switch String(decoding: magnitude.map { $0 | 0x20 }, as: UTF8.self) {
    case "inf", "infinity": return Float64(signOf: sign == .minus ? -1 : 1, magnitudeOf: .infinity)
    case "nan": return isSigned ? nil : .nan
    default: break
    }
    guard isFloat(magnitude) else { return nil }
    // What has this form, the standard library reads as the nearest float.
    return Float64(String(decoding: text, as: UTF8.self))
  }

  private static func isFloat(_ text: some Collection<UInt8>) -> Bool {
    let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    guard !digits.isEmpty, digits.allSatisfy(\.isDigit), mantissa.count - digits.count <= 1 else { return false }
    guard mantissa.count < text.count else { return true }
    let exponent = text.dropFirst(mantissa.count + 1)
    let exponentDigits =
      exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+")
      ? exponent.dropFirst() : exponent
    return !exponentDigits.isEmpty && exponentDigits.allSatisfy(\.isDigit)
  }
}
