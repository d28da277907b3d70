/// What an address may do to the ledger as a whole.
public struct WorldPermissions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Changes world permissions of anyone; stands alone.
  public static let root = WorldPermissions(rawValue: 1)
  public static let createTable = WorldPermissions(rawValue: 2)
  public static let changeConfig = WorldPermissions(rawValue: 4)
  /// Gives and takes `createTable`.
  public static let grantCreateTable = WorldPermissions(rawValue: 8)

  /// Every bit that has a meaning.
  public static let known: WorldPermissions = [.root, .createTable, .changeConfig, .grantCreateTable]

  /// Root cannot be combined with the others (miyabi.md §8).
  public var isValid: Bool { isSubset(of: .known) && (!contains(.root) || self == .root) }
}

/// Sets the world permissions of one address; none at all takes them away.
public struct WorldGrant: Hashable, Sendable, CanonicalMessage {
  public let address: Address
  public let permissions: WorldPermissions

  public init(address: Address, permissions: WorldPermissions) {
    self.address = address
    self.permissions = permissions
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.bytes(1, address.bytes)
    encoder.integer(2, permissions.rawValue)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    address = try decoder.address(1)
    permissions = WorldPermissions(rawValue: try decoder.integer(2))
    guard permissions.isValid else { throw .invalidValue(field: 2) }
  }
}
