/// A node that votes.
public struct Validator: Hashable, Sendable, CanonicalMessage {
  public static let nameByteCountMax = 64
  public static let weightMax: UInt64 = 1 << 32

  /// The node's Ed25519 key; its identity on the wire and in votes.
  public let key: PublicKey
  /// At least 1.
  public let weight: UInt64
  /// For people; nothing depends on it.
  public let name: String

  public init(key: PublicKey, weight: UInt64 = 1, name: String = "") {
    self.key = key
    self.weight = weight
    self.name = name
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.bytes(1, key.bytes)
    encoder.integer(2, weight)
    encoder.string(3, name)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    key = try decoder.publicKey(1)
    weight = try decoder.integer(2, atMost: Validator.weightMax)
    name = try decoder.string(3, atMost: Validator.nameByteCountMax)
    guard key.scheme == .ed25519 else { throw .invalidValue(field: 1) }
    guard weight >= 1 else { throw .missing(field: 2) }
  }
}

/// A node that follows, serves and relays, and does not vote.
public struct ApplicationNode: Hashable, Sendable, CanonicalMessage {
  public let key: PublicKey
  public let name: String

  public init(key: PublicKey, name: String = "") {
    self.key = key
    self.name = name
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.bytes(1, key.bytes)
    encoder.string(2, name)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    key = try decoder.publicKey(1)
    name = try decoder.string(2, atMost: Validator.nameByteCountMax)
    guard key.scheme == .ed25519 else { throw .invalidValue(field: 1) }
  }
}

/// The nodes of a ledger: those that vote and those that only follow. No key is in both lists.
public struct Membership: Hashable, Sendable, CanonicalMessage {
  public static let validatorCountMax = 128
  public static let applicationNodeCountMax = 1024

  /// Strictly ascending by key; at least one.
  public let validators: [Validator]
  /// Strictly ascending by key.
  public let applicationNodes: [ApplicationNode]

  /// Nil when there is no validator, there are too many of either kind, a key appears twice or is not Ed25519, or a
  /// weight is out of range. Sorts both lists.
  public init?(validators: [Validator], applicationNodes: [ApplicationNode] = []) {
    let validators = validators.sorted { $0.key < $1.key }
    let applicationNodes = applicationNodes.sorted { $0.key < $1.key }
    let keys = (validators.map(\.key) + applicationNodes.map(\.key)).sorted()
    guard (1...Membership.validatorCountMax).contains(validators.count),
      applicationNodes.count <= Membership.applicationNodeCountMax, isStrictlyAscending(keys),
      keys.allSatisfy({ $0.scheme == .ed25519 }),
      validators.allSatisfy({ (1...Validator.weightMax).contains($0.weight) })
    else { return nil }
    self.validators = validators
    self.applicationNodes = applicationNodes
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.messages(1, validators)
    encoder.messages(2, applicationNodes)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    let validators: [Validator] = try decoder.messages(1, atMost: Membership.validatorCountMax)
    let nodes: [ApplicationNode] = try decoder.messages(2, atMost: Membership.applicationNodeCountMax)
    guard isStrictlyAscending(validators.map(\.key)) else { throw .invalidValue(field: 1) }
    guard isStrictlyAscending(nodes.map(\.key)),
      let membership = Membership(validators: validators, applicationNodes: nodes)
    else { throw .invalidValue(field: 2) }
    self = membership
  }

  /// Whether a node with this key may connect.
  public func admits(_ key: PublicKey) -> Bool {
    validators.contains { $0.key == key } || applicationNodes.contains { $0.key == key }
  }
}

/// Adds, re-weights, moves and removes nodes from `activation` on. The consensus admins must sign.
public struct ChangeMembers: Hashable, Sendable, CanonicalMessage {
  /// Strictly ascending by key; a key that is a member already gets the weight and name given here.
  public let validators: [Validator]
  /// Strictly ascending by key.
  public let applicationNodes: [ApplicationNode]
  /// Strictly ascending; each must be a member and in neither list above.
  public let removed: [PublicKey]
  /// The first height that the changed members decide.
  public let activation: Height

  public init(
    validators: [Validator] = [], applicationNodes: [ApplicationNode] = [], removed: [PublicKey] = [],
    activation: Height
  ) {
    self.validators = validators.sorted { $0.key < $1.key }
    self.applicationNodes = applicationNodes.sorted { $0.key < $1.key }
    self.removed = removed.sorted()
    self.activation = activation
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.messages(1, validators)
    encoder.messages(2, applicationNodes)
    encoder.repeatedBytes(3, removed.map(\.bytes))
    encoder.integer(4, activation.value)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    validators = try decoder.messages(1, atMost: Membership.validatorCountMax)
    applicationNodes = try decoder.messages(2, atMost: Membership.applicationNodeCountMax)
    removed = try decoder.publicKeys(3, atMost: Membership.validatorCountMax + Membership.applicationNodeCountMax)
    activation = Height(try decoder.integer(4))
    guard isStrictlyAscending(validators.map(\.key)) else { throw .invalidValue(field: 1) }
    guard isStrictlyAscending(applicationNodes.map(\.key)) else { throw .invalidValue(field: 2) }
    guard isStrictlyAscending(removed) else { throw .invalidValue(field: 3) }
  }
}
