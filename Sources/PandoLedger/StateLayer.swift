package import PandoStorage

/// What became of one key of the store.
package struct StateChange: Hashable, Sendable {
  package let key: [UInt8]
  /// The new value; nil when the key was deleted. An empty value is a value.
  package let value: [UInt8]?

  package init(key: [UInt8], value: [UInt8]?) {
    self.key = key
    self.value = value
  }
}

/// Everything that one block changes in the store, before the block is final: immutable, in memory.
///
/// Layers over the store make a ``StateView``. When the block becomes final its layer becomes part of one `WriteBatch`.
/// A view that still holds the layer after that reads the same, because writing a layer twice changes nothing.
package final class StateLayer: Sendable {
  /// One change for each key, in strictly ascending order of the keys.
  package let changes: [StateChange]
  private let writes: WriteSet

  init(_ writes: WriteSet) {
    self.writes = writes
    changes = writes.sorted
  }

  /// What the block did to `key`; nil when it left the key alone.
  package subscript(key: [UInt8]) -> StateChange? { writes[key] }

  /// Adds the changes to `batch` in ascending order of the keys.
  package func append(to batch: inout WriteBatch) {
    batch.reserveCapacity(batch.operations.count + changes.count)
    for change in changes {
      if let value = change.value { batch.put(change.key, value) } else { batch.delete(change.key) }
    }
  }

  /// The changes whose keys lie in `range`. Cost: two binary searches.
  package func changes(in range: KeyRange) -> ArraySlice<StateChange> {
    guard !range.isEmpty else { return [] }
    return changes[position(of: range.lower)..<position(of: range.upper)]
  }

  /// How many keys precede `key`.
  private func position(of key: [UInt8]) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].key.precedes(key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The last change of each key, found by key.
///
/// How keys are hashed is decided here and nowhere else.
struct WriteSet: Sendable {
  private var changes: [[UInt8]: StateChange] = [:]

  subscript(key: [UInt8]) -> StateChange? { changes[key] }

  mutating func record(_ change: StateChange) { changes[change.key] = change }

  /// Adds what happened later; where both changed a key, the later change stays.
  mutating func merge(_ later: WriteSet) {
    if changes.isEmpty { changes = later.changes } else { changes.merge(later.changes) { _, new in new } }
  }

  /// All changes in ascending order of the keys.
  var sorted: [StateChange] { changes.values.sorted(by: precedes) }

  /// The changes whose keys lie in `range`, in ascending order. Cost: a look at every change.
  func sorted(in range: KeyRange) -> [StateChange] {
    changes.values.filter { range.contains($0.key) }.sorted(by: precedes)
  }

  private func precedes(_ left: StateChange, _ right: StateChange) -> Bool {
    left.key.precedes(right.key)
  }
}
