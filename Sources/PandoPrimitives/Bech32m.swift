/// Bech32m, the checked text form of addresses (BIP 350), without BIP 350's limit of 90 characters on what is encoded.
public enum Bech32m {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let checksumConstant: UInt32 = 0x2bc8_30a3
  private static let checksumCount = 6
  /// The longest text that is looked at.
  private static let textByteCountMax = 128

  /// `prefix`, the separator `1`, and `bytes` with a checksum.
  public static func encode(_ bytes: [UInt8], prefix: String) -> String {
    let values = regroup(bytes, from: 8, to: 5, padding: true) ?? []
    let sum = polymod(expanded(prefix) + values + [UInt8](repeating: 0, count: checksumCount)) ^ checksumConstant
    let check = (0..<checksumCount).map { UInt8(sum >> UInt32(5 * (checksumCount - 1 - $0)) & 31) }
    return prefix + "1" + String(decoding: (values + check).map { alphabet[Int($0)] }, as: UTF8.self)
  }

  /// The bytes in `text`, or nil when the prefix, a character, the case, the checksum or the padding is wrong.
  public static func decode(_ text: String, prefix: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count <= textByteCountMax else { return nil }
    let hasLower = characters.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    let hasUpper = characters.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    guard !(hasLower && hasUpper) else { return nil }
    let lower = characters.map { hasUpper && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
    let head = Array(prefix.utf8) + [UInt8(ascii: "1")]
    guard lower.starts(with: head) else { return nil }
    var values: [UInt8] = []
    for character in lower.dropFirst(head.count) {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      values.append(UInt8(value))
    }
    guard values.count >= checksumCount, polymod(expanded(prefix) + values) == checksumConstant else { return nil }
    return regroup(Array(values.dropLast(checksumCount)), from: 5, to: 8, padding: false)
  }

  private static func expanded(_ prefix: String) -> [UInt8] {
    prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
  }

  private static func polymod(_ values: [UInt8]) -> UInt32 {
    let generators: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
    var sum: UInt32 = 1
    for value in values {
      let top = sum >> 25
      sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
      for (bit, generator) in generators.enumerated() where top >> UInt32(bit) & 1 == 1 { sum ^= generator }
    }
    return sum
  }

  /// Regroups bits; without padding, left-over bits must be fewer than `from` and zero.
  private static func regroup(_ values: [UInt8], from: UInt32, to: UInt32, padding: Bool) -> [UInt8]? {
    var accumulator: UInt32 = 0
    var bitCount: UInt32 = 0
    var result: [UInt8] = []
    let mask: UInt32 = 1 << to - 1
    for value in values {
      accumulator = (accumulator << from | UInt32(value)) & 0xffff
      bitCount += from
      while bitCount >= to {
        bitCount -= to
        result.append(UInt8(accumulator >> bitCount & mask))
      }
    }
    if padding {
      if bitCount > 0 { result.append(UInt8(accumulator << (to - bitCount) & mask)) }
      return result
    }
    guard bitCount < from, accumulator & (1 << bitCount - 1) == 0 else { return nil }
    return result
  }
}
