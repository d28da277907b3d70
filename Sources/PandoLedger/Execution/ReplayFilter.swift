import PandoPrimitives
import PandoStorage

/// The transactions that were executed and have not expired, so that none is executed twice
/// (docs/spec/blocks.md, "Replay filter").
///
/// An entry whose time has come refuses nothing that admission would not refuse anyway. So dropping it is only tidying,
/// may lag behind, and is bounded for each block.
enum ReplayFilter {
  /// What a block drops beyond twice what it adds, so that the filter shrinks again after a flood.
  static let pruneCountBase = 1_000

  static func contains(_ id: TransactionID, _ reader: some StoreReader) throws(StorageError) -> Bool {
    try reader.get(KeySpace.filter.key(id.hash.bytes)) != nil
  }

  static func add(_ id: TransactionID, expires: Timestamp, to state: inout StateLayerBuilder<some StoreReader>) {
    let expires = [UInt8](ordered: expires.milliseconds)
    let id = id.hash.bytes
    state.put(KeySpace.filter.key(id), expires)
    state.put(KeySpace.filterExpiry.key(expires + id), [])
  }

  /// Drops what has expired at `time`, earliest first, in a block that adds `added` entries.
  static func prune(
    at time: Timestamp, added: Int, from state: inout StateLayerBuilder<some StoreReader>
  ) throws(StorageError) {
    let all = KeySpace.filterExpiry.range
    let end = KeySpace.filterExpiry.key(time.advanced(byMilliseconds: 1).milliseconds)
    // What this block adds has not expired, so looking below it is enough.
    let expired = try state.base.scan(
      KeyRange(lower: all.lower, upper: end), limit: pruneCountBase + 2 * added, descending: false)
    for (key, _) in expired {
      state.delete(key)
      // After the key's first byte come eight bytes of time, then the identifier.
      state.delete(KeySpace.filter.key(key.dropFirst(9)))
    }
  }
}
