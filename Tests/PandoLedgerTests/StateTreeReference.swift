import PandoPrimitives
import PandoStorage

/// The state tree by its definition (docs/spec/state-tree.md): built from all entries at once, recursively, from
/// strings of bits, with nothing shared with the code under test but the hash function.
struct StateTreeReference {
  typealias Entry = (key: [UInt8], valueHash: Hash)

  private(set) var root: Hash
  /// Every node as a proof shows it, by its position, marked.
  private(set) var records: [[UInt8]: [UInt8]] = [:]
  /// How many nodes lie on the way to the deepest leaf, itself included.
  private(set) var depth = 0

  init(_ entries: [[UInt8]: Hash]) {
    root = Hash(.stateNode, [])
    let leaves = entries.map { (bits: codeOf($0.key), key: $0.key, valueHash: $0.value) }
      .sorted { $0.bits.lexicographicallyPrecedes($1.bits) }
    if !leaves.isEmpty { root = build(leaves[...], position: [], depth: 1) }
  }

  private mutating func build(
    _ leaves: ArraySlice<(bits: [UInt8], key: [UInt8], valueHash: Hash)>, position: [UInt8], depth: Int
  ) -> Hash {
    self.depth = max(self.depth, depth)
    let first = leaves[leaves.startIndex]
    let last = leaves[leaves.endIndex - 1]
    if leaves.count == 1 {
      let content = first.valueHash.bytes + first.key
      records[marked(position)] = [1] + content
      return Hash(.stateLeaf, content)
    }
    let prefix = Array(zip(first.bits, last.bits).prefix { $0 == $1 }.map(\.0))
    let middle = leaves.firstIndex { $0.bits[prefix.count] == 1 } ?? leaves.endIndex
    let left = build(leaves[..<middle], position: prefix + [0], depth: depth + 1)
    let right = build(leaves[middle...], position: prefix + [1], depth: depth + 1)
    let content = left.bytes + right.bytes + marked(prefix)
    records[marked(position)] = [2] + content
    return Hash(.stateNode, content)
  }
}

/// The code of a key, one bit in each element.
func codeOf(_ key: [UInt8]) -> [UInt8] {
  key.flatMap { byte in [1] + (0..<8).map { byte >> (7 - $0) & 1 } } + [0]
}

/// Bits, a one, and zeros up to a whole byte.
func marked(_ bits: [UInt8]) -> [UInt8] {
  var bits = bits + [1]
  while bits.count % 8 != 0 { bits.append(0) }
  return stride(from: 0, to: bits.count, by: 8).map { start in
    bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }
  }
}

/// The bits before the last one of `bytes`, one in each element.
func unmarked(_ bytes: [UInt8]) -> [UInt8] {
  let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
  return Array(bits.prefix(upTo: bits.lastIndex(of: 1) ?? 0))
}
