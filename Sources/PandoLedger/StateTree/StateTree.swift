package import PandoPrimitives
package import PandoStorage

/// The tree over all entries of tables with proofs, whose root every header commits to.
///
/// A binary radix trie in the order of the raw keys: its shape and its root follow from the entries alone, never from
/// the order in which they came. Normative: docs/spec/state-tree.md; why so: ADR-0006.
package enum StateTree {
  /// The longest key of an entry: a table name, a zero byte, the key of a row.
  package static let keyByteCountMax = TableName.byteCountMax + 1 + Put.keyByteCountMax
  /// The root of the tree without entries.
  package static let emptyRoot = Hash(.stateNode, [])

  /// What became of one entry.
  package struct Change: Hashable, Sendable {
    package let key: [UInt8]
    /// The hash of the new value; nil when the entry is gone.
    package let valueHash: Hash?

    package init(key: [UInt8], valueHash: Hash?) {
      self.key = key
      self.valueHash = valueHash
    }
  }

  /// The key of a row's entry. No name holds a zero byte, so rows of different tables never meet, and a table's rows
  /// lie together in the order of their keys.
  package static func key(table: TableName, row: [UInt8]) -> [UInt8] { table.bytes + [0] + row }

  /// What an entry commits to for `value`.
  package static func valueHash(_ value: [UInt8]) -> Hash { Hash(.stateValue, value) }

  /// The root of the tree as `reader` sees it. Cost: one read, one hash.
  package static func root(in reader: some StoreReader) throws(StorageError) -> Hash {
    try RecordedNode.root(in: reader)?.hash ?? emptyRoot
  }

  /// Applies the changes of a block to the tree, and gives the new root.
  ///
  /// Deleting an entry that is not there, and giving an entry the value that it has, change nothing. Nodes are read
  /// from the builder and written into it; when this throws, the builder holds part of the change and is of no use.
  /// Each node on the way to a change is read, hashed and written once, however many changes lie under it: in a tree
  /// of n entries with evenly spread keys about log2 n for each change, and never more than nine for each byte of the
  /// longest key.
  ///
  /// - Parameter changes: one for each key, strictly ascending by key; no key is longer than ``keyByteCountMax``.
  package static func update<Store>(
    _ changes: some Sequence<Change>, in builder: inout StateLayerBuilder<Store>
  ) throws(StorageError) -> Hash {
    var update = try StateTreeUpdate(of: builder)
    for change in changes { try update.apply(change, in: &builder) }
    return try update.finish(in: &builder)
  }
}
