import Crypto
import CryptoExtras
import Foundation
import SwiftASN1

/// One private key and its certificate in a PKCS#12 file (RFC 7292), with today's algorithms alone: the key under PBES2
/// (PBKDF2 with HMAC-SHA-256, AES-256 in CBC mode), the whole under an HMAC-SHA-256. That is what OpenSSL 3 writes too.
///
/// Both the cipher's key and the MAC's come from the password; a guess costs what the cheaper costs, so they get the
/// same number of iterations.
package enum PKCS12 {
  package enum Failure: Error, Sendable, Hashable {
    case malformed
    case unsupported(String)
    case wrongPassword
    case noKey
  }

  private static let saltByteCount = 16
  /// What a foreign file may ask for, so that none keeps us busy for minutes.
  private static let iterationsMax = 10_000_000

  /// The file's bytes.
  package static func encode(
    privateKey: [UInt8], certificate: [UInt8], keyID: [UInt8], password: String, iterations: Int
  ) throws -> [UInt8] {
    let key = try TypedValue(
      .shroudedKeyBag, try encrypt(privateKey, password: password, iterations: iterations), keyID: keyID)
    let certificate = try TypedValue(
      .certificateBag, try TypedValue(.x509Certificate, ASN1OctetString(contentBytes: certificate[...])), keyID: keyID)
    let safe = try der { coder in
      try coder.serializeSequenceOf([
        try TypedValue(
          .data, ASN1OctetString(contentBytes: try der { try $0.serializeSequenceOf([certificate]) }[...])),
        try TypedValue(.data, ASN1OctetString(contentBytes: try der { try $0.serializeSequenceOf([key]) }[...])),
      ])
    }
    let salt = randomBytes(saltByteCount)
    let mac = AlgorithmAndBytes(
      AlgorithmIdentifier(.sha256, try ASN1Any(erasing: ASN1Null())),
      Array(HMAC<SHA256>.authenticationCode(for: safe, using: macKey(password, salt: salt, iterations: iterations))))
    return try der { coder in
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.serialize(3)
        try coder.serialize(try TypedValue(.data, ASN1OctetString(contentBytes: safe[...])))
        try coder.serialize(MacData(mac: mac, salt: salt, iterations: iterations))
      }
    }
  }

  /// The first private key (PKCS#8) in the file's bytes.
  package static func decode(_ bytes: [UInt8], password: String) throws(Failure) -> [UInt8] {
    do {
      let (safe, mac) = try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
        guard try Int(derEncoded: &nodes) == 3 else { throw Failure.unsupported("a version other than 3") }
        let safe = try contents(TypedValue(derEncoded: &nodes))
        return (safe, try nodes.next().map { try MacData(derEncoded: $0) })
      }
      try check(safe, mac, password: password)
      for content in try DER.sequence(of: TypedValue.self, identifier: .sequence, rootNode: DER.parse(safe))
      where content.type == .data {
        let bags = try DER.sequence(
          of: TypedValue.self, identifier: .sequence, rootNode: DER.parse(contents(content)))
        if let bag = bags.first(where: { $0.type == .shroudedKeyBag }) {
          return try decrypt(try AlgorithmAndBytes(asn1Any: bag.value), password: password)
        }
      }
      throw Failure.noKey
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .malformed
    }
  }

  private static func contents(_ content: TypedValue) throws -> [UInt8] {
    guard content.type == .data else { throw Failure.unsupported("protection by public keys") }
    return Array(try ASN1OctetString(asn1Any: content.value).bytes)
  }

  private static func der(_ write: (inout DER.Serializer) throws -> Void) throws -> [UInt8] {
    var coder = DER.Serializer()
    try write(&coder)
    return coder.serializedBytes
  }

  private static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in generator.next() }
  }
}

// MARK: Encryption and authentication

extension PKCS12 {
  private static func encrypt(_ bytes: [UInt8], password: String, iterations: Int) throws -> AlgorithmAndBytes {
    let salt = randomBytes(saltByteCount)
    let iv = randomBytes(16)
    let key = try cipherKey(password, salt: salt, iterations: iterations)
    let derivation = AlgorithmIdentifier(
      .pbkdf2,
      try ASN1Any(
        erasing: PBKDF2Parameters(
          salt: salt, iterations: iterations,
          hash: AlgorithmIdentifier(.hmacWithSHA256, try ASN1Any(erasing: ASN1Null())))))
    let cipher = AlgorithmIdentifier(.aes256CBC, try ASN1Any(erasing: ASN1OctetString(contentBytes: iv[...])))
    let parameters = try der { try $0.serializeSequenceOf([derivation, cipher]) }
    return AlgorithmAndBytes(
      AlgorithmIdentifier(.pbes2, ASN1Any(derEncoded: try DER.parse(parameters))),
      Array(try AES._CBC.encrypt(bytes, using: key, iv: AES._CBC.IV(ivBytes: iv))))
  }

  private static func decrypt(_ sealed: AlgorithmAndBytes, password: String) throws -> [UInt8] {
    guard sealed.algorithm.algorithm == .pbes2, let parameters = sealed.algorithm.parameters else {
      throw Failure.unsupported("a cipher other than PBES2")
    }
    let parts = try [AlgorithmIdentifier](asn1Sequence: parameters)
    guard parts.count == 2, let derivation = parts[0].parameters, let iv = parts[1].parameters else {
      throw Failure.malformed
    }
    guard parts[0].algorithm == .pbkdf2, parts[1].algorithm == .aes256CBC else {
      throw Failure.unsupported("a cipher other than AES-256-CBC with PBKDF2")
    }
    let kdf = try PBKDF2Parameters(asn1Any: derivation)
    guard kdf.hash?.algorithm == .hmacWithSHA256 else { throw Failure.unsupported("PBKDF2 without SHA-256") }
    guard (1...iterationsMax).contains(kdf.iterations) else { throw Failure.unsupported("too many iterations") }
    let key = try cipherKey(password, salt: Array(kdf.salt.bytes), iterations: kdf.iterations)
    return Array(
      try AES._CBC.decrypt(
        Array(sealed.bytes.bytes), using: key, iv: AES._CBC.IV(ivBytes: Array(try ASN1OctetString(asn1Any: iv).bytes))))
  }

  private static func check(_ safe: [UInt8], _ mac: MacData?, password: String) throws(Failure) {
    guard let mac else { throw .unsupported("no password") }
    guard mac.mac.algorithm.algorithm == .sha256 else { throw .unsupported("a MAC other than HMAC-SHA-256") }
    guard (1...iterationsMax).contains(mac.iterations) else { throw .unsupported("too many iterations") }
    let key = macKey(password, salt: Array(mac.salt.bytes), iterations: mac.iterations)
    guard HMAC<SHA256>.isValidAuthenticationCode(Array(mac.mac.bytes.bytes), authenticating: safe, using: key) else {
      throw .wrongPassword
    }
  }

  private static func cipherKey(_ password: String, salt: [UInt8], iterations: Int) throws -> SymmetricKey {
    try KDF.Insecure.PBKDF2.deriveKey(
      from: Array(password.utf8), salt: salt, using: .sha256, outputByteCount: 32, unsafeUncheckedRounds: iterations)
  }

  /// RFC 7292, appendix B.2, for purpose 3 (integrity). A key for HMAC-SHA-256 is as long as one SHA-256, so that the
  /// first round of the procedure gives all of it.
  private static func macKey(_ password: String, salt: [UInt8], iterations: Int) -> SymmetricKey {
    let block = 64
    // Appendix B.1: UTF-16, big-endian, with a zero at the end.
    let text = (Array(password.utf16) + [0]).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    func filled(_ bytes: [UInt8]) -> [UInt8] {
      let count = (bytes.count + block - 1) / block * block
      return (0..<count).map { bytes[$0 % bytes.count] }
    }
    var digest = SHA256.hash(data: [UInt8](repeating: 3, count: block) + filled(salt) + filled(text))
    for _ in 1..<iterations { digest = SHA256.hash(data: Array(digest)) }
    return SymmetricKey(data: Array(digest))
  }
}

extension Array where Element == AlgorithmIdentifier {
  fileprivate init(asn1Sequence any: ASN1Any) throws {
    var coder = DER.Serializer()
    try coder.serialize(any)
    self = try DER.sequence(of: Element.self, identifier: .sequence, rootNode: DER.parse(coder.serializedBytes))
  }
}
