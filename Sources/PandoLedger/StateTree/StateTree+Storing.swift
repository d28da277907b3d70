package import PandoPrimitives
package import PandoStorage

// How a tree comes into a store and out of it (docs/spec/storage.md, ADR-0012). The store holds the whole tree as it
// was after some block, and for each block since then the keys of the entries that it changed.
extension StateTree {
  /// Of the tree in the store: the height, and the topmost subtree if there is one.
  private static let topKey = KeySpace.statePage.key([])

  /// The tree that a store holds, brought up to its last block, and the height at which it was stored whole.
  ///
  /// Cost: a row and an update for each key that has changed since that height.
  package static func open(
    in reader: some StoreReader
  ) throws(StorageError) -> (tree: StateTree, stored: Height?) {
    let stored = try storedTop(in: reader)
    var keys: [[UInt8]] = []
    var heights: [Height] = []
    for pair in try reader.scan(KeySpace.stateChange.range) {
      guard let number = KeySpace.stateChange.suffix(of: pair.key).flatMap({ UInt64(ordered: $0) }),
        stored.map({ number > $0.height.value }) ?? true, let changed = StateTree.keys(in: pair.value)
      else { throw StatePage.damage(of: pair.key) }
      keys.append(contentsOf: changed)
      heights.append(Height(number))
    }
    let tree = StateTree(
      top: stored?.top, height: stored?.height, changeCount: 0, unstoredHeights: heights.dropLast(), removedPages: [])
    guard let last = heights.last else { return (tree, stored?.height) }
    keys.sort { $0.precedes($1) }
    var changes: [Change] = []
    for key in keys where changes.last?.key != key {
      changes.append(Change(key: key, valueHash: try reader.get(KeySpace.stateRow.key(key)).map { valueHash($0) }))
    }
    return (try tree.updated(by: changes, at: last, reading: reader), stored?.height)
  }

  private static func storedTop(
    in reader: some StoreReader
  ) throws(StorageError) -> (top: Subtree?, height: Height)? {
    guard let record = try reader.get(topKey) else { return nil }
    guard let content = StatePage.content(of: record), let height = UInt64(ordered: content.prefix(8)) else {
      throw StatePage.damage(of: topKey)
    }
    var rest = content.dropFirst(8)
    guard !rest.isEmpty else { return (nil, Height(height)) }
    guard let top = Subtree(next: &rest, prefix: []), rest.isEmpty else { throw StatePage.damage(of: topKey) }
    return (top, Height(height))
  }

  /// What the store keeps of a block's changes, so that the tree can be opened without having been stored: the keys.
  static func record(ofChanged changes: [Change]) -> [UInt8] {
    var record: [UInt8] = []
    record.reserveCapacity(changes.reduce(0) { $0 + 2 + $1.key.count })
    for change in changes {
      record.append(UInt8(change.key.count >> 8))
      record.append(UInt8(change.key.count & 0xFF))
      record.append(contentsOf: change.key)
    }
    return record
  }

  /// Nil unless `record` is what ``record(ofChanged:)`` makes.
  private static func keys(in record: [UInt8]) -> [[UInt8]]? {
    var keys: [[UInt8]] = []
    var rest = record[...]
    while !rest.isEmpty {
      guard rest.count >= 2 else { return nil }
      let count = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      rest = rest.dropFirst(2)
      guard rest.count >= count, count <= keyByteCountMax else { return nil }
      keys.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return keys
  }

  /// Adds to `batch` all that the store lacks of this tree, which is the one after its last block: from then on the
  /// store holds the whole.
  /// - Parameter stored: the height at which that was so last; nil when it never was.
  package func store(since stored: Height?, into batch: inout WriteBatch) {
    guard let height, stored.map({ height > $0 }) ?? true else { return }
    func isNew(_ other: Height) -> Bool { stored.map { other > $0 } ?? true }
    // A page may have gone and come back.
    for page in removedPages where isNew(page.height) { batch.delete(page.key) }
    if let top, let page = top.page, isNew(page.touched) { StateTree.append(top, page, isNew: isNew, to: &batch) }
    var content = [UInt8](ordered: height.value)
    top?.append(to: &content)
    batch.put(StateTree.topKey, StatePage.record(of: content))
    for height in unstoredHeights where isNew(height) { batch.delete(KeySpace.stateChange.key(height.value)) }
  }

  /// Adds the page of a subtree, and those below that changed, in ascending order. Recurses, two levels for each byte
  /// of a key at most.
  private static func append(
    _ subtree: Subtree, _ page: StatePage, isNew: (Height) -> Bool, to batch: inout WriteBatch
  ) {
    batch.put(StatePage.key(path: subtree.path, partingBit: page.top.bit), page.record)
    for (index, child) in page.children.enumerated() {
      if let child, isNew(child.touched) { append(page.subtree(index), child, isNew: isNew, to: &batch) }
    }
  }
}
