import PandoPrimitives
import PandoStorage
import Testing

/// Reads a stored tree as docs/spec/state-tree.md, "Pages", says, bit by bit and with nothing of the code under test.
struct StoredTreeReading {
  private(set) var root = Hash(.stateNode, [])
  /// The keys of all entries, in the order in which the pages have them.
  private(set) var keys: [[UInt8]] = []
  /// The keys of the record on top and of all pages that it leads to.
  private(set) var pageKeys: Set<[UInt8]> = [[0x12]]
  private let store: MemoryStore

  private struct Item {
    /// The key, or the whole bytes and the zero-filled byte of a prefix.
    let path: [UInt8]
    /// The code of the key, or the bits of the prefix.
    let bits: [UInt8]
    let isLeaf: Bool
    let hash: Hash
  }

  init(_ store: MemoryStore) throws {
    self.store = store
    guard let record = try store.get([0x12]) else { return }
    let items = try items(Array(record.dropFirst(16)), prefix: [])
    #expect(items.count <= 1)
    guard let top = items.first else { return }
    root = top.hash
    try visit(top)
  }

  private mutating func visit(_ item: Item) throws {
    guard !item.isLeaf else { return keys.append(item.path) }
    let (byteIndex, isLow) = (item.bits.count / 9, item.bits.count % 9 > 4)
    let prefix = Array(item.path.prefix(byteIndex))
    let key = [0x12] + prefix + [isLow ? 0x80 | item.path[byteIndex] >> 4 : 0]
    #expect(pageKeys.insert(key).inserted)
    let items = try items(Array(try #require(try store.get(key)).dropFirst(8)), prefix: prefix)
    #expect(items.count > 1)
    #expect(hash(of: items[...]) == item.hash)
    for below in items { try visit(below) }
  }

  /// The hash of the node above neighbours, which all begin with the same bits.
  private func hash(of items: ArraySlice<Item>) -> Hash {
    guard let first = items.first, let last = items.last, items.count > 1 else { return items[items.startIndex].hash }
    let prefix = Array(zip(first.bits, last.bits).prefix { $0 == $1 }.map(\.0))
    let middle = items.firstIndex { $0.bits[prefix.count] == 1 } ?? items.endIndex
    let (left, right) = (hash(of: items[..<middle]), hash(of: items[middle...]))
    return Hash(.stateNode, left.bytes + right.bytes + marked(prefix))
  }

  private func items(_ record: [UInt8], prefix: [UInt8]) throws -> [Item] {
    var items: [Item] = []
    var rest = record[...]
    while let kind = rest.popFirst() {
      let bytes = Array(rest.prefix(2))
      try #require(bytes.count == 2)
      rest = rest.dropFirst(2)
      let length = Int(bytes[0]) << 8 | Int(bytes[1])
      let byteCount = kind == 1 ? length : length / 9 + (length % 9 > 1 ? 1 : 0)
      let path = prefix + rest.prefix(byteCount - prefix.count)
      rest = rest.dropFirst(byteCount - prefix.count)
      let hash = try #require(Hash(bytes: rest.prefix(32)))
      rest = rest.dropFirst(32)
      // A one stands before each byte, also before one of which the prefix has no bit.
      let bits = kind == 1 ? codeOf(path) : Array((codeOf(path).dropLast() + [1]).prefix(length))
      items.append(Item(path: path, bits: bits, isLeaf: kind == 1, hash: hash))
    }
    return items
  }
}
