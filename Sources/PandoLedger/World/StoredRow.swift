import PandoPrimitives
import PandoStorage

/// Rows as they come back from the store: this program wrote them, so one that does not decode is damage.
enum StoredRow {
  static func decode<Row: CanonicalMessage>(_ bytes: [UInt8], _ table: SystemTable) throws(StorageError) -> Row {
    try decode(bytes, in: table.name)
  }

  static func decode<Row: CanonicalMessage>(_ bytes: [UInt8], in table: TableName) throws(StorageError) -> Row {
    do {
      return try Row(canonicalBytes: bytes)
    } catch {
      throw StorageError(.corrupted, "A row of the table \(table) is damaged.", cause: "\(error)")
    }
  }
}
