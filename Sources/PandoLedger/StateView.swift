package import PandoStorage

/// The state after a block that may not be final yet: a store, and over it the layers of the blocks that the store
/// does not have, up to and with that block.
package struct StateView<Store: StoreReader>: StoreReader {
  package let store: Store
  /// Oldest first; each is the layer of the child of the block before it.
  package let layers: [StateLayer]
  /// The state tree below all layers, if it is known. Its pages in the store may be older.
  private let baseTree: StateTree?
  let treeMemory: StateTreeMemory

  /// - Parameters:
  ///   - tree: the state tree below all layers; nil to open that of the store when it is needed.
  ///   - memory: what a tree that a block on this state makes may forget.
  package init(
    store: Store, layers: [StateLayer] = [], tree: StateTree? = nil, memory: StateTreeMemory = .unlimited
  ) {
    self.store = store
    self.layers = layers
    baseTree = tree
    treeMemory = memory
  }

  /// The state after one block more.
  package func adding(_ layer: StateLayer) -> StateView {
    StateView(store: store, layers: layers + [layer], tree: baseTree, memory: treeMemory)
  }

  /// The state tree.
  package func tree() throws(StorageError) -> StateTree {
    if let tree = layers.last(where: { $0.tree != nil })?.tree { return tree }
    if let baseTree { return baseTree }
    return try StateTree.open(in: store).tree
  }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    for layer in layers.reversed() {
      if let change = layer[key] { return change.value }
    }
    return try store.get(key)
  }

  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try scan(range, limit: limit, descending: descending, overlays: [])
  }

  /// A scan of the state after changes that are newer than all layers.
  /// - Parameter overlays: changes in the range, each list ascending by key; oldest list first.
  func scan(
    _ range: KeyRange, limit: Int, descending: Bool, overlays: [[StateChange]]
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    guard limit > 0 else { return [] }
    let lists = layers.map { $0.changes(in: range)[...] } + overlays.map { $0[...] }
    // Each deletion hides one stored pair at most, so that many more are enough, and one scan sees one moment.
    let deletedCount = lists.reduce(0) { sum, list in sum + list.count { $0.value == nil } }
    let storedLimit = limit.addingReportingOverflow(deletedCount)
    let stored = try store.scan(
      range, limit: storedLimit.overflow ? .max : storedLimit.partialValue, descending: descending)
    var merge = ChangeMerge(lists: lists, stored: stored, descending: descending)
    var pairs: [(key: [UInt8], value: [UInt8])] = []
    while pairs.count < limit, let change = merge.next() {
      if let value = change.value { pairs.append((change.key, value)) }
    }
    return pairs
  }
}

/// Walks several ordered lists of changes as one; of changes to the same key it gives the newest.
private struct ChangeMerge {
  /// The part of one list that is still to come.
  private struct Cursor {
    var rest: ArraySlice<StateChange>
    /// Whether the next change is the last of `rest`.
    let isReversed: Bool

    var next: StateChange? { isReversed ? rest.last : rest.first }

    mutating func advance() {
      if isReversed { rest.removeLast() } else { rest.removeFirst() }
    }
  }

  /// Newest first.
  private var cursors: [Cursor]
  private let descending: Bool

  /// - Parameters:
  ///   - lists: ascending by key, oldest list first.
  ///   - stored: what was there before all of them, in the order of the walk.
  init(
    lists: [ArraySlice<StateChange>], stored: [(key: [UInt8], value: [UInt8])], descending: Bool
  ) {
    cursors = lists.reversed().map { Cursor(rest: $0, isReversed: descending) }
    let pairs = stored.map { StateChange(key: $0.key, value: $0.value) }
    cursors.append(Cursor(rest: pairs[...], isReversed: false))
    self.descending = descending
  }

  mutating func next() -> StateChange? {
    var first: StateChange?
    for cursor in cursors {
      guard let change = cursor.next else { continue }
      // Only a key strictly before the one found so far takes its place, so the newest of equal keys stays.
      if let found = first, !comes(change.key, before: found.key) { continue }
      first = change
    }
    guard let first else { return nil }
    for index in cursors.indices where cursors[index].next?.key == first.key { cursors[index].advance() }
    return first
  }

  private func comes(_ left: [UInt8], before right: [UInt8]) -> Bool {
    descending ? right.lexicographicallyPrecedes(left) : left.lexicographicallyPrecedes(right)
  }
}
