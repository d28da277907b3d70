/// Keccak with 256 bits, as Ethereum and IBAX have it: SHA-3's function with the padding of the first submission.
package enum Keccak256 {
  private static let rateByteCount = 136
  /// The rate, in bytes, over which `HMAC` works.
  static let blockByteCount = rateByteCount

  private static let roundConstants: [UInt64] = {
    // Each is made from seven bits of a shift register (FIPS 202, algorithm 5).
    var register: UInt8 = 1
    return (0..<24).map { _ in
      var constant: UInt64 = 0
      for power in 0..<7 {
        if register & 1 == 1 { constant |= 1 << ((1 << UInt64(power)) - 1) }
        register = register << 1 ^ (register >> 7) * 0x71
      }
      return constant
    }
  }()

  /// The digest, 32 bytes.
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var state = [UInt64](repeating: 0, count: 25)
    var input = bytes
    input.append(1)
    input += [UInt8](repeating: 0, count: (rateByteCount - input.count % rateByteCount) % rateByteCount)
    input[input.count - 1] |= 0x80
    for block in stride(from: 0, to: input.count, by: rateByteCount) {
      for word in 0..<(rateByteCount / 8) {
        var value: UInt64 = 0
        for byte in 0..<8 { value |= UInt64(input[block + 8 * word + byte]) << UInt64(8 * byte) }
        state[word] ^= value
      }
      permute(&state)
    }
    return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64($0 % 8 * 8)) }
  }

  private static func permute(_ state: inout [UInt64]) {
    var column = [UInt64](repeating: 0, count: 5)
    for constant in roundConstants {
      for x in 0..<5 { column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] }
      for x in 0..<5 {
        let change = column[(x + 4) % 5] ^ rotated(column[(x + 1) % 5], 1)
        for y in stride(from: 0, to: 25, by: 5) { state[x + y] ^= change }
      }
      var (x, y) = (1, 0)
      var current = state[1]
      for step in 0..<24 {
        (x, y) = (y, (2 * x + 3 * y) % 5)
        (state[x + 5 * y], current) = (rotated(current, (step + 1) * (step + 2) / 2 % 64), state[x + 5 * y])
      }
      for y in stride(from: 0, to: 25, by: 5) {
        for x in 0..<5 { column[x] = state[x + y] }
        for x in 0..<5 { state[x + y] = column[x] ^ (~column[(x + 1) % 5] & column[(x + 2) % 5]) }
      }
      state[0] ^= constant
    }
  }

  private static func rotated(_ word: UInt64, _ count: Int) -> UInt64 {
    count == 0 ? word : word << UInt64(count) | word >> UInt64(64 - count)
  }

  /// A keyed digest (RFC 2104).
  package static func authentication(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    var block = key.count > blockByteCount ? hash(key) : key
    block += [UInt8](repeating: 0, count: blockByteCount - block.count)
    return hash(block.map { $0 ^ 0x5C } + hash(block.map { $0 ^ 0x36 } + bytes))
  }
}
