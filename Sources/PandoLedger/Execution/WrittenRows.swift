import PandoPrimitives

/// The rows that the successful transactions of a block wrote or removed, as the header commits to them
/// (docs/spec/blocks.md, "Write set"). Of a row that was written several times the last form counts.
struct WrittenRows {
  /// Strictly ascending by key, which is table name ‖ 0 ‖ row key.
  let rows: [StateTree.Change]

  /// - Parameter changes: of rows alone, strictly ascending by key.
  init(_ changes: [StateChange]) {
    rows = changes.map {
      // The first byte of a store's key is its space.
      StateTree.Change(key: Array($0.key.dropFirst()), valueHash: $0.value.map { StateTree.valueHash($0) })
    }
  }

  /// What ``PandoPrimitives/BlockHeader/writeSetDigest`` is for these rows.
  var digest: Hash {
    var encoder = CanonicalEncoder()
    for row in rows {
      var element = CanonicalEncoder()
      element.bytes(1, row.key)
      if let valueHash = row.valueHash { element.hash(2, valueHash) }
      encoder.repeatedBytes(1, CollectionOfOne(element.bytes))
    }
    return Hash(.writeSet, encoder.bytes)
  }
}
