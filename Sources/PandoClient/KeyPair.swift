import Crypto
public import PandoPrimitives

/// A private key with its public half and its address: what a customer signs with. It describes itself by its address,
/// so that no log ever shows the secret.
public struct KeyPair: Sendable, CustomStringConvertible {
  public let privateKey: PrivateKey
  public let publicKey: PublicKey
  /// The address of this key alone.
  public let address: Address

  public init(_ privateKey: PrivateKey) {
    self.privateKey = privateKey
    publicKey = privateKey.publicKey
    address = Address(publicKey)
  }

  /// A new key from the system's source of randomness.
  public static func generate(_ scheme: SignatureScheme = .ed25519) -> KeyPair {
    let secret =
      switch scheme {
      case .ed25519: Array(Curve25519.Signing.PrivateKey().rawRepresentation)
      case .p256: Array(P256.Signing.PrivateKey().rawRepresentation)
      }
    guard let key = PrivateKey(scheme: scheme, rawBytes: secret) else {
      preconditionFailure("The library's own secret is a key.")
    }
    return KeyPair(key)
  }

  public var description: String { address.description }
}
