import PandoPrimitives

extension Genesis {
  /// Whether a ledger can begin with this (docs/spec/genesis.md, "Validity").
  /// - Throws: `invalid` with a sentence about the first thing that is wrong.
  package func validate() throws(GenesisError) {
    try validateNames()
    if let problem = parameters.firstProblem { throw .invalid("In the parameters, \(problem.message)") }
    try validatePermissions()
    try validateTables()
    try validateBalances()
  }

  /// The names become the origin of the history log, `network/ledger`, in files that other programs read. Signed notes
  /// allow neither spaces nor plus signs there (C2SP signed-note), and the slash divides the two.
  private func validateNames() throws(GenesisError) {
    for (what, name) in [("network", network), ("ledger", ledger)] {
      guard (1...Genesis.nameByteCountMax).contains(name.utf8.count), name.utf8.allSatisfy(isNameCharacter) else {
        throw .invalid(
          "The name of the \(what) is “\(name)”; use 1 to \(Genesis.nameByteCountMax) ASCII letters, digits and the "
            + "characters - _ .")
      }
    }
  }

  private func validatePermissions() throws(GenesisError) {
    guard worldPermissions.count <= Genesis.countMax else {
      throw .invalid("There are \(worldPermissions.count) world permissions; give at most \(Genesis.countMax).")
    }
    for grant in worldPermissions where !grant.permissions.isValid || grant.permissions.isEmpty {
      throw .invalid(
        "The world permissions of \(grant.address) are \(grant.permissions.rawValue); give root alone, or some of the "
          + "others.")
    }
    let addresses = worldPermissions.map(\.address).sorted()
    if let twice = firstRepeated(addresses) {
      throw .invalid("The address \(twice) has world permissions twice; name each address once.")
    }
  }

  private func validateTables() throws(GenesisError) {
    guard tables.count <= Genesis.countMax else {
      throw .invalid("There are \(tables.count) tables; give at most \(Genesis.countMax).")
    }
    for table in tables {
      if let problem = table.problem { throw .invalid(problem.message) }
    }
    if let twice = firstRepeated(tables.map(\.name).sorted()) {
      throw .invalid("The table \(twice) is there twice; give each table a name of its own.")
    }
  }

  private func validateBalances() throws(GenesisError) {
    guard balances.count <= Genesis.countMax else {
      throw .invalid("There are \(balances.count) balances; give at most \(Genesis.countMax).")
    }
    let assets = Set(tables.filter { $0.kind == .asset }.map(\.name))
    for balance in balances {
      guard assets.contains(balance.table) else {
        throw .invalid(
          "The account \(balance.address) has a balance in \(balance.table), which is no asset table here.")
      }
      guard balance.amount > .zero else {
        throw .invalid("The account \(balance.address) has a balance of zero in \(balance.table); leave it out.")
      }
    }
    let accounts = balances.map { RowKey.storeKey(table: $0.table, row: $0.address.bytes) }
    let sorted = accounts.sorted { $0.lexicographicallyPrecedes($1) }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left == right {
      throw .invalid("An account has two balances in one table; add them up.")
    }
    for supply in supplies where supply.sum.amount == nil {
      throw .invalid("The balances in \(supply.table) add up to more than 2^128 − 1.")
    }
  }

  /// What the balances of one table add up to.
  struct Supply {
    let table: TableName
    var sum = WideSum()
  }

  /// What the balances of each table add up to, by table. A table without balances is not there.
  var supplies: [Supply] {
    var supplies: [Supply] = []
    for balance in balances.sorted(by: { $0.table < $1.table }) {
      if supplies.last?.table != balance.table { supplies.append(Supply(table: balance.table)) }
      supplies[supplies.count - 1].sum.add(balance.amount)
    }
    return supplies
  }
}

/// The first of ascending values that is there twice.
private func firstRepeated<T: Equatable>(_ values: [T]) -> T? {
  zip(values, values.dropFirst()).first { $0 == $1 }?.0
}

private func isNameCharacter(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
    true
  default: false
  }
}
