import Crypto

/// The order of the P-256 group (FIPS 186-5), big-endian.
private let order: [UInt8] = [
  0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
]

/// Half the order, rounded down: the greatest s that a signature may have. Of the two values of s that satisfy the
/// equation only the lower is accepted, so that nobody can turn one valid signature into another.
private let halfOrder: [UInt8] = [
  0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
]

extension PublicKey {
  func verifyP256(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard signature.count == 64, !halfOrder.lexicographicallyPrecedes(signature[32...]),
      let key = try? P256.Signing.PublicKey(compressedRepresentation: rawBytes),
      let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
    else { return false }
    return key.isValidSignature(parsed, for: message)
  }
}

/// The same signature r ‖ s with s replaced by `order − s` when s is in the upper half.
func lowS(_ signature: [UInt8]) -> [UInt8] {
  precondition(signature.count == 64, "A P-256 signature has 64 bytes.")
  guard halfOrder.lexicographicallyPrecedes(signature[32...]) else { return signature }
  var result = signature
  var borrow = 0
  for index in stride(from: 31, through: 0, by: -1) {
    let difference = Int(order[index]) - Int(signature[32 + index]) - borrow
    borrow = difference < 0 ? 1 : 0
    result[32 + index] = UInt8(difference + 256 * borrow)
  }
  return result
}
