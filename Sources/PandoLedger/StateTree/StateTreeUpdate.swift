import PandoPrimitives
import PandoStorage

/// One pass over the state tree, from left to right, along the keys of a block's changes.
///
/// The nodes from the root to where the pass has come lie open on a stack: in memory, and free to gain or lose
/// children. A key that leaves an open node behind closes it: its children are as they will stay, so it is hashed
/// once, or gives its place to its only child, or vanishes. So memory is bounded by the depth of the tree, not by the
/// number of changes, and nothing here recurses.
struct StateTreeUpdate {
  /// What hangs on one side of an open node.
  private enum Child {
    case absent
    /// The subtree whose topmost node has this hash; the node's record is where it belongs.
    case stored(Hash)
    /// A topmost node that is new, changed or moved; it is written when its parent closes.
    case held(RecordedNode)

    var hash: Hash? {
      switch self {
      case .absent: nil
      case .stored(let hash): hash
      case .held(let node): node.hash
      }
    }
  }

  /// One side of an open node.
  private struct Slot {
    var child: Child
    /// Whether there is a record at this position in the store: it is written over, kept or deleted.
    let isRecorded: Bool
  }

  /// An open node, or the place above the root, which has only a left side.
  private struct Frame {
    /// The bits that all keys under the node begin with; nil above the root.
    let prefix: BitPath?
    var left: Slot
    var right: Slot
    var isChanged = false

    subscript(side: Bool) -> Slot {
      get { side ? right : left }
      set { if side { right = newValue } else { left = newValue } }
    }

    /// The side that `path` goes on to; true is right. The path begins with the prefix and is longer.
    func side(of path: BitPath) -> Bool { prefix.map { path[$0.count] } ?? false }

    /// The position of the child on one side.
    func position(of side: Bool) -> BitPath { prefix?.appending(side) ?? .empty }
  }

  /// Never empty: the first is the place above the root. Each prefix begins with the one before it.
  private var frames: [Frame]
  /// The key of the last change; the prefixes of all frames lie on it.
  private var previous: BitPath?

  init(of reader: some StoreReader) throws(StorageError) {
    let root = try RecordedNode.root(in: reader)
    let slot = Slot(child: root.map { .held($0) } ?? .absent, isRecorded: root != nil)
    frames = [Frame(prefix: nil, left: slot, right: Slot(child: .absent, isRecorded: false))]
  }

  /// Makes one change. Its key comes after all keys before it.
  mutating func apply<Store>(
    _ change: StateTree.Change, in builder: inout StateLayerBuilder<Store>
  ) throws(StorageError) {
    precondition(change.key.count <= StateTree.keyByteCountMax, "The rules for rows bound the length of a key.")
    let path = BitPath(key: change.key)
    if let previous {
      let commonCount = path.commonCount(with: previous)
      precondition(commonCount < path.count && path[commonCount], "Changes come in strictly ascending order.")
      while let prefix = last.prefix, prefix.count > commonCount { try closeLast(in: &builder) }
    }
    previous = path
    let met = try descend(along: path, in: builder)
    let side = last.side(of: path)
    if let met, !met.node.isLeaf(of: change.key) {
      // Another entry or subtree ends the way, so the key is not in the tree yet.
      guard let valueHash = change.valueHash else { return }
      split(before: met, for: leaf(change.key, valueHash), at: path)
    } else if let valueHash = change.valueHash {
      let child = leaf(change.key, valueHash)
      guard child.hash != met?.hash else { return }
      last[side].child = .held(child)
      last.isChanged = true
    } else if met != nil {
      last[side].child = .absent
      last.isChanged = true
    }
  }

  /// Ends the pass, and gives the root.
  consuming func finish<Store>(in builder: inout StateLayerBuilder<Store>) throws(StorageError) -> Hash {
    while frames.count > 1 { try closeLast(in: &builder) }
    if last.isChanged { write(last.left, at: .empty, in: &builder) }
    return last.left.child.hash ?? StateTree.emptyRoot
  }

  // MARK: Down

  private var last: Frame {
    get { frames[frames.count - 1] }
    _modify { yield &frames[frames.count - 1] }
  }

  /// Opens the nodes that `path` leads through, and gives what it meets behind them: the leaf of its own key, something
  /// that it parts from, or nothing.
  private mutating func descend(
    along path: BitPath, in reader: some StoreReader
  ) throws(StorageError) -> RecordedNode? {
    while true {
      let side = last.side(of: path)
      let met: RecordedNode
      switch last[side].child {
      case .absent: return nil
      case .stored(let hash):
        met = try RecordedNode.load(at: last.position(of: side), hash: hash, from: reader)
      case .held(let node): met = node
      }
      guard case .inner(let prefix, let left, let right) = met.node,
        path.commonCount(with: prefix, from: last.prefix?.count ?? 0) == prefix.count
      else { return met }
      frames.append(
        Frame(
          prefix: prefix,
          left: Slot(child: .stored(left), isRecorded: true),
          right: Slot(child: .stored(right), isRecorded: true)))
    }
  }

  /// Opens a new node where the way to `met` and the way to the new leaf part.
  private mutating func split(before met: RecordedNode, for leaf: RecordedNode, at path: BitPath) {
    let prefix = path.prefix(path.commonCount(with: met.node.path, from: last.prefix?.count ?? 0))
    let vacant = Slot(child: .absent, isRecorded: false)
    var frame = Frame(prefix: prefix, left: vacant, right: vacant, isChanged: true)
    let side = frame.side(of: path)
    frame[side].child = .held(leaf)
    frame[!side].child = .held(met)
    frames.append(frame)
  }

  private func leaf(_ key: [UInt8], _ valueHash: Hash) -> RecordedNode {
    RecordedNode(.leaf(key: key, valueHash: valueHash))
  }

  // MARK: Up

  /// Closes the innermost open node, and hangs what is left of it into its parent.
  private mutating func closeLast<Store>(in builder: inout StateLayerBuilder<Store>) throws(StorageError) {
    let frame = frames.removeLast()
    guard frame.isChanged, let prefix = frame.prefix else { return }
    let side = last.side(of: prefix)
    last[side].child = try settle(frame, prefix: prefix, in: &builder)
    last.isChanged = true
  }

  /// Writes the children of a node that no other change concerns, and gives what takes its place.
  private func settle<Store>(
    _ frame: Frame, prefix: BitPath, in builder: inout StateLayerBuilder<Store>
  ) throws(StorageError) -> Child {
    if let left = frame.left.child.hash, let right = frame.right.child.hash {
      write(frame.left, at: frame.position(of: false), in: &builder)
      write(frame.right, at: frame.position(of: true), in: &builder)
      return .held(RecordedNode(.inner(prefix: prefix, left: left, right: right)))
    }
    // At most one child is left, and it takes the place of the node.
    var survivor = Child.absent
    for side in [false, true] {
      let position = frame.position(of: side)
      switch frame[side].child {
      case .absent: break
      case .stored(let hash): survivor = .held(try RecordedNode.load(at: position, hash: hash, from: builder))
      case .held: survivor = frame[side].child
      }
      if frame[side].isRecorded { builder.delete(StateTreeNode.storageKey(at: position)) }
    }
    return survivor
  }

  /// Makes the store hold at `position` what hangs there.
  private func write<Store>(_ slot: Slot, at position: BitPath, in builder: inout StateLayerBuilder<Store>) {
    switch slot.child {
    case .stored: break
    case .held(let node): builder.put(StateTreeNode.storageKey(at: position), node.record)
    case .absent: if slot.isRecorded { builder.delete(StateTreeNode.storageKey(at: position)) }
    }
  }
}
