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
/// A view that still holds the layer after that reads the same, because the store then says what the layer says; but
/// for the names of changed entries, which nobody reads through a view.
package final class StateLayer: Sendable {
  private let writes: WriteSet
  /// The positions of the changes in ``writes``, in ascending order of the keys.
  private let order: [Int]
  /// The state tree after the block; nil when the block left it alone.
  package let tree: StateTree?

  init(_ writes: WriteSet, tree: StateTree? = nil) {
    self.writes = writes
    self.tree = tree
    order = writes.order
  }

  /// One change for each key, in strictly ascending order of the keys.
  package var changes: [StateChange] { order.map { writes.changes[$0] } }

  /// What the block did to `key`; nil when it left the key alone.
  package subscript(key: [UInt8]) -> StateChange? { writes[key] }

  /// Adds the changes to `batch` in ascending order of the keys, which is the order that a database takes in fastest.
  package func append(to batch: inout WriteBatch) {
    batch.reserveCapacity(batch.operations.count + order.count)
    for position in order {
      let change = writes.changes[position]
      if let value = change.value { batch.put(change.key, value) } else { batch.delete(change.key) }
    }
  }

  /// The changes whose keys lie in `range`, ascending. Cost: two binary searches.
  package func changes(in range: KeyRange) -> [StateChange] {
    guard !range.isEmpty else { return [] }
    return order[count(before: range.lower)..<count(before: range.upper)].map { writes.changes[$0] }
  }

  /// How many keys precede `key`.
  private func count(before key: [UInt8]) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if writes.changes[order[middle]].key.precedes(key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// What a write took the place of: an earlier change of the block, or, if nil, what was there before the block.
struct Replacement: Sendable {
  let position: Int
  let previous: StateChange?
}

/// The last change of each key, found by key.
///
/// How keys are hashed is decided in ``StoreKey`` and nowhere else.
struct WriteSet: Sendable {
  /// In the order in which the keys were first changed.
  private(set) var changes: [StateChange] = []
  private var positions: [StoreKey: Int] = [:]

  subscript(key: [UInt8]) -> StateChange? { positions[StoreKey(key)].map { changes[$0] } }

  /// Takes a change in, with one look-up.
  /// - Returns: the change of the same key whose place it takes, and where.
  @discardableResult
  mutating func record(_ change: StateChange) -> Replacement {
    func found(_ position: inout Int) -> Int { position }
    let position = found(&positions[StoreKey(change.key), default: changes.count])
    guard position < changes.count else {
      changes.append(change)
      return Replacement(position: position, previous: nil)
    }
    defer { changes[position] = change }
    return Replacement(position: position, previous: changes[position])
  }

  /// Undoes the last ``record(_:)`` that is not undone yet, which returned this.
  mutating func undo(_ replacement: Replacement) {
    if let previous = replacement.previous {
      changes[replacement.position] = previous
    } else {
      precondition(replacement.position == changes.count - 1, "What was done last is undone first.")
      positions[StoreKey(changes.removeLast().key)] = nil
    }
  }

  /// Of several replacements at one position the first, in ascending order of the keys.
  func first(of replacements: ArraySlice<Replacement>) -> [Replacement] {
    // Sorting is stable.
    let sorted = replacements.sorted { changes[$0.position].key.precedes(changes[$1.position].key) }
    var first: [Replacement] = []
    for replacement in sorted where first.last?.position != replacement.position { first.append(replacement) }
    return first
  }

  mutating func reserveCapacity(_ count: Int) {
    changes.reserveCapacity(count)
    positions.reserveCapacity(count)
  }

  /// The positions of all changes, in ascending order of their keys.
  var order: [Int] { ordered(Array(changes.indices)) }

  /// The changes whose keys lie in `range`, in ascending order. Cost: a look at every change.
  func sorted(in range: KeyRange) -> [StateChange] {
    ordered(changes.indices.filter { range.contains(changes[$0].key) }).map { changes[$0] }
  }

  /// These positions, in ascending order of the keys.
  ///
  /// Most keys, also those of rows of one table, differ in their first 32 bytes, so nearly all comparisons are of
  /// numbers that lie side by side.
  private func ordered(_ positions: [Int]) -> [Int] {
    var keys = positions.map { position in
      let key = changes[position].key
      return Prefixed(
        words: (key.orderedWord(at: 0), key.orderedWord(at: 8), key.orderedWord(at: 16), key.orderedWord(at: 24)),
        position: position)
    }
    keys.sort { left, right in
      left.words == right.words
        ? changes[left.position].key.precedes(changes[right.position].key) : left.words < right.words
    }
    return keys.map(\.position)
  }

  private struct Prefixed {
    let words: (UInt64, UInt64, UInt64, UInt64)
    let position: Int
  }
}
