import Crypto

/// How keys sign. Adding a scheme costs one case here and one file beside `Signature+*.swift`.
public enum SignatureScheme: UInt8, Sendable, CaseIterable {
  /// Ed25519 (RFC 8032), checked without the cofactor and without points of small order; keys of 32 bytes, signatures
  /// of 64.
  case ed25519 = 1
  /// ECDSA on P-256 with SHA-256 (FIPS 186-5); compressed keys of 33 bytes, signatures r ‖ s of 64 with s in the lower
  /// half.
  case p256 = 2

  /// The length of a public key in bytes, the scheme byte aside.
  public var keyByteCount: Int {
    switch self {
    case .ed25519: 32
    case .p256: 33
    }
  }
}

/// A public key: the scheme and the key's bytes. Two keys are ordered by their encoded bytes.
public struct PublicKey: Hashable, Comparable, Sendable {
  public let scheme: SignatureScheme
  /// The key without its scheme byte.
  public let rawBytes: [UInt8]

  /// The longest encoded form in bytes.
  public static let byteCountMax = 34

  /// A key of `scheme`, or nil when the length is wrong. Whether the point is on the curve shows when it is used.
  public init?(scheme: SignatureScheme, rawBytes: [UInt8]) {
    guard rawBytes.count == scheme.keyByteCount else { return nil }
    self.scheme = scheme
    self.rawBytes = rawBytes
  }

  /// The key that `scheme byte ‖ key bytes` spell, or nil.
  public init?(bytes: [UInt8]) { self.init(bytes: bytes[...]) }

  init?(bytes: ArraySlice<UInt8>) {
    guard let first = bytes.first, let scheme = SignatureScheme(rawValue: first) else { return nil }
    self.init(scheme: scheme, rawBytes: Array(bytes.dropFirst()))
  }

  /// The key that hexadecimal digits spell, scheme byte first, or nil.
  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = [UInt8](hexadecimal: text) else { return nil }
    self.init(bytes: bytes)
  }

  /// Scheme byte ‖ key bytes.
  public var bytes: [UInt8] { [scheme.rawValue] + rawBytes }

  public static func < (left: PublicKey, right: PublicKey) -> Bool {
    left.scheme == right.scheme
      ? left.rawBytes.lexicographicallyPrecedes(right.rawBytes) : left.scheme.rawValue < right.scheme.rawValue
  }

  /// Whether `signature` is this key's signature over `message`. Costs about 50 µs.
  public func verify(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    switch scheme {
    case .ed25519: verifyEd25519(signature, over: message)
    case .p256: verifyP256(signature, over: message)
    }
  }
}

extension PublicKey: CustomStringConvertible {
  /// Hexadecimal digits, scheme byte first.
  public var description: String { bytes.hexadecimal }
}

/// A private key. It describes itself by its public half, so that no log ever shows it.
public struct PrivateKey: Sendable, CustomStringConvertible {
  private enum Key: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
  }

  private let key: Key

  /// The key of `scheme` with these 32 secret bytes, or nil when they are none.
  public init?(scheme: SignatureScheme, rawBytes: [UInt8]) {
    switch scheme {
    case .ed25519:
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawBytes) else { return nil }
      self.key = .ed25519(key)
    case .p256:
      guard let key = try? P256.Signing.PrivateKey(rawRepresentation: rawBytes) else { return nil }
      self.key = .p256(key)
    }
  }

  /// The 32 secret bytes, for writing into a protected file and nothing else.
  public var secretBytes: [UInt8] {
    switch key {
    case .ed25519(let key): Array(key.rawRepresentation)
    case .p256(let key): Array(key.rawRepresentation)
    }
  }

  public var publicKey: PublicKey {
    let (scheme, bytes): (SignatureScheme, [UInt8]) =
      switch key {
      case .ed25519(let key): (.ed25519, Array(key.publicKey.rawRepresentation))
      case .p256(let key): (.p256, Array(key.publicKey.compressedRepresentation))
      }
    guard let publicKey = PublicKey(scheme: scheme, rawBytes: bytes) else {
      preconditionFailure("The library returned a public key of another length than its scheme's.")
    }
    return publicKey
  }

  /// Signs `message`.
  /// - Throws: what the cryptographic library throws when it cannot sign, such as for want of randomness.
  public func sign(_ message: [UInt8]) throws -> [UInt8] {
    switch key {
    case .ed25519(let key): Array(try key.signature(for: message))
    case .p256(let key): lowS(Array(try key.signature(for: message).rawRepresentation))
    }
  }

  public var description: String { "private key of \(publicKey)" }
}
