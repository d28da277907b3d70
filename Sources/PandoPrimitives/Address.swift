/// Who may act or hold: one key, m of n keys, or a contract. Kind byte ‖ SHA-256 of the descriptor, 33 bytes.
public struct Address: Hashable, Comparable, Sendable {
  /// What the hash in an address is of.
  public enum Kind: UInt8, Sendable, CaseIterable {
    case key = 0
    case threshold = 1
    case contract = 2
  }

  public static let byteCount = 33
  /// The human-readable part of the text form.
  public static let prefix = "pando"

  public let kind: Kind
  public let hash: Hash

  public init(kind: Kind, hash: Hash) {
    self.kind = kind
    self.hash = hash
  }

  /// The address of one public key.
  public init(_ key: PublicKey) {
    self.init(kind: .key, hash: Hash(.address, [Kind.key.rawValue] + key.bytes))
  }

  /// The address of m of n keys.
  public init(_ threshold: Threshold) {
    self.init(kind: .threshold, hash: Hash(.address, [Kind.threshold.rawValue] + threshold.canonicalBytes))
  }

  /// The address with these 33 bytes, or nil.
  public init?(bytes: [UInt8]) { self.init(bytes: bytes[...]) }

  init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Address.byteCount, let kind = bytes.first.flatMap({ Kind(rawValue: $0) }),
      let hash = Hash(bytes: bytes.dropFirst())
    else { return nil }
    self.init(kind: kind, hash: hash)
  }

  /// The address that Bech32m text `pando1…` spells, or nil.
  public init?(_ text: String) {
    guard let bytes = Bech32m.decode(text, prefix: Address.prefix) else { return nil }
    self.init(bytes: bytes)
  }

  public var bytes: [UInt8] { [kind.rawValue] + hash.bytes }

  public static func < (left: Address, right: Address) -> Bool {
    left.kind == right.kind ? left.hash < right.hash : left.kind.rawValue < right.kind.rawValue
  }
}

extension Address: CustomStringConvertible {
  /// The Bech32m text, `pando1…`.
  public var description: String { Bech32m.encode(bytes, prefix: Address.prefix) }
}

/// What a threshold address stands for: at least `required` of `keys` must sign.
public struct Threshold: Hashable, Sendable, CanonicalMessage {
  /// The greatest number of keys.
  public static let keyCountMax = 64

  public let required: Int
  /// Strictly ascending.
  public let keys: [PublicKey]

  /// Nil unless 1 ≤ `required` ≤ number of distinct `keys` ≤ ``keyCountMax``. The keys are sorted.
  public init?(required: Int, keys: [PublicKey]) {
    let sorted = keys.sorted()
    guard isStrictlyAscending(sorted), sorted.count <= Threshold.keyCountMax, required >= 1, required <= sorted.count
    else { return nil }
    self.required = required
    self.keys = sorted
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, UInt64(required))
    encoder.repeatedBytes(2, keys.map(\.bytes))
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    let required = try decoder.integer(1, atMost: UInt64(Threshold.keyCountMax))
    let keys = try decoder.publicKeys(2, atMost: Threshold.keyCountMax)
    guard isStrictlyAscending(keys), let threshold = Threshold(required: Int(required), keys: keys) else {
      throw .invalidValue(field: 2)
    }
    self = threshold
  }

  /// Whether enough of the keys are in `signers`.
  public func isSatisfied(by signers: [PublicKey]) -> Bool {
    keys.count { signers.contains($0) } >= required
  }
}

/// Whether each element is greater than the one before it.
public func isStrictlyAscending<T: Comparable>(_ values: [T]) -> Bool {
  zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
}
