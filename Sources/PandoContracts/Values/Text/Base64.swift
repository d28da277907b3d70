/// Bytes in base 64 with padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8?] = {
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
  private static let padding = UInt8(ascii: "=")

  /// How many characters so many bytes become.
  static func encodedCount(_ byteCount: Int) -> Int { (byteCount + 2) / 3 * 4 }

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(encodedCount(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for position in 0..<4 {
        text.append(position <= count ? alphabet[Int(group >> UInt32(18 - 6 * position) & 63)] : padding)
      }
    }
    return text
  }

  /// The bytes, or where the first character stands that does not belong there. Line breaks mean nothing.
  static func decode(_ text: [UInt8]) -> Result<[UInt8], Place> {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    var count = 0
    var paddingCount = 0
    for (place, byte) in text.enumerated() where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
      if byte == padding {
        guard count >= 2, count + paddingCount < 4 else { return .failure(Place(offset: place)) }
        paddingCount += 1
        continue
      }
      guard paddingCount == 0, let value = values[Int(byte)] else { return .failure(Place(offset: place)) }
      group = group << 6 | UInt32(value)
      count += 1
      guard count == 4 else { continue }
      bytes += [UInt8(group >> 16), UInt8(group >> 8 & 255), UInt8(group & 255)]
      (group, count) = (0, 0)
    }
    guard count == 0 || count + paddingCount == 4 else { return .failure(Place(offset: text.count)) }
    if count >= 2 { bytes.append(UInt8(group >> UInt32(6 * count - 8) & 255)) }
    if count == 3 { bytes.append(UInt8(group >> 2 & 255)) }
    return .success(bytes)
  }

  /// A place in a text that is no base 64.
  struct Place: Error, Equatable {
    let offset: Int
  }
}
