import PandoPrimitives
import PandoStorage

/// Rows as they come back from the store: this program wrote them, so one that does not decode is damage.
enum StoredRow {
  /// - Parameter table: its name, for the message.
  static func decode<Row: CanonicalMessage>(
    _ bytes: [UInt8], in table: some CustomStringConvertible
  ) throws(StorageError) -> Row {
    do {
      return try Row(canonicalBytes: bytes)
    } catch {
      throw StorageError(.corrupted, "A row of the table \(table) is damaged.", cause: "\(error)")
    }
  }
}
