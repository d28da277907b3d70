import Crypto
import PandoPrimitives

/// Addresses that a public key of the curve secp256k1 has on other chains.
package enum ForeignAddress {
  /// Bytes of a key: both coordinates.
  static let keyByteCount = 64
  private static let base58Alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

  /// The last 20 bytes of the key's Keccak digest.
  private static func account(_ key: [UInt8]) -> [UInt8] { Array(Keccak256.hash(key).suffix(20)) }

  /// Ethereum's, with the case of its letters as a check (EIP-55).
  static func ethereum(_ key: [UInt8]) -> [UInt8] {
    let digits = Hexadecimal.encode(account(key))
    let check = Hexadecimal.encode(Keccak256.hash(digits))
    return Array("0x".utf8)
      + zip(digits, check).map { digit, check in
        digit >= UInt8(ascii: "a") && check >= UInt8(ascii: "8") ? digit - 32 : digit
      }
  }

  /// Tron's: Ethereum's account in base 58.
  static func tron(_ key: [UInt8]) -> [UInt8] { base58Check([0x41] + account(key)) }

  /// Base 58 with the first four bytes of a double SHA-256 behind the bytes.
  private static func base58Check(_ bytes: [UInt8]) -> [UInt8] {
    let sum = Array(SHA256.hash(data: Array(SHA256.hash(data: bytes))))
    var number = (bytes + sum.prefix(4)).reduce(Natural.zero) { $0 * Natural(256) + Natural(UInt64($1)) }
    var reversed: [UInt8] = []
    while !number.isZero { reversed.append(base58Alphabet[Int(number.divide(by: 58))]) }
    reversed += bytes.prefix { $0 == 0 }.map { _ in base58Alphabet[0] }
    return reversed.reversed()
  }
}
