import PandoPrimitives

/// Nodes of the state tree that lie together in memory and in the store.
///
/// A page holds the inner nodes that part keys within the same half of the same byte, and their children: entries, and
/// nodes of other pages. A few entries that part further down may lie in the page as well, rather than have one of
/// their own. A page never changes; an update makes another one, which in the common case shares all but hashes: so
/// what is copied then lies side by side and is no reference.
final class StatePage: Sendable {
  /// A subtree of the page: an entry, or a node of another page.
  struct Item: Sendable {
    /// Where its path lies in ``paths``.
    let pathStart: Int32
    let pathCount: Int32
    /// Negative for an entry.
    let partingBit: Int32
    var hash: Hash

    var isLeaf: Bool { partingBit < 0 }
  }

  /// An inner node of the page: the one that parts an item from the next.
  struct Joint: Sendable {
    /// The first bit in which the two differ.
    let bit: Int
    /// The hash of the node, which is made when all items below it are known.
    var hash: Hash
  }

  /// So many entries that part below the page's half of a byte stay in the page.
  static let inlineCountMax = 4

  /// The paths of the items, one after another.
  let paths: [UInt8]
  /// In ascending order; at least two.
  let items: [Item]
  /// One between each two neighbours. The one with the lowest bit is the topmost node, and so on within its two sides.
  let joints: [Joint]
  /// By item the page that it is in, nil when that is only in the store; empty when all items are entries.
  let children: [StatePage?]
  /// The topmost node.
  let top: Joint
  /// The last block that changed something here or in a page below.
  let touched: Height
  /// How much memory it takes with the pages below that are in memory, about.
  let byteCount: Int

  /// - Parameter isChanged: whether the hash of an item is another than that which the joints above it were made with.
  private init(
    paths: [UInt8], items: [Item], joints: [Joint], children: [StatePage?], touched: Height,
    hasher: inout StateTreeHasher, isChanged: (Int) -> Bool
  ) {
    precondition(items.count > 1 && joints.count == items.count - 1, "A node has two children.")
    var joints = joints
    top = hasher.join(items, paths, &joints, isChanged: isChanged)
    self.paths = paths
    self.items = items
    self.joints = joints
    self.children = children
    self.touched = touched
    let ownByteCount =
      256 + paths.count + items.count * MemoryLayout<Item>.stride + joints.count * MemoryLayout<Joint>.stride
      + children.count * MemoryLayout<StatePage?>.stride
    byteCount = children.reduce(ownByteCount) { $0 + ($1?.byteCount ?? 0) }
  }

  /// A page of these subtrees, of which neighbours differ first in these bits.
  convenience init(_ subtrees: [Subtree], partingBits: [Int], touched: Height, hasher: inout StateTreeHasher) {
    var paths: [UInt8] = []
    paths.reserveCapacity(subtrees.reduce(0) { $0 + $1.path.count })
    var items: [Item] = []
    items.reserveCapacity(subtrees.count)
    for subtree in subtrees {
      items.append(
        Item(
          pathStart: Int32(paths.count), pathCount: Int32(subtree.path.count),
          partingBit: Int32(subtree.partingBit ?? -1), hash: subtree.hash))
      paths.append(contentsOf: subtree.path)
    }
    let children = subtrees.allSatisfy(\.isLeaf) ? [] : subtrees.map(\.page)
    self.init(
      paths: paths, items: items, joints: partingBits.map { Joint(bit: $0, hash: .zero) }, children: children,
      touched: touched, hasher: &hasher
    ) { _ in true }
  }

  /// The page in which some items have other hashes, and there are other pages below.
  /// - Parameter isChanged: true for those items; may be for others.
  convenience init(
    _ page: StatePage, items: [Item], children: [StatePage?], touched: Height, hasher: inout StateTreeHasher,
    isChanged: (Int) -> Bool
  ) {
    self.init(
      paths: page.paths, items: items, joints: page.joints, children: children, touched: touched, hasher: &hasher,
      isChanged: isChanged)
  }

  /// The item at `index` by itself.
  func subtree(_ index: Int) -> Subtree {
    let item = items[index]
    let path = Array(paths[Int(item.pathStart)..<Int(item.pathStart + item.pathCount)])
    return item.isLeaf
      ? Subtree(key: path, leafHash: item.hash)
      : Subtree(path: path, partingBit: Int(item.partingBit), hash: item.hash, page: children[index])
  }

  var subtrees: [Subtree] { items.indices.map(subtree) }

  // MARK: Places

  /// The half of a byte that a page is for.
  struct Place: Hashable {
    /// The number of whole bytes before it.
    let byteIndex: Int
    let isLowHalf: Bool

    /// The place of the node that parts its keys in `bit`. The end of a key counts to the high half of the next byte.
    init(partingBit bit: Int) {
      byteIndex = bit / 9
      isLowHalf = bit % 9 > 4
    }

    /// The first bit behind it.
    var endBit: Int { 9 * byteIndex + (isLowHalf ? 9 : 5) }
  }

  // MARK: Keys

  /// How `key` lies to the item at `index`.
  /// - Parameter start: that many bytes are known to be equal.
  func relation(of key: [UInt8], toItem index: Int, from start: Int) -> Subtree.Relation {
    let item = items[index]
    return Subtree.relation(
      of: key, to: paths, from: Int(item.pathStart), count: Int(item.pathCount),
      partingBit: item.isLeaf ? nil : Int(item.partingBit), equalCount: start)
  }
}
