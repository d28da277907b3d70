public import PandoPrimitives

/// One table: `GET /v1/tables/{ecosystem}/{name}`.
public struct TableAnswer: Hashable, Sendable, Codable {
  public let table: TableDescriptor
  public let atHeight: Height

  public init(table: TableDescriptor, atHeight: Height) {
    self.table = table
    self.atHeight = atHeight
  }
}

/// Tables in ascending order of their names: `GET /v1/tables`.
public struct TablesAnswer: Hashable, Sendable, Codable {
  public let tables: [TableDescriptor]
  /// What `after` must be for the tables that follow; nil when there are none.
  public let next: TableName?
  public let atHeight: Height

  public init(tables: [TableDescriptor], next: TableName?, atHeight: Height) {
    self.tables = tables
    self.next = next
    self.atHeight = atHeight
  }
}

/// A row of a table.
public enum Row: Hashable, Sendable {
  /// Of an asset table.
  case balance(Address, Amount)
  /// Of a binary table.
  case binary(key: [UInt8], value: [UInt8], owners: [Address])

  /// The key as it stands in URLs: an address, or hexadecimal digits.
  public var key: String {
    switch self {
    case .balance(let address, _): address.description
    case .binary(let key, _, _): key.hexadecimal
    }
  }
}

extension Row: Codable {
  private enum Key: String, CodingKey { case key, amount, value, owners }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    if values.contains(.amount) {
      self = .balance(
        try values.decode(Address.self, forKey: .key), try values.decode(Amount.self, forKey: .amount))
    } else {
      self = .binary(
        key: try values.decode(HexadecimalBytes.self, forKey: .key).bytes,
        value: try values.decode(HexadecimalBytes.self, forKey: .value).bytes,
        owners: try values.decode([Address].self, forKey: .owners))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(key, forKey: .key)
    switch self {
    case .balance(_, let amount):
      try values.encode(amount, forKey: .amount)
    case .binary(_, let value, let owners):
      try values.encode(HexadecimalBytes(value), forKey: .value)
      try values.encode(owners, forKey: .owners)
    }
  }
}

/// One row: `GET /v1/tables/{ecosystem}/{name}/rows/{key}`.
public struct RowAnswer: Hashable, Sendable, Codable {
  public let table: TableName
  public let row: Row
  public let atHeight: Height

  public init(table: TableName, row: Row, atHeight: Height) {
    self.table = table
    self.row = row
    self.atHeight = atHeight
  }
}

/// Rows in ascending order of their keys' bytes: `GET /v1/tables/{ecosystem}/{name}/rows`.
public struct RowsAnswer: Hashable, Sendable, Codable {
  public let table: TableName
  public let rows: [Row]
  /// What `after` must be for the rows that follow; nil when there are none.
  public let next: String?
  public let atHeight: Height

  public init(table: TableName, rows: [Row], next: String?, atHeight: Height) {
    self.table = table
    self.rows = rows
    self.next = next
    self.atHeight = atHeight
  }
}
