import PandoPrimitives
import PandoStorage

/// One pass over the state tree along the keys of a block's changes.
///
/// Goes down page by page with the changes that lie under each, and builds the pages anew on the way up. It recurses,
/// two levels for each byte of a key at most: ``StateTree/keyByteCountMax`` bounds it.
struct StateTreeUpdate<Reader: StoreReader> {
  private let changes: [StateTree.Change]
  private let height: Height
  private let reader: Reader
  private let forgettableHeight: Height?
  private var hasher = StateTreeHasher()
  /// The keys of the pages that there were before and that there are no longer.
  private(set) var removedKeys: [[UInt8]] = []

  init(
    _ changes: [StateTree.Change], at height: Height, reading reader: Reader, forgettingBefore forgettable: Height?
  ) {
    self.changes = changes
    self.height = height
    self.reader = reader
    forgettableHeight = forgettable
    for (change, next) in zip(changes, changes.dropFirst()) {
      precondition(change.key.precedes(next.key), "Changes come in strictly ascending order.")
    }
    precondition(
      changes.allSatisfy { $0.key.count <= StateTree.keyByteCountMax }, "The rules for rows bound the length of a key.")
  }

  mutating func run(on top: Subtree?) throws(StorageError) -> Subtree? {
    guard !changes.isEmpty else { return top }
    guard let top else { return try settled(changes.compactMap { leaf($0) }[...]) }
    guard !top.isLeaf else {
      var leaves = changes.compactMap { leaf($0) }
      if !changes.contains(where: { $0.key == top.path }) {
        leaves.insert(top, at: leaves.firstIndex { top.path.precedes($0.path) } ?? leaves.count)
      }
      return try settled(leaves[...])
    }
    // Those that begin otherwise than all keys so far lie beside the topmost node.
    let before = changes.firstIndex { top.relation(of: $0.key) != .before } ?? changes.count
    let behind = changes[before...].firstIndex { top.relation(of: $0.key) == .after } ?? changes.count
    let inside = before == behind ? top : try updated(top, page(of: top), before..<behind)
    guard before > 0 || behind < changes.count else { return inside }
    var all = changes[..<before].compactMap { leaf($0) }
    if let inside { all.append(inside) }
    all += changes[behind...].compactMap { leaf($0) }
    return try settled(all[...])
  }

  // MARK: Down

  /// What becomes of an item of a page, or comes before it.
  private enum Edit {
    case replace(Int, Subtree)
    case remove(Int)
    case insert(Int, Subtree)
  }

  private func leaf(_ change: StateTree.Change) -> Subtree? {
    change.valueHash.map {
      Subtree(key: change.key, leafHash: StateTreeHasher.leaf(key: change.key, valueHash: $0))
    }
  }

  /// The page of an inner node, from memory or from the store.
  private func page(of subtree: Subtree) throws(StorageError) -> StatePage {
    if let page = subtree.page { return page }
    return try StatePage(stored: subtree, in: reader)
  }

  /// An inner node after the changes under it; nil when nothing is left.
  private mutating func updated(
    _ subtree: Subtree, _ page: StatePage, _ range: Range<Int>
  ) throws(StorageError) -> Subtree? {
    guard let bit = subtree.partingBit else { preconditionFailure("A leaf is not gone down into.") }
    let (edits, isReshaped) = try edits(of: page, range, commonByteCount: bit / 9)
    guard !edits.isEmpty else { return subtree }
    guard isReshaped else { return rejoined(subtree, page, edits) }
    let new = try settled(applied(edits, to: page)[...])
    let place = new?.partingBit.map { StatePage.Place(partingBit: $0) }
    if place != StatePage.Place(partingBit: bit) {
      removedKeys.append(StatePage.key(path: subtree.path, partingBit: bit))
    }
    return new
  }

  /// What the changes do to the items of a page, in order; and whether one comes or goes or parts its keys elsewhere:
  /// then the nodes above are others.
  private mutating func edits(
    of page: StatePage, _ range: Range<Int>, commonByteCount: Int
  ) throws(StorageError) -> (edits: [Edit], isReshaped: Bool) {
    var edits: [Edit] = []
    var isReshaped = false
    var item = 0
    var next = range.lowerBound
    while next < range.upperBound {
      let relation =
        item < page.items.count
        ? page.relation(of: changes[next].key, toItem: item, from: commonByteCount) : .before
      switch relation {
      case .after: item += 1
      case .before:
        if let leaf = leaf(changes[next]) {
          edits.append(.insert(item, leaf))
          isReshaped = true
        }
        next += 1
      case .inside:
        let first = next
        next += 1
        if page.items[item].isLeaf {
          if let leaf = leaf(changes[first]) {
            if leaf.hash != page.items[item].hash { edits.append(.replace(item, leaf)) }
          } else {
            edits.append(.remove(item))
            isReshaped = true
          }
        } else {
          while next < range.upperBound,
            page.relation(of: changes[next].key, toItem: item, from: commonByteCount) == .inside
          {
            next += 1
          }
          let below = page.subtree(item)
          let new = try updated(below, self.page(of: below), first..<next)
          if let new, new.hash != below.hash {
            edits.append(.replace(item, new))
          } else if new == nil {
            edits.append(.remove(item))
          }
          isReshaped = isReshaped || new?.partingBit != below.partingBit
        }
        item += 1
      }
    }
    return (edits, isReshaped)
  }

  // MARK: Up

  /// The node above the same items, some of which have other hashes.
  private mutating func rejoined(_ subtree: Subtree, _ page: StatePage, _ edits: [Edit]) -> Subtree {
    var (items, children) = (page.items, page.children)
    var changed: UInt64 = 0
    for case .replace(let index, let new) in edits {
      items[index].hash = new.hash
      if !children.isEmpty { children[index] = new.page }
      changed |= 1 << UInt64(index & 63)
    }
    if let forgettableHeight {
      for index in children.indices where children[index].map({ $0.touched <= forgettableHeight }) ?? false {
        children[index] = nil
      }
    }
    // A page of more than 64 items, which is rare, has some nodes hashed again for nothing.
    let new = StatePage(page, items: items, children: children, touched: height, hasher: &hasher) {
      changed >> UInt64($0 & 63) & 1 == 1
    }
    return Subtree(path: subtree.path, partingBit: new.top.bit, hash: new.top.hash, page: new)
  }

  /// The subtrees of a page after edits.
  private func applied(_ edits: [Edit], to page: StatePage) -> [Subtree] {
    var subtrees: [Subtree] = []
    var next = 0
    func keep(before end: Int) {
      while next < end {
        subtrees.append(page.subtree(next))
        next += 1
      }
    }
    for edit in edits {
      switch edit {
      case .replace(let index, let new):
        keep(before: index)
        subtrees.append(new)
        next = index + 1
      case .remove(let index):
        keep(before: index)
        next = index + 1
      case .insert(let index, let new):
        keep(before: index)
        subtrees.append(new)
      }
    }
    keep(before: page.items.count)
    return subtrees
  }

  /// One subtree of all these, which are neighbours and in order; nil when there are none.
  private mutating func settled(_ neighbours: ArraySlice<Subtree>) throws(StorageError) -> Subtree? {
    guard let first = neighbours.first, let last = neighbours.last, neighbours.count > 1 else {
      return neighbours.first
    }
    let place = StatePage.Place(partingBit: first.partingBit(from: last, start: 0))
    let subtrees = try unfolded(neighbours, at: place)
    var (kept, partingBits): ([Subtree], [Int]) = ([], [])
    var start = 0
    while start < subtrees.count {
      // Those that part below this page's half of a byte belong together.
      var bits: [Int] = []
      var end = start + 1
      while end < subtrees.count {
        bits.append(subtrees[end - 1].partingBit(from: subtrees[end], start: place.byteIndex))
        if bits[bits.count - 1] < place.endBit { break }
        end += 1
      }
      let group = subtrees[start..<end]
      let isInline = group.count <= StatePage.inlineCountMax && group.allSatisfy(\.isLeaf)
      if group.count > 1, !isInline, let below = try settled(group) {
        kept.append(below)
        bits = end < subtrees.count ? bits.suffix(1) : []
      } else {
        kept.append(contentsOf: group)
      }
      partingBits.append(contentsOf: bits)
      start = end
    }
    let page = StatePage(kept, partingBits: partingBits, touched: height, hasher: &hasher)
    return Subtree(
      path: first.prefix(bitCount: page.top.bit), partingBit: page.top.bit, hash: page.top.hash, page: page)
  }

  /// The same subtrees, but in place of a node that belongs into the page at `place` its children there: the page gets
  /// a new node above it.
  private func unfolded(
    _ neighbours: ArraySlice<Subtree>, at place: StatePage.Place
  ) throws(StorageError) -> [Subtree] {
    var unfolded: [Subtree] = []
    unfolded.reserveCapacity(neighbours.count)
    for subtree in neighbours {
      if let bit = subtree.partingBit, StatePage.Place(partingBit: bit) == place {
        unfolded.append(contentsOf: try page(of: subtree).subtrees)
      } else {
        unfolded.append(subtree)
      }
    }
    return unfolded
  }
}
