package import PandoPrimitives
package import PandoStorage

/// Where a row is: its table and its key in the table.
///
/// In the store, and in the state tree, a row's key is table name ‖ 0 ‖ row key: no name contains a zero byte, so rows
/// sort by table and then by key, and no row of one table can be taken for a row of another.
package enum RowKey {
  /// The key of a row in the store.
  package static func storeKey(table: TableName, row: [UInt8]) -> [UInt8] {
    storeKey(table: table.bytes, row: row)
  }

  static func storeKey(table: [UInt8], row: [UInt8]) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(2 + table.count + row.count)
    key.append(KeySpace.stateRow.rawValue)
    key.append(contentsOf: table)
    key.append(0)
    key.append(contentsOf: row)
    return key
  }

  /// All rows of a table in the store.
  package static func range(table: TableName) -> KeyRange {
    KeySpace.stateRow.range(prefix: table.bytes + [0])
  }

  /// The table and the key in it that a key of ``PandoStorage/KeySpace/stateRow`` names; nil for any other key.
  package static func split(storeKey: [UInt8]) -> (table: [UInt8], row: [UInt8])? {
    guard let suffix = KeySpace.stateRow.suffix(of: storeKey), let zero = suffix.firstIndex(of: 0) else { return nil }
    return (Array(suffix[..<zero]), Array(suffix[(zero + 1)...]))
  }
}
