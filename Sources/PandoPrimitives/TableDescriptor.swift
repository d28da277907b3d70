/// What rows a table has.
public enum TableKind: UInt64, Sendable, CaseIterable {
  /// Address → amount.
  case asset = 1
  /// Key → bytes and row owners.
  case binary = 2
}

/// Who may change a row that exists (docs/spec/permissions.md has the truth table).
public enum PermissionModel: UInt64, Sendable, CaseIterable {
  case tableOrRow = 0
  case tableAndRow = 1
  case tableOnly = 2
  case rowOnly = 3
  case permissionLess = 4
}

/// What one address may do to a table beyond what its rows allow.
public struct TableGrant: Hashable, Sendable, CanonicalMessage {
  public let address: Address
  public let insert: Bool
  public let update: Bool
  public let read: Bool

  public init(address: Address, insert: Bool, update: Bool, read: Bool) {
    self.address = address
    self.insert = insert
    self.update = update
    self.read = read
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.bytes(1, address.bytes)
    encoder.boolean(2, insert)
    encoder.boolean(3, update)
    encoder.boolean(4, read)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    address = try decoder.address(1)
    insert = try decoder.boolean(2)
    update = try decoder.boolean(3)
    read = try decoder.boolean(4)
  }
}

/// What a table is: its name, kind, rights and switches.
public struct TableDescriptor: Hashable, Sendable, CanonicalMessage {
  /// The greatest number of owners, of grants and of token admins.
  public static let addressCountMax = 64
  /// The greatest number of decimals an asset is shown with; 10^38 still fits in an ``Amount``.
  public static let decimalsMax: UInt64 = 38

  public var name: TableName
  public var kind: TableKind
  /// Strictly ascending; at least one.
  public var owners: [Address]
  /// Strictly ascending by address.
  public var grants: [TableGrant]
  /// Who may mint and burn; strictly ascending; empty means the owners.
  public var tokenAdmins: [Address]
  public var permissionModel: PermissionModel
  /// Rows are served only to callers who may read them.
  public var readRestricted: Bool
  /// The rows are leaves of the state tree.
  public var proofs: Bool
  /// Each row knows the transactions that changed it.
  public var tracked: Bool
  /// How many decimals of an asset people see.
  public var decimals: UInt64

  /// A table with proofs and the default rights; set the rest on the value.
  public init(name: TableName, kind: TableKind, owners: [Address], decimals: UInt64 = 0) {
    self.name = name
    self.kind = kind
    self.owners = owners.sorted()
    grants = []
    tokenAdmins = []
    permissionModel = .tableOrRow
    readRestricted = false
    proofs = true
    tracked = false
    self.decimals = decimals
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, name.description)
    encoder.integer(2, kind.rawValue)
    encoder.repeatedBytes(3, owners.map(\.bytes))
    encoder.messages(4, grants)
    encoder.repeatedBytes(5, tokenAdmins.map(\.bytes))
    encoder.integer(6, permissionModel.rawValue)
    encoder.boolean(7, readRestricted)
    encoder.boolean(8, proofs)
    encoder.boolean(9, tracked)
    encoder.integer(10, decimals)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    name = try decoder.tableName(1)
    kind = try decoder.enumeration(2)
    owners = try decoder.addresses(3, atMost: TableDescriptor.addressCountMax)
    grants = try decoder.messages(4, atMost: TableDescriptor.addressCountMax)
    tokenAdmins = try decoder.addresses(5, atMost: TableDescriptor.addressCountMax)
    permissionModel = try decoder.enumeration(6)
    readRestricted = try decoder.boolean(7)
    proofs = try decoder.boolean(8)
    tracked = try decoder.boolean(9)
    decimals = try decoder.integer(10, atMost: TableDescriptor.decimalsMax)
    guard !owners.isEmpty else { throw .missing(field: 3) }
    guard isStrictlyAscending(grants.map(\.address)) else { throw .invalidValue(field: 4) }
  }
}
