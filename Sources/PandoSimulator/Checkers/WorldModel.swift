import PandoLedger
import PandoPrimitives
import PandoStorage

/// The tables of the ledger as dictionaries. Every transaction runs here too, in the fewest words, and must have the
/// same result; at last every row of a node must be as it was here at the node's height, and what there is of an asset
/// is what was there at first, and what was minted, without what was burned.
struct WorldModel {
  private struct Note: Equatable {
    var value: [UInt8]
    var owners: [Address]
  }

  private let admin: Address
  private let writers: [Address]
  private var balances: [TableName: [Address: UInt128]]
  private var supplies: [TableName: UInt128]
  private var notes: [[UInt8]: Note] = [:]

  init(_ consortium: Consortium) {
    admin = consortium.admin.address
    writers = consortium.accounts.map(\.address)
    let all = Dictionary(uniqueKeysWithValues: writers.map { ($0, Consortium.initialBalance) })
    balances = [Consortium.coin: all, Consortium.points: all]
    let supply = Consortium.initialBalance * UInt128(writers.count)
    supplies = [Consortium.coin: supply, Consortium.points: supply]
  }

  mutating func apply(_ block: Block, _ results: BlockResults, _ findings: inout Findings) {
    for (transaction, result) in zip(block.transactions, results.results) {
      let signers = transaction.body.credentials.map { Address($0) }
      guard let expected = run(transaction.body.entries, signers) else { continue }
      findings.require(
        expected == result.code, "World",
        "transaction \(transaction.id.hash.short) at \(block.header.height) ended \(result.code), not \(expected)")
    }
  }

  /// What becomes of a transaction: all of it, or nothing and the code of the first entry that fails; nil for one of
  /// which this model knows nothing.
  private mutating func run(_ entries: [Entry], _ signers: [Address]) -> ResultCode? {
    let before = self
    for entry in entries {
      guard let code = run(entry, signers) else { return nil }
      if code != .success {
        self = before
        return code
      }
    }
    return .success
  }

  /// What becomes of the entry; nil for one of which this model knows nothing.
  private mutating func run(_ entry: Entry, _ signers: [Address]) -> ResultCode? {
    switch entry {
    case .move(let move):
      if !signers.contains(move.from) { return .invalidCredentials }
      if move.amount.units == 0 || move.from == move.to { return .invalidOperation }
      if !take(move.amount.units, move.from, move.table) { return .negativeBalance }
      balances[move.table]?[move.to, default: 0] += move.amount.units
      return .success
    case .mint(let mint):
      if !signers.contains(admin) { return .invalidCredentials }
      balances[mint.table]?[mint.to, default: 0] += mint.amount.units
      supplies[mint.table, default: 0] += mint.amount.units
      return .success
    case .burn(let burn):
      if !signers.contains(admin) || !signers.contains(burn.from) { return .invalidCredentials }
      if !take(burn.amount.units, burn.from, burn.table) { return .negativeBalance }
      supplies[burn.table, default: 0] -= burn.amount.units
      return .success
    case .put(let put):
      if let old = notes[put.key] {
        if !mayChange(old, signers) { return .invalidCredentials }
        notes[put.key] = Note(value: put.value, owners: put.owners.isEmpty ? old.owners : put.owners)
      } else {
        if !signers.contains(where: { $0 == admin || writers.contains($0) }) { return .invalidCredentials }
        notes[put.key] = Note(value: put.value, owners: put.owners)
      }
      return .success
    case .delete(let delete):
      guard let old = notes[delete.key] else { return .invalidOperation }
      if !mayChange(old, signers) { return .invalidCredentials }
      notes[delete.key] = nil
      return .success
    case .createTable, .changeMembers, .changeParameters, .setWorldPermissions: return nil
    }
  }

  private func mayChange(_ note: Note, _ signers: [Address]) -> Bool {
    signers.contains { $0 == admin || note.owners.contains($0) }
  }

  private mutating func take(_ units: UInt128, _ holder: Address, _ table: TableName) -> Bool {
    let held = balances[table]?[holder] ?? 0
    if held < units { return false }
    balances[table]?[holder] = held - units
    return true
  }

  /// Holds the rows on a disk, at the height of this model, against the model.
  func compare(with disk: some StoreReader, of name: String, _ require: (Bool, String) -> Void) throws(StorageError) {
    for table in [Consortium.coin, Consortium.points] {
      let rows = try LedgerQuery(disk).rows(of: table, limit: .max)
      let holders = balances[table]?.values.count { $0 > 0 } ?? 0
      require(rows.count == holders, "\(name) has \(rows.count) holders of \(table), and there are \(holders)")
      let supply = try LedgerQuery(disk).supply(of: table).units
      require(supply == supplies[table] ?? 0, "\(name) has another supply of \(table) than was minted and burned")
      var sum: UInt128 = 0
      for row in rows {
        guard case .balance(let amount) = row.content, let holder = Address(bytes: row.key) else { continue }
        sum += amount.units
        require(
          amount.units == balances[table]?[holder] ?? 0 && amount.units > 0,
          "\(name) has another balance in \(table) than the transactions bring")
      }
      require(sum == supplies[table] ?? 0, "\(name) has \(sum) of \(table), and there are \(supplies[table] ?? 0)")
    }
    let rows = try LedgerQuery(disk).rows(of: Consortium.notes, limit: .max)
    require(rows.count == notes.count, "\(name) has \(rows.count) notes, and there are \(notes.count)")
    for row in rows {
      guard case .binary(let binary) = row.content else { continue }
      require(
        notes[row.key] == Note(value: binary.value, owners: binary.owners), "\(name) has another note than was written")
    }
  }
}
