import PandoPrimitives
import PandoStorage

/// A node of the state tree, as it is hashed and as it is stored (docs/spec/state-tree.md).
enum StateTreeNode: Hashable, Sendable {
  case leaf(key: [UInt8], valueHash: Hash)
  /// The node where the keys that begin with `prefix` part: those with a zero next to the left.
  case inner(prefix: BitPath, left: Hash, right: Hash)

  /// The bits that all keys under the node begin with: for a leaf, all bits of its key.
  var path: BitPath {
    switch self {
    case .leaf(let key, _): BitPath(key: key)
    case .inner(let prefix, _, _): prefix
    }
  }

  /// What its parent, or the state root, commits to.
  var hash: Hash {
    switch self {
    case .leaf: Hash(.stateLeaf, content)
    case .inner: Hash(.stateNode, content)
    }
  }

  /// Everything there is to know about the node. What has a fixed size comes first.
  private var content: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .leaf(let key, let valueHash):
      bytes.reserveCapacity(bytes.count + Hash.byteCount + key.count)
      valueHash.append(to: &bytes)
      bytes.append(contentsOf: key)
    case .inner(let prefix, let left, let right):
      let marked = prefix.marked
      bytes.reserveCapacity(bytes.count + 2 * Hash.byteCount + marked.count)
      left.append(to: &bytes)
      right.append(to: &bytes)
      bytes.append(contentsOf: marked)
    }
  }

  // MARK: Record

  private enum Kind: UInt8 {
    case leaf = 1
    case inner = 2
  }

  /// The bytes in the store.
  var record: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(128)
    switch self {
    case .leaf: bytes.append(Kind.leaf.rawValue)
    case .inner: bytes.append(Kind.inner.rawValue)
    }
    append(to: &bytes)
    return bytes
  }

  /// Nil unless these are the bytes of a node.
  init?(record: [UInt8]) {
    let content = record.dropFirst()
    guard let first = record.first, let kind = Kind(rawValue: first),
      let hash = Hash(bytes: content.prefix(Hash.byteCount))
    else { return nil }
    let rest = content.dropFirst(Hash.byteCount)
    switch kind {
    case .leaf:
      self = .leaf(key: Array(rest), valueHash: hash)
    case .inner:
      guard let right = Hash(bytes: rest.prefix(Hash.byteCount)),
        let prefix = BitPath(marked: rest.dropFirst(Hash.byteCount))
      else { return nil }
      self = .inner(prefix: prefix, left: hash, right: right)
    }
  }

  /// Where in the store the node is whose parent is reached by all bits of `position` but the last; the root's
  /// position is empty.
  static func storageKey(at position: BitPath) -> [UInt8] { position.marked(after: [KeySpace.stateNode.rawValue]) }

  /// The root, or nil when the tree has no entries. That it is the right one, the header of the block says.
  static func root(in reader: some StoreReader) throws(StorageError) -> StateTreeNode? {
    guard let record = try reader.get(storageKey(at: .empty)) else { return nil }
    guard let node = StateTreeNode(record: record) else { throw damage(at: .empty) }
    return node
  }

  /// The node at `position`, whose parent commits to `hash`.
  /// - Throws: also when there is another node or none.
  static func load(
    at position: BitPath, hash: Hash, from reader: some StoreReader
  ) throws(StorageError) -> StateTreeNode {
    guard let record = try reader.get(storageKey(at: position)), let node = StateTreeNode(record: record),
      node.hash == hash
    else { throw damage(at: position) }
    return node
  }

  private static func damage(at position: BitPath) -> StorageError {
    StorageError(
      .corrupted, "A node of the state tree is missing or damaged: restore the database, or fetch the ledger again.",
      cause: "position \(position.marked.hexadecimal)")
  }
}
