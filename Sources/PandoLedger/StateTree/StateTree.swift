package import PandoPrimitives
package import PandoStorage

/// The tree over all entries of tables with proofs, whose root every header commits to, as it is after one block.
///
/// A binary radix trie in the order of the raw keys: its shape and its root follow from the entries alone, never from
/// the order in which they came. Normative: docs/spec/state-tree.md; why so: ADR-0006.
///
/// A tree never changes: a block makes a new one that shares with the old one all that it leaves alone, so the trees
/// of blocks that are not final cost what they change. Nodes lie in pages (``StatePage``). A page is in memory, or in
/// the store, or both; it goes to the store with ``store(since:into:)``, which need not be at every block: what
/// the store lacks is made again from the rows of the keys that changed since (ADR-0012).
package struct StateTree: Sendable {
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

  /// A page that there is no longer, and the block that took it away.
  struct RemovedPage: Sendable {
    let key: [UInt8]
    let height: Height
  }

  /// All entries; nil when there are none.
  let top: Subtree?
  /// The last block that changed the tree; nil before the genesis.
  package let height: Height?
  /// How many changes have led from the first tree that this process had to this one.
  package let changeCount: Int
  /// The blocks that changed the tree since it was stored last, as far as this tree knows.
  let unstoredHeights: [Height]
  /// The pages that went since then, likewise.
  let removedPages: [RemovedPage]

  init(top: Subtree?, height: Height?, changeCount: Int, unstoredHeights: [Height], removedPages: [RemovedPage]) {
    self.top = top
    self.height = height
    self.changeCount = changeCount
    self.unstoredHeights = unstoredHeights
    self.removedPages = removedPages
  }

  /// How many blocks have changed the tree since it was stored at `stored`.
  package func blockCount(since stored: Height?) -> Int {
    unstoredHeights.count { height in stored.map { height > $0 } ?? true }
  }

  /// What a header commits to.
  package var root: Hash { top?.hash ?? StateTree.emptyRoot }

  /// How much memory its pages take, about.
  package var byteCount: Int { top?.page?.byteCount ?? 0 }

  /// The key of a row's entry. No name holds a zero byte, so rows of different tables never meet, and a table's rows
  /// lie together in the order of their keys.
  package static func key(table: TableName, row: [UInt8]) -> [UInt8] { table.bytes + [0] + row }

  /// What an entry commits to for `value`.
  package static func valueHash(_ value: [UInt8]) -> Hash { Hash(.stateValue, value) }

  /// The tree after one block more.
  ///
  /// Deleting an entry that is not there, and giving an entry the value that it has, change nothing. Each node on the
  /// way to a change is hashed once, however many changes lie under it: in a tree of n entries with evenly spread keys
  /// about log2 n for each change, and never more than nine for each byte of the longest key.
  ///
  /// Pages that are not in memory are read from `reader`. The store may be written meanwhile: a page that this tree
  /// does not hold in memory has not changed since it was stored, in this tree or in any that it comes from. So a later
  /// tree of the same chain, when it is stored, neither writes nor deletes it.
  ///
  /// - Parameters:
  ///   - changes: one for each key, strictly ascending by key; no key is longer than ``keyByteCountMax``.
  ///   - memory: which pages the new tree need not keep in memory.
  package func updated(
    by changes: [Change], at height: Height, reading reader: some StoreReader, memory: StateTreeMemory = .unlimited
  ) throws(StorageError) -> StateTree {
    var update = StateTreeUpdate(
      changes, at: height, reading: reader, forgettingBefore: memory.forgettableHeight(of: self))
    let top = try update.run(on: top)
    let removed = update.removedKeys.map { RemovedPage(key: $0, height: height) }
    // What the store has taken in is not needed any longer.
    func isUnstored(_ other: Height) -> Bool { memory.stored.map { other > $0 } ?? true }
    return StateTree(
      top: top, height: height, changeCount: changeCount + changes.count,
      unstoredHeights: unstoredHeights.filter(isUnstored) + [height],
      removedPages: removedPages.filter { isUnstored($0.height) } + removed)
  }
}

/// How a ledger keeps its tree; whatever the values, the roots are the same.
package struct StateTreeLimits: Hashable, Sendable {
  /// How much memory it may take before it forgets what it can read again. What is not stored yet is beyond that.
  package var byteCountMax = 128 << 20
  /// How many entries may change before the tree is stored again: opening the ledger updates them once more, in about a
  /// second.
  package var unstoredChangeCountMax = 65_536
  /// How many must have changed before it is stored because it takes too much memory.
  package var unstoredChangeCountMin = 4_096
  /// How many blocks may change it before it is stored again.
  package var unstoredBlockCountMax = 1_024

  package init() {}
}

/// How much of a tree stays in memory, and what the store can give back.
package struct StateTreeMemory: Sendable {
  /// The height at which the store holds the whole tree; nil when it never did.
  package var stored: Height?
  /// Above this many bytes a tree forgets pages that have not changed since they were stored, as it comes by them.
  package var byteCountMax: Int

  package init(stored: Height?, byteCountMax: Int) {
    self.stored = stored
    self.byteCountMax = byteCountMax
  }

  package static let unlimited = StateTreeMemory(stored: nil, byteCountMax: .max)

  /// Pages that last changed at this height or below can be read again and need not be kept.
  fileprivate func forgettableHeight(of tree: StateTree) -> Height? {
    tree.byteCount > byteCountMax ? stored : nil
  }
}
