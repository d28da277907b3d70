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
      if random.below(3) == 0 {
        try tree.commit(storing: random.below(2) == 0, memory: [0, 1, 2_000, .max][random.below(4)])
      }
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
      #expect(try oneByOne.view.tree().root == root)
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
    try tree.commit()
    #expect(try tree.update(tree.allGone) == StateTree.emptyRoot)
    #expect(tree.entries.isEmpty)
    try tree.commit()
    #expect(try tree.store.scan(KeySpace.statePage.range).count == 1)
    #expect(try tree.store.scan(KeySpace.stateChange.range).isEmpty)
    try tree.expectDefinition()
  }

  @Test func changingNothingWritesNothing() throws {
    var tree = StateTreeFixture()
    let root = try tree.update([[]: value(0), [1]: value(1), [1, 0]: value(2), [2]: value(3)])
    let nothing: [[UInt8]: [UInt8]?] = [[]: value(0), [1]: value(1), [1, 1]: nil, [3]: nil]
    for changes in [nothing, [:]] {
      #expect(try tree.update(changes) == root)
      #expect(tree.view.layers.last?.tree == nil)
      #expect(tree.view.layers.last?.changes(in: KeySpace.stateChange.range).isEmpty == true)
    }
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
      roots.insert(try tree.update([key: entry.value]))
    }
    #expect(roots.count == 5)
  }

  // MARK: Cost

  @Test func updateStoresFewPagesAndEachOnce() throws {
    var random = SplitMix(seed: 2)
    var tree = StateTreeFixture()
    let keys = (0..<4096).map { _ in random.bytes(32) }
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value(0)) }))
    try tree.commit()
    let pageCount = try tree.store.scan(KeySpace.statePage.range).count
    // 16 entries for each of 256 pages, one page above each sixteen of those, one on top, and the record of the root.
    #expect((256 + 16 + 2...300).contains(pageCount))
    try tree.update([keys[0]: value(1)])
    try tree.update([keys[0]: value(2)])
    #expect(try (4...5).contains(tree.pagesToStore().count))

    // All at once, what the ways share is stored once.
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value(3)) }))
    #expect(try tree.pagesToStore().count == pageCount)
  }

  @Test func entriesThatPartFurtherDownStayInThePageWhileTheyAreFew() throws {
    var tree = StateTreeFixture()
    var entries: [[UInt8]: [UInt8]?] = [[0]: value(0)]
    for low in 0..<4 as Range<UInt8> { entries.updateValue(value(1), forKey: [0x80, 0, 0, 0, 0, low]) }
    try tree.update(entries)
    // The record of the root, and one page.
    #expect(try tree.pagesToStore().count == 2)
    try tree.update([[0x80, 0, 1]: value(2)])
    #expect(try tree.pagesToStore().count == 3)
    try tree.commit()
    try tree.expectDefinition()
    // What is left has a page of its own, and no other page is left.
    try tree.update([[0x80, 0, 1]: nil, [0]: nil])
    try tree.commit()
    #expect(try tree.store.scan(KeySpace.statePage.range).count == 2)
    try tree.expectDefinition()
  }

  @Test func depthIsBoundedByTheLengthOfKeys() throws {
    // Every key begins with the one before it, so each lies one node deeper.
    let longest = [UInt8](repeating: 0xFF, count: StateTree.keyByteCountMax)
    var tree = StateTreeFixture()
    let keys = stride(from: 0, through: longest.count, by: 2).map { Array(longest.prefix($0)) }
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value($0.count)) }))
    try tree.commit(memory: 0)
    try tree.expectDefinition()
    try tree.update([longest: value(-1)])
    // No page for the last entries, which stay with the one before.
    #expect(try tree.pagesToStore().count <= keys.count + 1)
    let longestStorageKey = try tree.store.scan(KeySpace.statePage.range).map(\.key.count).max() ?? 0
    #expect(longestStorageKey <= 2 + StateTree.keyByteCountMax)
    var allButOne = tree.allGone
    allButOne.removeValue(forKey: longest)
    #expect(try tree.update(allButOne) == Hash(.stateLeaf, StateTree.valueHash(value(-1)).bytes + longest))
  }

  @Test func theLongestChainOfPagesIsWalkedDownAndUp() throws {
    // At each byte one key ends, and one parts in the low half: two pages for each byte.
    let longest = [UInt8](repeating: 0xFF, count: StateTree.keyByteCountMax)
    var tree = StateTreeFixture()
    var entries: [[UInt8]: [UInt8]?] = [:]
    for count in 0...longest.count {
      entries.updateValue(value(count), forKey: Array(longest.prefix(count)))
      if count > 0 { entries.updateValue(value(-count), forKey: Array(longest.prefix(count - 1)) + [0xFE]) }
    }
    let root = try tree.update(entries)
    try tree.commit(memory: 0)
    #expect(try tree.store.scan(KeySpace.statePage.range).count > 2 * longest.count - 4)
    try tree.update([longest: value(-1)])
    #expect(try tree.update([longest: value(longest.count)]) == root)
    #expect(try tree.update(tree.allGone) == StateTree.emptyRoot)
  }

  @Test func pagesThatDidNotChangeAreForgottenAndReadAgain() throws {
    var random = SplitMix(seed: 3)
    var tree = StateTreeFixture()
    let keys = (0..<2000).map { _ in random.bytes(32) }
    try tree.update(Dictionary(uniqueKeysWithValues: keys.map { ($0, value(0)) }))
    try tree.commit(memory: 20_000)
    let whole = try tree.view.tree().byteCount
    for number in 1..<20 {
      try tree.update([keys[number]: value(number)])
      try tree.commit(memory: 20_000)
      try tree.expectDefinition()
    }
    #expect(try tree.view.tree().byteCount < whole / 5)
  }

  // MARK: Damage

  @Test(arguments: 0..<100 as Range<UInt64>)
  func damagedPageIsReported(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    try tree.update(random.changes(60, existing: []))
    try tree.commit(memory: 0)
    let records = try tree.store.scan(KeySpace.statePage.range).filter { $0.key != topKey }
    let target = records[random.below(records.count)]
    try tree.replace(target.key, with: random.below(4) == 0 ? nil : random.damaged(target.value))
    // Deleting every entry visits every page.
    let error = #expect(throws: StorageError.self) { try tree.update(tree.allGone) }
    #expect(error?.code == .corrupted)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func damagedTopIsReported(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    try tree.update(random.changes(10, existing: []))
    try tree.commit()
    let record = try #require(try tree.store.get(topKey))
    try tree.replace(topKey, with: random.damaged(record))
    let error = #expect(throws: StorageError.self) { try StateTree.open(in: tree.store) }
    #expect(error?.code == .corrupted)
  }
}

private let topKey = KeySpace.statePage.key([])

extension StateTreeFixture {
  fileprivate var allGone: [[UInt8]: [UInt8]?] {
    Dictionary(uniqueKeysWithValues: entries.keys.map { ($0, [UInt8]?.none) })
  }

  /// The keys of the pages, and of the record of the root, that storing the tree now would write.
  fileprivate func pagesToStore() throws -> [[UInt8]] {
    var batch = WriteBatch()
    try view.tree().store(since: stored, into: &batch)
    return batch.operations.compactMap { operation in
      if case .put(let key, _) = operation { key } else { nil }
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
