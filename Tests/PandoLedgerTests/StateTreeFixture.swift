import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// A state tree on a store in memory, and beside it the entries that it should hold.
struct StateTreeFixture {
  let store = MemoryStore()
  private(set) var view: StateView<MemoryStore>
  /// The values of the entries, by key.
  private(set) var entries: [[UInt8]: [UInt8]] = [:]
  private(set) var height = Height(0)
  /// The height at which the tree was stored last.
  private(set) var stored: Height?

  init() { view = StateView(store: store) }

  var hashes: [[UInt8]: Hash] { entries.mapValues { StateTree.valueHash($0) } }

  /// One block: applies the changes, in whatever order they are given, and gives the root.
  @discardableResult
  mutating func update(_ changes: [[UInt8]: [UInt8]?]) throws -> Hash {
    var builder = StateLayerBuilder(over: view)
    var sorted: [StateTree.Change] = []
    for (key, value) in changes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      sorted.append(StateTree.Change(key: key, valueHash: value.map { StateTree.valueHash($0) }))
      let rowKey = KeySpace.stateRow.key(key)
      if let value { builder.put(rowKey, value) } else { builder.delete(rowKey) }
      entries[key] = value
    }
    let root = try builder.updateTree(sorted, at: height)
    view = view.adding(builder.seal())
    height = height.next
    #expect(try view.tree().root == root)
    return root
  }

  /// Makes all blocks so far final, and opens what the store then holds.
  /// - Parameter storing: whether the pages are stored, too.
  mutating func commit(storing: Bool = true, memory byteCountMax: Int = .max) throws {
    var batch = WriteBatch()
    for layer in view.layers { layer.append(to: &batch) }
    let tree = try view.tree()
    if storing {
      tree.store(since: stored, into: &batch)
      stored = tree.height ?? stored
    }
    try store.write(batch, durable: true)
    let opened = try StateTree.open(in: store)
    #expect(opened.tree.root == tree.root)
    #expect(opened.stored == stored)
    // What is in memory is used on, or all is read again.
    let memory = StateTreeMemory(stored: stored, byteCountMax: byteCountMax)
    view = StateView(store: store, tree: byteCountMax == 0 ? opened.tree : tree, memory: memory)
  }

  /// Damages what is final.
  func replace(_ key: [UInt8], with value: [UInt8]?) throws {
    var batch = WriteBatch()
    if let value { batch.put(key, value) } else { batch.delete(key) }
    try store.write(batch, durable: true)
  }

  /// Compares the root with what the definition asks for, and what the store holds when the tree has just been stored.
  func expectDefinition() throws {
    let reference = StateTreeReference(hashes)
    #expect(try view.tree().root == reference.root)
    guard view.layers.isEmpty, try store.scan(KeySpace.stateChange.range).isEmpty else { return }
    let read = try StoredTreeReading(store)
    #expect(read.root == reference.root)
    #expect(read.keys == entries.keys.sorted { $0.lexicographicallyPrecedes($1) })
    // No page is left behind that nothing leads to.
    #expect(try Set(store.scan(KeySpace.statePage.range).map(\.key)) == read.pageKeys)
  }
}

/// The value that is this number.
func value(_ number: Int) -> [UInt8] { Array(String(number).utf8) }

extension SplitMix {
  /// A key of one of the kinds that go wrong: short ones that begin with each other, long common beginnings, single
  /// bits of difference, and ordinary rows.
  mutating func awkwardKey() -> [UInt8] {
    switch below(5) {
    case 0: return (0..<below(5)).map { _ in [0x00, 0x01, 0x80, 0xFF][below(4)] }
    case 1: return [UInt8](repeating: 0xAA, count: 40) + bytes(below(2))
    case 2:
      var key = [UInt8](repeating: 0, count: 6)
      for _ in 0..<below(3) { key[below(6)] ^= 1 << UInt8(below(8)) }
      return key
    case 3: return [UInt8](repeating: UInt8(ascii: "a"), count: below(60))
    default: return Array("bank/eur".utf8) + [0] + bytes(1 + below(2))
    }
  }

  /// Changes of a block: mostly new values, some deletions, some of keys that are not there.
  mutating func changes(_ count: Int, existing: [[UInt8]]) -> [[UInt8]: [UInt8]?] {
    var changes: [[UInt8]: [UInt8]?] = [:]
    for _ in 0..<count {
      let key = existing.isEmpty || below(2) == 0 ? awkwardKey() : existing[below(existing.count)]
      changes.updateValue(below(5) < 2 ? nil : value(below(50)), forKey: key)
    }
    return changes
  }
}
