/// The smallest thing a transaction does. The entries of a transaction run in order, all of them or none.
public enum Entry: Hashable, Sendable {
  case createTable(TableDescriptor)
  case mint(Mint)
  case burn(Burn)
  case move(Move)
  case put(Put)
  case delete(Delete)
  case changeMembers(ChangeMembers)
  case changeParameters(ChangeParameters)
  case setWorldPermissions(WorldGrant)
}

extension Entry: CanonicalMessage {
  // Fields 5, 6 are kept for registering and unregistering accounts.
  public func encode(to encoder: inout CanonicalEncoder) {
    switch self {
    case .createTable(let value): encoder.message(1, value)
    case .mint(let value): encoder.message(2, value)
    case .burn(let value): encoder.message(3, value)
    case .move(let value): encoder.message(4, value)
    case .put(let value): encoder.message(7, value)
    case .delete(let value): encoder.message(8, value)
    case .changeMembers(let value): encoder.message(9, value)
    case .changeParameters(let value): encoder.message(10, value)
    case .setWorldPermissions(let value): encoder.message(11, value)
    }
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    switch try decoder.nextField() {
    case 1: self = .createTable(try decoder.message(1))
    case 2: self = .mint(try decoder.message(2))
    case 3: self = .burn(try decoder.message(3))
    case 4: self = .move(try decoder.message(4))
    case 7: self = .put(try decoder.message(7))
    case 8: self = .delete(try decoder.message(8))
    case 9: self = .changeMembers(try decoder.message(9))
    case 10: self = .changeParameters(try decoder.message(10))
    case 11: self = .setWorldPermissions(try decoder.message(11))
    case let field?: throw .unexpectedField(field: field)
    case nil: throw .missing(field: 1)
    }
  }
}

/// Makes `amount` of an asset appear at `to`. A token admin must sign.
public struct Mint: Hashable, Sendable, CanonicalMessage {
  public let table: TableName
  public let to: Address
  public let amount: Amount

  public init(table: TableName, to: Address, amount: Amount) {
    self.table = table
    self.to = to
    self.amount = amount
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, table.description)
    encoder.bytes(2, to.bytes)
    encoder.bytes(3, amount.bytes)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    table = try decoder.tableName(1)
    to = try decoder.address(2)
    amount = try decoder.amount(3)
  }
}

/// Makes `amount` of an asset vanish at `from`. A token admin and the holder must sign.
public struct Burn: Hashable, Sendable, CanonicalMessage {
  public let table: TableName
  public let from: Address
  public let amount: Amount

  public init(table: TableName, from: Address, amount: Amount) {
    self.table = table
    self.from = from
    self.amount = amount
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, table.description)
    encoder.bytes(2, from.bytes)
    encoder.bytes(3, amount.bytes)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    table = try decoder.tableName(1)
    from = try decoder.address(2)
    amount = try decoder.amount(3)
  }
}

/// Moves `amount` of an asset. The holder `from` must sign.
public struct Move: Hashable, Sendable, CanonicalMessage {
  public let table: TableName
  public let from: Address
  public let to: Address
  public let amount: Amount

  public init(table: TableName, from: Address, to: Address, amount: Amount) {
    self.table = table
    self.from = from
    self.to = to
    self.amount = amount
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, table.description)
    encoder.bytes(2, from.bytes)
    encoder.bytes(3, to.bytes)
    encoder.bytes(4, amount.bytes)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    table = try decoder.tableName(1)
    from = try decoder.address(2)
    to = try decoder.address(3)
    amount = try decoder.amount(4)
  }
}

/// Writes bytes under a key of a binary table.
public struct Put: Hashable, Sendable, CanonicalMessage {
  /// The longest key and value that decode at all; a ledger's parameters may allow less.
  public static let keyByteCountMax = 1024
  public static let valueByteCountMax = 16 << 20

  public let table: TableName
  /// At least one byte.
  public let key: [UInt8]
  public let value: [UInt8]
  /// Strictly ascending. A new row gets these owners; for a row that exists they replace its owners when not empty.
  public let owners: [Address]

  public init(table: TableName, key: [UInt8], value: [UInt8], owners: [Address] = []) {
    self.table = table
    self.key = key
    self.value = value
    self.owners = owners.sorted()
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, table.description)
    encoder.bytes(2, key)
    encoder.bytes(3, value)
    encoder.repeatedBytes(4, owners.map(\.bytes))
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    table = try decoder.tableName(1)
    key = try decoder.bytes(2, atMost: Put.keyByteCountMax)
    value = try decoder.bytes(3, atMost: Put.valueByteCountMax)
    owners = try decoder.addresses(4, atMost: TableDescriptor.addressCountMax)
    guard !key.isEmpty else { throw .missing(field: 2) }
  }
}

/// Removes a row of a binary table; counts as a change of that row.
public struct Delete: Hashable, Sendable, CanonicalMessage {
  public let table: TableName
  public let key: [UInt8]

  public init(table: TableName, key: [UInt8]) {
    self.table = table
    self.key = key
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, table.description)
    encoder.bytes(2, key)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    table = try decoder.tableName(1)
    key = try decoder.bytes(2, atMost: Put.keyByteCountMax)
    guard !key.isEmpty else { throw .missing(field: 2) }
  }
}
