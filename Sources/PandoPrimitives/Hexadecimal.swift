/// Bytes as hexadecimal digits.
package enum Hexadecimal {
  /// Why a text does not spell bytes.
  package enum DecodingError: Error {
    case oddLength
    /// The first byte that is no digit.
    case invalidByte(UInt8)
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits for each byte, in lower case.
  package static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }

  /// The bytes that digits of either case spell.
  package static func decode(_ text: some Collection<UInt8>) throws(DecodingError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for byte in text {
      guard let value = value(of: byte) else { throw .invalidByte(byte) }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard high == nil else { throw .oddLength }
    return bytes
  }

  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension Array where Element == UInt8 {
  /// The bytes that pairs of hexadecimal digits spell, or nil when the text holds anything else.
  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = try? Hexadecimal.decode(text.utf8) else { return nil }
    self = bytes
  }
}

extension Sequence where Element == UInt8 {
  /// Two lower-case hexadecimal digits for each byte.
  public var hexadecimal: String { String(decoding: Hexadecimal.encode(self), as: UTF8.self) }
}
