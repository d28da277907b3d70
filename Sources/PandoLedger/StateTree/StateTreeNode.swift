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

  /// Whether this is the entry with this key.
  func isLeaf(of key: [UInt8]) -> Bool {
    if case .leaf(key, _) = self { true } else { false }
  }

  // MARK: Record

  fileprivate enum Kind: UInt8 {
    case leaf = 1
    case inner = 2

    var domain: HashDomain {
      switch self {
      case .leaf: .stateLeaf
      case .inner: .stateNode
      }
    }
  }

  fileprivate var kind: Kind {
    switch self {
    case .leaf: .leaf
    case .inner: .inner
    }
  }

  /// The bytes in the store: the kind, then everything there is to know about the node, what has a fixed size first.
  var record: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .leaf(let key, let valueHash):
      bytes.reserveCapacity(1 + Hash.byteCount + key.count)
      bytes.append(kind.rawValue)
      valueHash.append(to: &bytes)
      bytes.append(contentsOf: key)
    case .inner(let prefix, let left, let right):
      bytes.reserveCapacity(2 + 2 * Hash.byteCount + prefix.count / 8 + 1)
      bytes.append(kind.rawValue)
      left.append(to: &bytes)
      right.append(to: &bytes)
      prefix.appendMarked(to: &bytes)
    }
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
  static func storageKey(at position: BitPath) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(2 + position.count / 8 + 1)
    key.append(KeySpace.stateNode.rawValue)
    position.appendMarked(to: &key)
    return key
  }
}

/// A node with its bytes in the store and its hash, each of which is made once.
struct RecordedNode: Sendable {
  let node: StateTreeNode
  let record: [UInt8]
  /// What its parent, or the state root, commits to.
  let hash: Hash

  init(_ node: StateTreeNode) {
    self.node = node
    record = node.record
    hash = RecordedNode.hash(of: record, as: node.kind)
  }

  /// Nil unless these are the bytes of a node.
  init?(record: [UInt8]) {
    guard let node = StateTreeNode(record: record) else { return nil }
    self.node = node
    self.record = record
    hash = RecordedNode.hash(of: record, as: node.kind)
  }

  /// The hash of everything behind the kind, which is the domain.
  private static func hash(of record: [UInt8], as kind: StateTreeNode.Kind) -> Hash {
    var hasher = Hash.Hasher(kind.domain)
    hasher.update(record.dropFirst())
    return hasher.finalize()
  }

  /// The root, or nil when the tree has no entries. That it is the right one, the header of the block says.
  static func root(in reader: some StoreReader) throws(StorageError) -> RecordedNode? {
    guard let record = try reader.get(StateTreeNode.storageKey(at: .empty)) else { return nil }
    guard let node = RecordedNode(record: record) else { throw damage(at: .empty) }
    return node
  }

  /// The node at `position`, whose parent commits to `hash`.
  /// - Throws: also when there is another node or none.
  static func load(
    at position: BitPath, hash: Hash, from reader: some StoreReader
  ) throws(StorageError) -> RecordedNode {
    guard let record = try reader.get(StateTreeNode.storageKey(at: position)), let node = RecordedNode(record: record),
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
