package import PandoPrimitives

/// What the transactions of a run do.
package enum Workload: String, CaseIterable, Sendable {
  /// One move of a coin between two accounts, both drawn evenly.
  case transfer
  /// One move to always the same account.
  case hot
  /// One move between accounts of which few are very popular (Zipf's law, exponent 0.99).
  case zipf
  /// Two moves and a put, in three tables: all or nothing.
  case atomic
  /// 100 bytes under one of as many keys as there are accounts.
  case put
  /// 1,000 bytes under one of those keys.
  case binary
  /// Seven of ten are transfers, one is atomic, one and a half are puts, half a one is binary.
  case mixed

  /// Whether it moves gold, and whether it changes notes; all but `put` and `binary` move coins.
  var usesGold: Bool { self == .atomic || self == .mixed }
  var usesNotes: Bool { [.atomic, .put, .binary, .mixed].contains(self) }
}

/// The tables that the workloads use.
package struct BenchTables: Sendable {
  package let coin: TableName
  package let gold: TableName
  package let notes: TableName

  /// - Parameter suffix: keeps the tables of several measurements on one ledger apart.
  package init(suffix: String = "") {
    func name(_ stem: String) -> TableName {
      guard let name = TableName("bench/\(stem)\(suffix)") else { preconditionFailure("Suffixes are fit for names.") }
      return name
    }
    (coin, gold, notes) = (name("coin"), name("gold"), name("notes"))
  }

  /// What makes them. Anyone may change a note; only `owner` may add one.
  func creation(owner: Address) -> [Entry] {
    var notes = TableDescriptor(name: notes, kind: .binary, owners: [owner])
    notes.permissionModel = .permissionLess
    return [
      .createTable(TableDescriptor(name: coin, kind: .asset, owners: [owner], decimals: 2)),
      .createTable(TableDescriptor(name: gold, kind: .asset, owners: [owner], decimals: 2)),
      .createTable(notes),
    ]
  }
}
