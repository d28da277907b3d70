import PandoPrimitives

/// One entry, or several with the inner node above them.
struct Subtree: Sendable {
  /// Of an entry its key. Of an inner node what all keys under it begin with: whole bytes, and one more with zeros in
  /// place of the bits that are not common, if the node parts its keys within a byte.
  let path: [UInt8]
  /// The length of that in bits of code; nil for an entry. The next bit is the one in which the keys part.
  let partingBit: Int?
  /// The hash of the entry's leaf, or of the inner node.
  let hash: Hash
  /// Where the inner node is; nil for an entry, and when it is only in the store.
  let page: StatePage?

  /// An entry.
  init(key: [UInt8], leafHash: Hash) {
    path = key
    partingBit = nil
    hash = leafHash
    page = nil
  }

  /// An inner node.
  init(path: [UInt8], partingBit: Int, hash: Hash, page: StatePage?) {
    self.path = path
    self.partingBit = partingBit
    self.hash = hash
    self.page = page
  }

  var isLeaf: Bool { partingBit == nil }

  /// Where a key lies that differs from all others of a subtree, or is one of them.
  enum Relation {
    case before, inside, after
  }

  /// How `key` lies to the subtree: inside is its own key, or one that begins as all keys under the node do.
  func relation(of key: [UInt8]) -> Relation {
    Subtree.relation(of: key, to: path, from: 0, count: path.count, partingBit: partingBit, equalCount: 0)
  }

  /// The same for a path that is the `count` bytes of `paths` from `base` on.
  /// - Parameter equalCount: so many bytes are known to be equal.
  static func relation(
    of key: [UInt8], to paths: [UInt8], from base: Int, count: Int, partingBit: Int?, equalCount: Int
  ) -> Relation {
    // The code of a byte has nine bits, the first a one; that of the end of a key is a zero.
    let wholeCount = partingBit.map { $0 / 9 } ?? count
    let common = min(wholeCount, key.count)
    var index = equalCount
    while index < common {
      if key[index] != paths[base + index] { return key[index] < paths[base + index] ? .before : .after }
      index += 1
    }
    guard key.count >= wholeCount else { return .before }
    guard let partingBit else { return key.count == wholeCount ? .inside : .after }
    let rest = partingBit % 9
    if rest == 0 { return .inside }
    guard key.count > wholeCount else { return .before }
    if rest == 1 { return .inside }
    let (one, other) = (key[wholeCount] >> UInt8(9 - rest), paths[base + wholeCount] >> UInt8(9 - rest))
    return one == other ? .inside : one < other ? .before : .after
  }

  /// The first bit of code in which keys here differ from those of `other`, which lies beside it.
  /// - Parameter start: that many bytes are known to be equal.
  func partingBit(from other: Subtree, start: Int) -> Int {
    let common = min(path.count, other.path.count)
    var index = start
    while index < common {
      let difference = path[index] ^ other.path[index]
      if difference != 0 { return 9 * index + 1 + difference.leadingZeroBitCount }
      index += 1
    }
    // One of the two ends here, and the other goes on.
    return 9 * common
  }

  /// The first `bitCount` bits of code of its keys, as the path of an inner node.
  func prefix(bitCount: Int) -> [UInt8] {
    let (wholeCount, rest) = (bitCount / 9, bitCount % 9)
    guard rest > 1 else { return Array(path[..<wholeCount]) }
    var prefix = Array(path[...wholeCount])
    prefix[wholeCount] &= 0xFF << UInt8(9 - rest)
    return prefix
  }
}
