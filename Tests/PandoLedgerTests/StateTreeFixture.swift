import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// A state tree on a store in memory, and beside it the entries that it should hold.
struct StateTreeFixture {
  let store = MemoryStore()
  private(set) var view: StateView<MemoryStore>
  private(set) var entries: [[UInt8]: Hash] = [:]
  /// What the last update wrote.
  private(set) var layer: StateLayer

  init() {
    view = StateView(store: store)
    layer = StateLayerBuilder(over: view).seal()
  }

  /// One block: applies the changes, in whatever order they are given, and gives the root.
  @discardableResult
  mutating func update(_ changes: [[UInt8]: Hash?]) throws -> Hash {
    var builder = StateLayerBuilder(over: view)
    let sorted = changes.map { StateTree.Change(key: $0.key, valueHash: $0.value) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let root = try StateTree.update(sorted, in: &builder)
    layer = builder.seal()
    view = view.adding(layer)
    for change in sorted { entries[change.key] = change.valueHash }
    #expect(try StateTree.root(in: view) == root)
    return root
  }

  /// Makes all blocks so far final.
  mutating func commit() throws {
    var batch = WriteBatch()
    for layer in view.layers { layer.append(to: &batch) }
    try store.write(batch, durable: true)
    view = StateView(store: store)
  }

  /// Damages what is final.
  func replace(_ key: [UInt8], with value: [UInt8]?) throws {
    var batch = WriteBatch()
    if let value { batch.put(key, value) } else { batch.delete(key) }
    try store.write(batch, durable: true)
  }

  /// Compares the root, and every record in the store, with what the definition asks for.
  func expectDefinition() throws {
    let reference = StateTreeReference(entries)
    #expect(try StateTree.root(in: view) == reference.root)
    let records = try view.scan(KeySpace.stateNode.range)
    #expect(Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0.value) }) == reference.records)
  }
}

/// The hash of a value that is this number.
func value(_ number: Int) -> Hash { StateTree.valueHash(Array(String(number).utf8)) }

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
  mutating func changes(_ count: Int, existing: [[UInt8]]) -> [[UInt8]: Hash?] {
    var changes: [[UInt8]: Hash?] = [:]
    for _ in 0..<count {
      let key = existing.isEmpty || below(2) == 0 ? awkwardKey() : existing[below(existing.count)]
      changes.updateValue(below(5) < 2 ? nil : value(below(50)), forKey: key)
    }
    return changes
  }
}
