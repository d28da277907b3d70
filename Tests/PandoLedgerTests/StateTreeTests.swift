import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// The tree against its definition, and the properties that its users rely on.
@Suite struct StateTreeTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func randomBlocksEqualTheDefinition(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    for _ in 0..<8 {
      let existing = tree.entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
      try tree.update(random.changes(random.below(30), existing: existing))
      if random.below(3) == 0 { try tree.commit() }
      try tree.expectDefinition()
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func shapeDoesNotDependOnTheOrderOfInsertion(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var keys = (0..<60).map { _ in random.awkwardKey() }
    var atOnce = StateTreeFixture()
    let root = try atOnce.update(Dictionary(keys.map { ($0, value($0.count)) }) { first, _ in first })
    for _ in 0..<3 {
      keys.shuffle(using: &random)
      var oneByOne = StateTreeFixture()
      for key in keys { try oneByOne.update([key: value(key.count)]) }
      #expect(try StateTree.root(in: oneByOne.view) == root)
      try oneByOne.expectDefinition()
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func undoingABlockReturnsToTheEarlierRoot(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    var before = try tree.update(random.changes(80, existing: []))
    for _ in 0..<5 {
      let entries = tree.entries
      let existing = entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
      let changes = random.changes(20, existing: existing)
      try tree.update(changes)
      let undo = Dictionary(uniqueKeysWithValues: changes.keys.map { ($0, entries[$0]) })
      #expect(try tree.update(undo) == before)
      try tree.expectDefinition()
      before = try tree.update([random.awkwardKey(): value(1)])
    }
  }

  @Test func treeWithoutEntriesLeavesNothingBehind() throws {
    var random = SplitMix(seed: 1)
    var tree = StateTreeFixture()
    #expect(try tree.update([:]) == StateTree.emptyRoot)
    try tree.update(random.changes(100, existing: []))
    let none = Dictionary(uniqueKeysWithValues: tree.entries.keys.map { ($0, Hash?.none) })
    #expect(try tree.update(none) == StateTree.emptyRoot)
    #expect(try tree.view.scan(KeySpace.stateNode.range).isEmpty)
    #expect(tree.entries.isEmpty)
  }

  @Test func changingNothingWritesNothing() throws {
    var tree = StateTreeFixture()
    let root = try tree.update([[]: value(0), [1]: value(1), [1, 0]: value(2), [2]: value(3)])
    #expect(try tree.update([[]: value(0), [1]: value(1), [1, 1]: nil, [3]: nil]) == root)
    #expect(tree.layer.changes.isEmpty)
    #expect(try tree.update([:]) == root)
    #expect(tree.layer.changes.isEmpty)
  }

  @Test func entryCommitsToItsTableItsKeyAndItsValue() throws {
    let euro = try #require(TableName("bank/eur"))
    let dollar = try #require(TableName("bank/usd"))
    var roots: Set<Hash> = [StateTree.emptyRoot]
    let entries: [(table: TableName, row: [UInt8], value: [UInt8])] = [
      (euro, [1], [1]), (dollar, [1], [1]), (euro, [2], [1]), (euro, [1], [2]),
    ]
    for entry in entries {
      var tree = StateTreeFixture()
      let key = StateTree.key(table: entry.table, row: entry.row)
      roots.insert(try tree.update([key: StateTree.valueHash(entry.value)]))
    }
    #expect(roots.count == 5)
  }

  // MARK: Cost

  @Test func updateWritesLogarithmicallyManyNodes() throws {
    var random = SplitMix(seed: 2)
    var tree = StateTreeFixture()
    let keys = (0..<2048).map { _ in random.bytes(32) }
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value(0)) }))
    try tree.commit()
    var writeCounts: [Int] = []
    for index in 0..<100 {
      try tree.update([keys[index]: value(1)])
      writeCounts.append(tree.layer.changes.count)
      try tree.commit()
    }
    // A random trie of 2^11 leaves has about 11 + 1.3 nodes on a way, and hardly ever twice that.
    let sum = writeCounts.reduce(0, +)
    #expect(sum <= 14 * writeCounts.count)
    #expect(writeCounts.max() ?? 0 <= 26)

    // All at once, what the ways share is written once: never more than the tree has nodes.
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value(2)) }))
    #expect(tree.layer.changes.count == 2 * keys.count - 1)
  }

  @Test func splitAndCollapseOfAnEdgeMoveOneNode() throws {
    var tree = StateTreeFixture()
    // Two entries far from each other, and a large subtree behind a long edge.
    var entries: [[UInt8]: Hash?] = [[0]: value(0)]
    for low in 0..<64 as Range<UInt8> { entries.updateValue(value(1), forKey: [0x80, 0, 0, 0, 0, low]) }
    try tree.update(entries)
    try tree.update([[0x80, 0, 1]: value(2)])
    // The new leaf, the new node, the node that moved down, and the root.
    #expect(tree.layer.changes.count == 4)
    try tree.expectDefinition()
    try tree.update([[0x80, 0, 1]: nil])
    #expect(tree.layer.changes.count == 4)
    #expect(tree.layer.changes.count { $0.value == nil } == 2)
    try tree.expectDefinition()
  }

  @Test func depthIsBoundedByTheLengthOfKeys() throws {
    // Every key begins with the one before it, so each lies one node deeper.
    let longest = [UInt8](repeating: 0xFF, count: StateTree.keyByteCountMax)
    var tree = StateTreeFixture()
    let keys = stride(from: 0, through: longest.count, by: 2).map { Array(longest.prefix($0)) }
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value($0.count)) }))
    try tree.commit()
    try tree.update([longest: value(-1)])
    #expect(tree.layer.changes.count == keys.count)
    let longestStorageKey = try tree.view.scan(KeySpace.stateNode.range).map(\.key.count).max() ?? 0
    #expect(longestStorageKey <= 1 + (9 * StateTree.keyByteCountMax + 2 + 7) / 8)
    let allButOne = Dictionary(uniqueKeysWithValues: keys.dropLast().map { ($0, Hash?.none) })
    let root = try tree.update(allButOne)
    #expect(root == Hash(.stateLeaf, value(-1).bytes + longest))
  }

  // MARK: Damage

  @Test(arguments: 0..<100 as Range<UInt64>)
  func damagedNodeIsReported(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    try tree.update(random.changes(40, existing: []))
    try tree.commit()
    let records = try tree.store.scan(KeySpace.stateNode.range).filter { $0.key != storageKey([]) }
    let target = records[random.below(records.count)]
    try tree.replace(target.key, with: random.below(4) == 0 ? nil : random.damaged(target.value))
    // Deleting every entry visits every node.
    let none = Dictionary(uniqueKeysWithValues: tree.entries.keys.map { ($0, Hash?.none) })
    let error = #expect(throws: StorageError.self) { try tree.update(none) }
    #expect(error?.code == .corrupted)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func damagedRootIsReportedOrHasAnotherHash(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    let root = try tree.update(random.changes(10, existing: []))
    try tree.commit()
    let record = try #require(try tree.store.get(storageKey([])))
    try tree.replace(storageKey([]), with: random.damaged(record))
    do {
      #expect(try StateTree.root(in: tree.view) != root)
      try tree.update(random.changes(10, existing: []))
    } catch let error as StorageError {
      #expect(error.code == .corrupted)
    }
  }
}

extension SplitMix {
  fileprivate mutating func damaged(_ record: [UInt8]) -> [UInt8] {
    var record = record
    switch below(3) {
    case 0: record.removeLast(1 + below(record.count))
    case 1: record.append(contentsOf: bytes(1 + below(3)))
    default: record[below(record.count)] ^= 1 << UInt8(below(8))
    }
    return record
  }
}
