import Crypto
import Foundation
import PandoPrimitives
import SwiftASN1
import X509

/// The envelope that TLS and PKCS#12 want around a key: a certificate that the key signs for itself. Only the key in it
/// means anything, so it is made anew whenever it is needed.
enum SelfSignedCertificate {
  /// 9999-12-31T23:59:59Z, "no well-defined expiration date" (RFC 5280 §4.1.2.5).
  private static let never = Date(timeIntervalSince1970: 253_402_300_799)

  /// The DER bytes of a certificate for `key`.
  static func encode(for key: PrivateKey) throws -> [UInt8] {
    let signer: X509.Certificate.PrivateKey =
      switch key.publicKey.scheme {
      case .ed25519: .init(try Curve25519.Signing.PrivateKey(rawRepresentation: key.secretBytes))
      case .p256: .init(try P256.Signing.PrivateKey(rawRepresentation: key.secretBytes))
      }
    let name = try DistinguishedName { CommonName("pando \(key.publicKey.description.prefix(18))") }
    let certificate = try X509.Certificate(
      version: .v3, serialNumber: X509.Certificate.SerialNumber(),
      publicKey: signer.publicKey, notValidBefore: Date(timeIntervalSince1970: 0), notValidAfter: never, issuer: name,
      subject: name, extensions: X509.Certificate.Extensions(), issuerPrivateKey: signer)
    var coder = DER.Serializer()
    try coder.serialize(certificate)
    return coder.serializedBytes
  }
}
