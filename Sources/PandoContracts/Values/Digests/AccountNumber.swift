import Crypto

/// The number of an account as IBAX makes it: 64 bits from a public key, the last of its twenty decimal digits a check
/// digit. As an address it is written in groups of four.
package enum AccountNumber {
  private static let digitCount = 20

  /// The number of a public key's account, or of whatever else stands for one.
  package static func number(of bytes: [UInt8]) -> Int64 {
    let sum = crc64(Array(SHA512.hash(data: Keccak256.hash(bytes))))
    let base = sum - sum % 10
    let (number, overflow) = base.addingReportingOverflow(UInt64(checkDigit(digits(base).dropLast())))
    // The last numbers of all have no room for their digit; they wrap as they do upstream.
    return Int64(bitPattern: overflow ? base &+ UInt64(checkDigit(digits(base).dropLast())) : number)
  }

  /// The address, or nil when the check digit is wrong.
  package static func address(of number: Int64) -> String? {
    let digits = digits(UInt64(bitPattern: number))
    guard isChecked(digits) else { return nil }
    return stride(from: 0, to: digitCount, by: 4).map { start in
      String(decoding: digits[start..<(start + 4)].map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }.joined(separator: "-")
  }

  /// The number that an address, twenty digits, fewer digits or a negative integer stand for; nil for anything else.
  package static func number(ofAddress text: [UInt8]) -> Int64? {
    if text.first == UInt8(ascii: "-") {
      guard let number = try? NumberText.integer(text), isChecked(digits(UInt64(bitPattern: number))) else {
        return nil
      }
      return number
    }
    let characters = text.filter { $0 != UInt8(ascii: "-") }
    guard !characters.isEmpty, characters.count <= digitCount, characters.allSatisfy(\.isDigit) else { return nil }
    var number: UInt64 = 0
    for digit in characters {
      let (product, first) = number.multipliedReportingOverflow(by: 10)
      let (sum, second) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !first, !second else { return nil }
      number = sum
    }
    return isChecked(digits(number)) ? Int64(bitPattern: number) : nil
  }

  /// Twenty digits, the first first.
  private static func digits(_ number: UInt64) -> [UInt8] {
    var rest = number
    var digits = [UInt8](repeating: 0, count: digitCount)
    for position in digits.indices.reversed() {
      digits[position] = UInt8(rest % 10)
      rest /= 10
    }
    return digits
  }

  private static func isChecked(_ digits: [UInt8]) -> Bool {
    checkDigit(digits.dropLast()) == digits[digitCount - 1]
  }

  /// The weights are those of European article numbers: 1 and 3 in turn.
  private static func checkDigit(_ digits: ArraySlice<UInt8>) -> UInt8 {
    let sum = digits.enumerated().reduce(0) { $0 + Int($1.element) * ($1.offset % 2 == 0 ? 1 : 3) }
    return UInt8((10 - sum % 10) % 10)
  }

  /// ECMA-182's polynomial, reflected.
  private static func crc64(_ bytes: [UInt8]) -> UInt64 {
    ~bytes.reduce(UInt64.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt64(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xC96C_5795_D787_0F42 : rest >> 1 }
    }
  }
}
