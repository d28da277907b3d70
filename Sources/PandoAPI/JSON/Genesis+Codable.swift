public import PandoPrimitives

// The genesis file: JSON that people read and write, with an exact conversion to and from the canonical bytes, whose
// hash is the chain identifier. Validators, application nodes, admins' keys and owners may stand in any order;
// permissions, tables and balances keep the order of the file, and so the order is part of the chain identifier.

extension Genesis: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case network, ledger, time, parameters, validators, applicationNodes, consensusAdmins, worldPermissions, tables
    case balances
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let validators: [Validator] = try values[.validators]
    let applicationNodes: [ApplicationNode] = try values[.applicationNodes, default: []]
    guard let membership = Membership(validators: validators, applicationNodes: applicationNodes) else {
      throw decoder.problem(
        "a ledger has 1 to \(Membership.validatorCountMax) validators and at most \(Membership.applicationNodeCountMax) "
          + "application nodes, and each key is given once")
    }
    self.init(
      network: try values[.network], ledger: try values[.ledger], time: try values[.time],
      parameters: try values[.parameters, default: ChainParameters()], membership: membership,
      consensusAdmins: try values[.consensusAdmins], worldPermissions: try values[.worldPermissions, default: []],
      tables: try values[.tables, default: []], balances: try values[.balances, default: []])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(network, forKey: .network)
    try values.encode(ledger, forKey: .ledger)
    try values.encode(time, forKey: .time)
    try values.encode(parameters, forKey: .parameters)
    try values.encode(membership.validators, forKey: .validators)
    try values.encode(membership.applicationNodes, forKey: .applicationNodes)
    try values.encode(consensusAdmins, forKey: .consensusAdmins)
    try values.encode(worldPermissions, forKey: .worldPermissions)
    try values.encode(tables, forKey: .tables)
    try values.encode(balances, forKey: .balances)
  }
}

extension Genesis.Balance: Codable {
  private enum Key: String, CodingKey, CaseIterable { case table, address, amount }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(table: try values[.table], address: try values[.address], amount: try values[.amount])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(table, forKey: .table)
    try values.encode(address, forKey: .address)
    try values.encode(amount, forKey: .amount)
  }
}
