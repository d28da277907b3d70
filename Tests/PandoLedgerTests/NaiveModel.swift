import PandoPrimitives

/// The rules of the ledger once more, as dictionaries and in the fewest words, to compare the real thing with. It
/// shares no rule with it: no permission, no sum and no rollback.
struct NaiveModel: Equatable {
  struct Table: Equatable {
    var isAsset: Bool
    var owners: Set<Address>
    var inserters: Set<Address> = []
    var updaters: Set<Address> = []
    var admins: Set<Address> = []
    var model: PermissionModel = .tableOrRow
  }

  struct Row: Equatable {
    var value: [UInt8]
    var owners: Set<Address>
  }

  var tables: [String: Table] = [:]
  var creators: Set<Address> = []
  var balances: [String: [Address: UInt128]] = [:]
  var rows: [String: [[UInt8]: Row]] = [:]

  /// Runs a transaction; on failure nothing has changed.
  mutating func run(_ entries: [Entry], signers: Set<Address>) -> ResultCode {
    let before = self
    for entry in entries {
      let code = run(entry, signers)
      guard code == .success else {
        self = before
        return code
      }
    }
    return .success
  }

  private mutating func run(_ entry: Entry, _ signers: Set<Address>) -> ResultCode {
    switch entry {
    case .createTable(let table): create(table, signers)
    case .mint(let entry): mint(entry, signers)
    case .burn(let entry): burn(entry, signers)
    case .move(let entry): move(entry, signers)
    case .put(let entry): put(entry, signers)
    case .delete(let entry): delete(entry, signers)
    case .changeMembers, .changeParameters, .setWorldPermissions: .failed
    }
  }

  private mutating func create(_ table: TableDescriptor, _ signers: Set<Address>) -> ResultCode {
    if signers.isDisjoint(with: creators) { return .invalidCredentials }
    if tables[table.name.description] != nil { return .invalidOperation }
    tables[table.name.description] = Table(isAsset: table.kind == .asset, owners: Set(table.owners))
    return .success
  }

  private func total(_ table: String) -> UInt128 { (balances[table] ?? [:]).values.reduce(0, +) }

  private mutating func mint(_ entry: Mint, _ signers: Set<Address>) -> ResultCode {
    let name = entry.table.description
    guard let table = tables[name], table.isAsset else { return .invalidOperation }
    if signers.isDisjoint(with: table.admins.isEmpty ? table.owners : table.admins) { return .invalidCredentials }
    if entry.amount.units == 0 || entry.amount.units > UInt128.max - total(name) { return .invalidOperation }
    balances[name, default: [:]][entry.to, default: 0] += entry.amount.units
    return .success
  }

  private mutating func burn(_ entry: Burn, _ signers: Set<Address>) -> ResultCode {
    let name = entry.table.description
    guard let table = tables[name], table.isAsset else { return .invalidOperation }
    if signers.isDisjoint(with: table.admins.isEmpty ? table.owners : table.admins) { return .invalidCredentials }
    if !signers.contains(entry.from) { return .invalidCredentials }
    if entry.amount.units == 0 { return .invalidOperation }
    return take(entry.amount.units, entry.from, name) ? .success : .negativeBalance
  }

  private mutating func move(_ entry: Move, _ signers: Set<Address>) -> ResultCode {
    let name = entry.table.description
    guard let table = tables[name], table.isAsset else { return .invalidOperation }
    if !signers.contains(entry.from) { return .invalidCredentials }
    if entry.amount.units == 0 || entry.from == entry.to { return .invalidOperation }
    if !take(entry.amount.units, entry.from, name) { return .negativeBalance }
    balances[name, default: [:]][entry.to, default: 0] += entry.amount.units
    return .success
  }

  private mutating func take(_ units: UInt128, _ address: Address, _ table: String) -> Bool {
    let held = balances[table]?[address] ?? 0
    if held < units { return false }
    balances[table]?[address] = held == units ? nil : held - units
    return true
  }

  private func mayChange(_ row: Row, _ table: Table, _ signers: Set<Address>) -> Bool {
    let byTable = !signers.isDisjoint(with: table.owners.union(table.updaters))
    let byRow = !signers.isDisjoint(with: row.owners)
    return switch table.model {
    case .permissionLess: true
    case .rowOnly: byRow
    case .tableOnly: byTable
    case .tableOrRow: byTable || byRow
    case .tableAndRow: byTable && byRow
    }
  }

  private mutating func put(_ entry: Put, _ signers: Set<Address>) -> ResultCode {
    let name = entry.table.description
    guard let table = tables[name], !table.isAsset else { return .invalidOperation }
    if let old = rows[name]?[entry.key] {
      if !mayChange(old, table, signers) { return .invalidCredentials }
      rows[name]?[entry.key] = Row(value: entry.value, owners: entry.owners.isEmpty ? old.owners : Set(entry.owners))
    } else {
      if signers.isDisjoint(with: table.owners.union(table.inserters)) { return .invalidCredentials }
      rows[name, default: [:]][entry.key] = Row(value: entry.value, owners: Set(entry.owners))
    }
    return .success
  }

  private mutating func delete(_ entry: Delete, _ signers: Set<Address>) -> ResultCode {
    let name = entry.table.description
    guard let table = tables[name], !table.isAsset, let old = rows[name]?[entry.key] else { return .invalidOperation }
    if !mayChange(old, table, signers) { return .invalidCredentials }
    rows[name]?[entry.key] = nil
    return .success
  }
}
