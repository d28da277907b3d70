public import PandoPrimitives

extension TableDescriptor: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case name, kind, owners, grants, tokenAdmins, permissionModel, readRestricted, proofs, tracked, decimals
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      name: try values[.name], kind: try values[.kind], owners: try values[.owners],
      decimals: try values[.decimals, default: 0])
    let grants: [TableGrant] = try values[.grants, default: []]
    self.grants = grants.sorted { $0.address < $1.address }
    let tokenAdmins: [Address] = try values[.tokenAdmins, default: []]
    self.tokenAdmins = tokenAdmins.sorted()
    permissionModel = try values[.permissionModel, default: permissionModel]
    readRestricted = try values[.readRestricted, default: readRestricted]
    proofs = try values[.proofs, default: proofs]
    tracked = try values[.tracked, default: tracked]
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    try values.encode(kind, forKey: .kind)
    try values.encode(owners, forKey: .owners)
    try values.encode(grants, forKey: .grants)
    try values.encode(tokenAdmins, forKey: .tokenAdmins)
    try values.encode(permissionModel, forKey: .permissionModel)
    try values.encode(readRestricted, forKey: .readRestricted)
    try values.encode(proofs, forKey: .proofs)
    try values.encode(tracked, forKey: .tracked)
    try values.encode(decimals, forKey: .decimals)
  }
}

extension TableGrant: Codable {
  private enum Key: String, CodingKey, CaseIterable { case address, insert, update, read }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      address: try values[.address], insert: try values[.insert, default: false],
      update: try values[.update, default: false], read: try values[.read, default: false])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(address, forKey: .address)
    try values.encode(insert, forKey: .insert)
    try values.encode(update, forKey: .update)
    try values.encode(read, forKey: .read)
  }
}

extension WorldGrant: Codable {
  private enum Key: String, CodingKey, CaseIterable { case address, permissions }

  /// The words for single permissions, in the order of their bits.
  private static let words: [(WorldPermissions, String)] = [
    (.root, "root"), (.createTable, "createTable"), (.changeConfig, "changeConfig"),
    (.grantCreateTable, "grantCreateTable"),
  ]

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    var permissions: WorldPermissions = []
    for word in try values[.permissions] as [String] {
      guard let known = WorldGrant.words.first(where: { $0.1 == word }) else {
        throw decoder.problem(
          "\"\(word.prefix(80))\" is not one of \(WorldGrant.words.map(\.1).joined(separator: ", "))")
      }
      permissions.insert(known.0)
    }
    guard permissions.isValid else { throw decoder.problem("root stands alone: it includes no other permission") }
    self.init(address: try values[.address], permissions: permissions)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(address, forKey: .address)
    try values.encode(WorldGrant.words.filter { permissions.contains($0.0) }.map(\.1), forKey: .permissions)
  }
}
