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
  private let writes: WriteSet

  init(_ writes: WriteSet) { self.writes = writes }

  /// One change for each key, in the order in which the keys were first changed.
  package var changes: [StateChange] { writes.changes }

  /// What the block did to `key`; nil when it left the key alone.
  package subscript(key: [UInt8]) -> StateChange? { writes[key] }

  /// Adds the changes to `batch`.
  package func append(to batch: inout WriteBatch) {
    batch.reserveCapacity(batch.operations.count + changes.count)
    for change in changes {
      if let value = change.value { batch.put(change.key, value) } else { batch.delete(change.key) }
    }
  }

  /// The changes whose keys lie in `range`, in ascending order. Cost: a look at every change.
  package func changes(in range: KeyRange) -> [StateChange] { range.isEmpty ? [] : writes.sorted(in: range) }
}

/// The last change of each key, found by key.
///
/// How keys are hashed is decided here and nowhere else.
struct WriteSet: Sendable {
  /// In the order in which the keys were first changed.
  private(set) var changes: [StateChange] = []
  private var positions: [[UInt8]: Int] = [:]

  subscript(key: [UInt8]) -> StateChange? { positions[key].map { changes[$0] } }

  mutating func record(_ change: StateChange) {
    if let position = positions[change.key] {
      changes[position] = change
    } else {
      positions[change.key] = changes.count
      changes.append(change)
    }
  }

  /// Adds what happened later; where both changed a key, the later change stays.
  mutating func merge(_ later: WriteSet) {
    if changes.isEmpty { self = later } else { for change in later.changes { record(change) } }
  }

  /// All changes in ascending order of the keys.
  var sorted: [StateChange] { changes.sorted { $0.key.precedes($1.key) } }

  /// The changes whose keys lie in `range`, in ascending order. Cost: a look at every change.
  func sorted(in range: KeyRange) -> [StateChange] {
    changes.filter { range.contains($0.key) }.sorted { $0.key.precedes($1.key) }
  }
}
