import OrderedCollections
import PandoPrimitives
import PandoStorage

/// The name of the table of supplies, made once because every row that a transaction wrote is compared with it.
private let supplies = SystemTable.supplies.name.bytes

extension World {
  /// Runs ``AssetRule`` over every asset table that the transaction in progress has touched or declares to issue, in
  /// the order of their names.
  mutating func checkAssets(_ entries: [Entry]) throws(ExecutionFailure) {
    for difference in try assetDifferences(entries) { try AssetRule.check(difference) }
  }

  private mutating func assetDifferences(_ entries: [Entry]) throws(ExecutionFailure) -> [AssetRule.Difference] {
    var differences: OrderedDictionary<TableName, AssetRule.Difference> = [:]
    // Changes come table by table, so each table is looked up once.
    var table: TableName?
    var isAsset = false
    for change in try transactionChanges {
      guard let (tableBytes, row) = RowKey.split(storeKey: change.key) else { continue }
      if tableBytes == supplies {
        guard let table = TableName(bytes: row) else { continue }
        differences[table, default: .init(table: table)].supply = change
        continue
      }
      if table?.bytes != tableBytes {
        table = TableName(bytes: tableBytes)
        isAsset = false
        if let table { isAsset = try descriptor(of: table)?.kind == .asset }
      }
      if isAsset, let table { differences[table, default: .init(table: table)].balances.append(change) }
    }
    for entry in entries {
      switch entry {
      case .mint(let mint): differences[mint.table, default: .init(table: mint.table)].minted.add(mint.amount)
      case .burn(let burn): differences[burn.table, default: .init(table: burn.table)].burned.add(burn.amount)
      case .createTable, .move, .put, .delete, .changeMembers, .changeParameters, .setWorldPermissions: continue
      }
    }
    return differences.values.sorted { $0.table < $1.table }
  }
}
