public import PandoPrimitives

extension Entry: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case createTable, mint, burn, move, put, delete, changeMembers, changeParameters, setWorldPermissions
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    guard let key = values.keys.first, values.keys.count == 1 else {
      throw decoder.problem("an entry is an object with one key, which says what it does")
    }
    switch key {
    case .createTable: self = .createTable(try values[key])
    case .mint: self = .mint(try values[key])
    case .burn: self = .burn(try values[key])
    case .move: self = .move(try values[key])
    case .put: self = .put(try values[key])
    case .delete: self = .delete(try values[key])
    case .changeMembers: self = .changeMembers(try values[key])
    case .changeParameters: self = .changeParameters(try values[key])
    case .setWorldPermissions: self = .setWorldPermissions(try values[key])
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .createTable(let entry): try values.encode(entry, forKey: .createTable)
    case .mint(let entry): try values.encode(entry, forKey: .mint)
    case .burn(let entry): try values.encode(entry, forKey: .burn)
    case .move(let entry): try values.encode(entry, forKey: .move)
    case .put(let entry): try values.encode(entry, forKey: .put)
    case .delete(let entry): try values.encode(entry, forKey: .delete)
    case .changeMembers(let entry): try values.encode(entry, forKey: .changeMembers)
    case .changeParameters(let entry): try values.encode(entry, forKey: .changeParameters)
    case .setWorldPermissions(let entry): try values.encode(entry, forKey: .setWorldPermissions)
    }
  }
}

extension Mint: Codable {
  private enum Key: String, CodingKey, CaseIterable { case table, to, amount }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(table: try values[.table], to: try values[.to], amount: try values[.amount])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(table, forKey: .table)
    try values.encode(to, forKey: .to)
    try values.encode(amount, forKey: .amount)
  }
}

extension Burn: Codable {
  private enum Key: String, CodingKey, CaseIterable { case table, from, amount }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(table: try values[.table], from: try values[.from], amount: try values[.amount])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(table, forKey: .table)
    try values.encode(from, forKey: .from)
    try values.encode(amount, forKey: .amount)
  }
}

extension Move: Codable {
  private enum Key: String, CodingKey, CaseIterable { case table, from, to, amount }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      table: try values[.table], from: try values[.from], to: try values[.to], amount: try values[.amount])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(table, forKey: .table)
    try values.encode(from, forKey: .from)
    try values.encode(to, forKey: .to)
    try values.encode(amount, forKey: .amount)
  }
}

extension Put: Codable {
  private enum Key: String, CodingKey, CaseIterable { case table, key, value, owners }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let key: HexadecimalBytes = try values[.key]
    let value: HexadecimalBytes = try values[.value, default: HexadecimalBytes([])]
    self.init(
      table: try values[.table], key: key.bytes, value: value.bytes, owners: try values[.owners, default: []])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(table, forKey: .table)
    try values.encode(HexadecimalBytes(key), forKey: .key)
    try values.encode(HexadecimalBytes(value), forKey: .value)
    try values.encode(owners, forKey: .owners)
  }
}

extension Delete: Codable {
  private enum Key: String, CodingKey, CaseIterable { case table, key }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let key: HexadecimalBytes = try values[.key]
    self.init(table: try values[.table], key: key.bytes)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(table, forKey: .table)
    try values.encode(HexadecimalBytes(key), forKey: .key)
  }
}
