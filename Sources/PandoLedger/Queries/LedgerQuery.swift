package import PandoPrimitives
package import PandoStorage

/// What anyone may ask about the state at one height. Looks at no rights;
/// ``PandoPrimitives/TableDescriptor/allowsReading(by:)`` says who may read a restricted table.
package struct LedgerQuery<Reader: StoreReader>: Sendable {
  private let reader: Reader

  /// Asks the state that `reader` shows, which should be a snapshot when several answers belong together.
  package init(_ reader: Reader) { self.reader = reader }

  /// The table of this name, or nil; system tables have no descriptor.
  package func table(_ name: TableName) throws(StorageError) -> TableDescriptor? {
    try row(.tables, name.bytes)
  }

  /// The first `limit` tables behind `name`, or from the start, by name.
  package func tables(after name: TableName? = nil, limit: Int) throws(StorageError) -> [TableDescriptor] {
    try page(SystemTable.tables.name, after: name?.bytes, limit: limit).map {
      pair throws(StorageError) in try StoredRow.decode(pair.value, in: SystemTable.tables.rawValue)
    }
  }

  /// What an address holds in an asset table; zero when it has no row.
  package func balance(of address: Address, in table: TableName) throws(StorageError) -> Amount {
    let row: BalanceRow? = try row(table, address.bytes)
    return row?.amount ?? .zero
  }

  /// How much of an asset there is.
  package func supply(of table: TableName) throws(StorageError) -> Amount {
    let row: BalanceRow? = try row(.supplies, table.bytes)
    return row?.amount ?? .zero
  }

  /// A row of a binary table, or nil.
  package func binaryRow(at key: [UInt8], in table: TableName) throws(StorageError) -> BinaryRow? {
    try row(table, key)
  }

  /// What an address may do to the ledger as a whole.
  package func permissions(of address: Address) throws(StorageError) -> WorldPermissions {
    let grant: WorldGrant? = try row(.permissions, address.bytes)
    return grant?.permissions ?? []
  }

  /// The first `limit` rows behind `key`, or from the start, by key. Also for system tables.
  package func rows(
    of table: TableName, after key: [UInt8]? = nil, limit: Int
  ) throws(StorageError) -> [TableRow] {
    let kind = try self.table(table)?.kind
    return try page(table, after: key, limit: limit).map { pair throws(StorageError) in
      guard let row = RowKey.split(storeKey: pair.key)?.row else {
        throw StorageError(.corrupted, "A key of the table \(table) is damaged.")
      }
      return TableRow(key: row, content: try content(pair.value, of: table, kind))
    }
  }

  private func content(
    _ bytes: [UInt8], of table: TableName, _ kind: TableKind?
  ) throws(StorageError) -> TableRow.Content {
    switch kind {
    case .asset:
      let row: BalanceRow = try StoredRow.decode(bytes, in: table)
      return .balance(row.amount)
    case .binary: return .binary(try StoredRow.decode(bytes, in: table))
    case nil: return .system(bytes)
    }
  }

  private func page(
    _ table: TableName, after key: [UInt8]?, limit: Int
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    let range = RowKey.range(table: table)
    let rest = key.map { range.after(RowKey.storeKey(table: table, row: $0)) } ?? range
    return try reader.scan(rest, limit: limit, descending: false)
  }

  private func row<Row: CanonicalMessage>(
    _ table: SystemTable, _ key: [UInt8]
  ) throws(StorageError) -> Row? {
    try row(table.name, key)
  }

  private func row<Row: CanonicalMessage>(_ table: TableName, _ key: [UInt8]) throws(StorageError) -> Row? {
    guard let bytes = try reader.get(RowKey.storeKey(table: table, row: key)) else { return nil }
    return try StoredRow.decode(bytes, in: table)
  }
}

/// A row as it is shown.
package struct TableRow: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case balance(Amount)
    case binary(BinaryRow)
    /// The canonical bytes of a row of a system table.
    case system([UInt8])
  }

  package let key: [UInt8]
  package let content: Content

  package init(key: [UInt8], content: Content) {
    self.key = key
    self.content = content
  }
}
