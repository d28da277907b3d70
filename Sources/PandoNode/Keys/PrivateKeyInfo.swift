import Crypto
import Foundation
package import PandoPrimitives
import SwiftASN1

extension PrivateKey {
  /// A new key from the system's randomness.
  package static func generate(_ scheme: SignatureScheme) -> PrivateKey {
    let secret =
      switch scheme {
      case .ed25519: Array(Curve25519.Signing.PrivateKey().rawRepresentation)
      case .p256: Array(P256.Signing.PrivateKey().rawRepresentation)
      }
    guard let key = PrivateKey(scheme: scheme, rawBytes: secret) else {
      preconditionFailure("The library's own key is one.")
    }
    return key
  }
}

/// Private keys as PKCS#8 (RFC 5958), with the Ed25519 form of RFC 8410 and the elliptic-curve form of RFC 5915.
package enum PrivateKeyInfo {
  private static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]

  /// The DER bytes of `key`.
  package static func encode(_ key: PrivateKey) throws -> [UInt8] {
    switch key.publicKey.scheme {
    case .ed25519:
      var secret = DER.Serializer()
      try secret.serialize(ASN1OctetString(contentBytes: key.secretBytes[...]))
      var info = DER.Serializer()
      try info.appendConstructedNode(identifier: .sequence) { coder in
        try coder.serialize(0)
        try coder.serialize(AlgorithmIdentifier(ed25519))
        try coder.serialize(ASN1OctetString(contentBytes: secret.serializedBytes[...]))
      }
      return info.serializedBytes
    case .p256:
      return Array(try P256.Signing.PrivateKey(rawRepresentation: key.secretBytes).derRepresentation)
    }
  }

  /// The key in DER bytes, or nil when they hold none that this project uses.
  package static func decode(_ bytes: [UInt8]) -> PrivateKey? {
    if let key = try? P256.Signing.PrivateKey(derRepresentation: bytes) {
      return PrivateKey(scheme: .p256, rawBytes: Array(key.rawRepresentation))
    }
    let secret = try? DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes -> ASN1OctetString? in
      _ = try Int(derEncoded: &nodes)
      let algorithm = try AlgorithmIdentifier(derEncoded: &nodes)
      let key = try ASN1OctetString(derEncoded: &nodes)
      // Attributes and the public key may follow; the public key is worked out instead.
      while nodes.next() != nil {}
      return algorithm.algorithm == ed25519 ? try ASN1OctetString(derEncoded: key.bytes) : nil
    }
    guard let secret = secret ?? nil else { return nil }
    return PrivateKey(scheme: .ed25519, rawBytes: Array(secret.bytes))
  }
}
