package import PandoStorage

/// The state while a block executes: the view after its parent, and over it what the block has written so far.
///
/// Reads see every write at once. A *savepoint* begins a nested set of writes, which is kept or dropped as a whole:
/// one for each transaction. Keeping costs one step for each key written since, dropping costs nothing.
package struct StateLayerBuilder<Store: StoreReader>: StoreReader {
  /// The state before the block.
  package let base: StateView<Store>
  private var block = WriteSet()
  /// What was written since each open savepoint, outermost first.
  private var savepoints: [WriteSet] = []

  package init(over base: StateView<Store>) { self.base = base }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    if let change = savepoints.last?[key] { return change.value }
    return try get(key, savepointCount: savepoints.count - 1)
  }

  /// Cost: as for a view, and a look at everything the block has written.
  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    let overlays = ([block] + savepoints).map { $0.sorted(in: range) }
    return try base.scan(range, limit: limit, descending: descending, overlays: overlays)
  }

  /// The key has this value from now on. An empty value is a value.
  package mutating func put(_ key: [UInt8], _ value: [UInt8]) { record(StateChange(key: key, value: value)) }

  /// The key has no value from now on; it need not have had one.
  package mutating func delete(_ key: [UInt8]) { record(StateChange(key: key, value: nil)) }

  /// What the block has written in `range`, one change for each key, ascending. No savepoint is open.
  package func changes(in range: KeyRange) -> [StateChange] {
    precondition(savepoints.isEmpty, "Whether a running transaction's writes stay is not known yet.")
    return block.sorted(in: range)
  }

  /// Ends the block: everything it wrote, as an immutable layer. No savepoint is open.
  package consuming func seal() -> StateLayer {
    precondition(savepoints.isEmpty, "A block ends with no transaction running.")
    return StateLayer(block)
  }

  // MARK: Savepoints

  /// Begins a nested set of writes; ``keepSavepoint()`` or ``dropSavepoint()`` ends it.
  package mutating func beginSavepoint() { savepoints.append(WriteSet()) }

  /// Keeps what was written since the innermost savepoint.
  package mutating func keepSavepoint() {
    precondition(!savepoints.isEmpty, "A savepoint that was begun is ended once.")
    let writes = savepoints.removeLast()
    if savepoints.isEmpty { block.merge(writes) } else { savepoints[savepoints.count - 1].merge(writes) }
  }

  /// Undoes what was written since the innermost savepoint.
  package mutating func dropSavepoint() {
    precondition(!savepoints.isEmpty, "A savepoint that was begun is ended once.")
    savepoints.removeLast()
  }

  /// What was written since the innermost savepoint, one change for each key, ascending.
  package var savepointChanges: [StateChange] {
    precondition(!savepoints.isEmpty, "There is a savepoint.")
    return savepoints[savepoints.count - 1].sorted
  }

  /// The value that `key` had at the innermost savepoint.
  package func getAtSavepoint(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    precondition(!savepoints.isEmpty, "There is a savepoint.")
    return try get(key, savepointCount: savepoints.count - 1)
  }

  /// The value of `key`, seen with the first `savepointCount` savepoints only.
  private func get(_ key: [UInt8], savepointCount: Int) throws(StorageError) -> [UInt8]? {
    for writes in savepoints.prefix(max(0, savepointCount)).reversed() {
      if let change = writes[key] { return change.value }
    }
    if let change = block[key] { return change.value }
    return try base.get(key)
  }

  private mutating func record(_ change: StateChange) {
    if savepoints.isEmpty { block.record(change) } else { savepoints[savepoints.count - 1].record(change) }
  }
}
