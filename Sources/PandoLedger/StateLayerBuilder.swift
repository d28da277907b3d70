package import PandoPrimitives
package import PandoStorage

/// What became of a key since a savepoint.
package struct SavepointChange: Hashable, Sendable {
  package let key: [UInt8]
  package let before: [UInt8]?
  package let after: [UInt8]?
}

/// The state while a block executes: the view after its parent, and over it what the block has written so far.
///
/// Reads see every write at once. A *savepoint* begins a nested set of writes, which is kept or dropped as a whole:
/// one for each transaction. Keeping costs nothing, dropping one step for each write since.
package struct StateLayerBuilder<Store: StoreReader>: StoreReader {
  /// The state before the block.
  package let base: StateView<Store>
  private var writes = WriteSet()
  /// What the writes since the outermost open savepoint took the place of, in order.
  private var journal: [Replacement] = []
  /// Where in the journal the open savepoints begin, outermost first.
  private var savepoints: [Int] = []
  /// The state tree after the block, once it is known and if it is another.
  private var tree: StateTree?

  package init(over base: StateView<Store>) { self.base = base }

  /// Makes room for so many changes, if it is known how many will come.
  mutating func reserveCapacity(_ count: Int) { writes.reserveCapacity(count) }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    if let change = writes[key] { return change.value }
    return try base.get(key)
  }

  /// Cost: as for a view, and a look at everything the block has written.
  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try base.scan(range, limit: limit, descending: descending, overlays: [writes.sorted(in: range)])
  }

  /// The key has this value from now on. An empty value is a value.
  package mutating func put(_ key: [UInt8], _ value: [UInt8]) { record(StateChange(key: key, value: value)) }

  /// The key has no value from now on; it need not have had one.
  package mutating func delete(_ key: [UInt8]) { record(StateChange(key: key, value: nil)) }

  /// What the block has written in `range`, one change for each key, ascending. No savepoint is open.
  package func changes(in range: KeyRange) -> [StateChange] {
    precondition(savepoints.isEmpty, "Whether a running transaction's writes stay is not known yet.")
    return writes.sorted(in: range)
  }

  /// Ends the block: everything it wrote, as an immutable layer. No savepoint is open.
  package consuming func seal() -> StateLayer {
    precondition(savepoints.isEmpty, "A block ends with no transaction running.")
    return StateLayer(writes, tree: tree)
  }

  /// Takes the changes of the block's entries into the state tree: what the block does last.
  ///
  /// - Parameter changes: see ``StateTree/updated(by:at:reading:memory:)``.
  /// - Returns: the root after the block.
  package mutating func updateTree(_ changes: [StateTree.Change], at height: Height) throws(StorageError) -> Hash {
    precondition(savepoints.isEmpty && tree == nil, "The tree is updated once, at the end of a block.")
    let before = try base.tree()
    let after = try before.updated(by: changes, at: height, reading: base.store, memory: base.treeMemory)
    guard after.root != before.root else { return before.root }
    tree = after
    put(KeySpace.stateChange.key(height.value), StateTree.record(ofChanged: changes))
    return after.root
  }

  // MARK: Savepoints

  /// Begins a nested set of writes; ``keepSavepoint()`` or ``dropSavepoint()`` ends it.
  package mutating func beginSavepoint() { savepoints.append(journal.count) }

  /// Keeps what was written since the innermost savepoint.
  package mutating func keepSavepoint() {
    precondition(!savepoints.isEmpty, "A savepoint that was begun is ended once.")
    savepoints.removeLast()
    if savepoints.isEmpty { journal.removeAll(keepingCapacity: true) }
  }

  /// Undoes what was written since the innermost savepoint.
  package mutating func dropSavepoint() {
    precondition(!savepoints.isEmpty, "A savepoint that was begun is ended once.")
    let start = savepoints.removeLast()
    while journal.count > start {
      writes.undo(journal.removeLast())
    }
  }

  /// What was written since the innermost savepoint, one change for each key, ascending.
  package var savepointChanges: [SavepointChange] {
    get throws(StorageError) {
      guard let start = savepoints.last else { preconditionFailure("There is a savepoint.") }
      // Of several writes to one key the first took the place of what was there at the savepoint.
      return try writes.first(of: journal[start...]).map { replacement throws(StorageError) in
        let change = writes.changes[replacement.position]
        let before = if let previous = replacement.previous { previous.value } else { try base.get(change.key) }
        return SavepointChange(key: change.key, before: before, after: change.value)
      }
    }
  }

  private mutating func record(_ change: StateChange) {
    let replacement = writes.record(change)
    if !savepoints.isEmpty { journal.append(replacement) }
  }
}
