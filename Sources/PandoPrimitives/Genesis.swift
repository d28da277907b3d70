/// Everything a ledger begins with. Its canonical bytes are block 0, and their hash is the chain identifier.
public struct Genesis: Hashable, Sendable, CanonicalMessage {
  public static let nameByteCountMax = 64
  public static let countMax = 100_000

  /// An amount that an account holds from the start.
  public struct Balance: Hashable, Sendable, CanonicalMessage {
    public let table: TableName
    public let address: Address
    public let amount: Amount

    public init(table: TableName, address: Address, amount: Amount) {
      self.table = table
      self.address = address
      self.amount = amount
    }

    public func encode(to encoder: inout CanonicalEncoder) {
      encoder.string(1, table.description)
      encoder.bytes(2, address.bytes)
      encoder.bytes(3, amount.bytes)
    }

    public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
      table = try decoder.tableName(1)
      address = try decoder.address(2)
      amount = try decoder.amount(3)
    }
  }

  public var network: String
  public var ledger: String
  public var time: Timestamp
  public var parameters: ChainParameters
  public var membership: Membership
  /// Who changes members and parameters: at least `required` of these keys.
  public var consensusAdmins: Threshold
  public var worldPermissions: [WorldGrant]
  public var tables: [TableDescriptor]
  public var balances: [Balance]

  public init(
    network: String, ledger: String, time: Timestamp, parameters: ChainParameters, membership: Membership,
    consensusAdmins: Threshold, worldPermissions: [WorldGrant] = [], tables: [TableDescriptor] = [],
    balances: [Balance] = []
  ) {
    self.network = network
    self.ledger = ledger
    self.time = time
    self.parameters = parameters
    self.membership = membership
    self.consensusAdmins = consensusAdmins
    self.worldPermissions = worldPermissions
    self.tables = tables
    self.balances = balances
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, network)
    encoder.string(2, ledger)
    encoder.integer(3, time.milliseconds)
    encoder.message(4, parameters)
    encoder.message(5, membership)
    encoder.message(6, consensusAdmins)
    encoder.messages(7, worldPermissions)
    encoder.messages(8, tables)
    encoder.messages(9, balances)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    network = try decoder.string(1, atMost: Genesis.nameByteCountMax)
    ledger = try decoder.string(2, atMost: Genesis.nameByteCountMax)
    time = try decoder.timestamp(3)
    parameters = try decoder.message(4)
    membership = try decoder.message(5)
    consensusAdmins = try decoder.message(6)
    worldPermissions = try decoder.messages(7, atMost: Genesis.countMax)
    tables = try decoder.messages(8, atMost: Genesis.countMax)
    balances = try decoder.messages(9, atMost: Genesis.countMax)
    guard !network.isEmpty else { throw .missing(field: 1) }
    guard !ledger.isEmpty else { throw .missing(field: 2) }
  }

  /// The identifier of the ledger, which is also that of its block 0.
  public var chainID: Hash { Hash(.genesis, canonicalBytes) }
}
