import PandoPrimitives
import PandoStorage

// A page as it lies in the store (docs/spec/state-tree.md, "Pages").
extension StatePage {
  /// The key in the store of the page that holds the node which parts its keys in `bit`.
  static func key(path: [UInt8], partingBit bit: Int) -> [UInt8] {
    let place = Place(partingBit: bit)
    var key: [UInt8] = []
    key.reserveCapacity(2 + place.byteIndex)
    key.append(KeySpace.statePage.rawValue)
    key.append(contentsOf: path[..<place.byteIndex])
    key.append(place.isLowHalf ? 0x80 | path[place.byteIndex] >> 4 : 0)
    return key
  }

  /// The page with the node on top of `subtree`.
  ///
  /// Every node of it is hashed, so that what is read is what the parent commits to.
  /// - Throws: also when there is another page or none.
  convenience init(stored subtree: Subtree, in reader: some StoreReader) throws(StorageError) {
    guard let bit = subtree.partingBit else { preconditionFailure("A leaf has no page.") }
    let key = StatePage.key(path: subtree.path, partingBit: bit)
    let place = Place(partingBit: bit)
    guard let record = try reader.get(key), let content = StatePage.content(of: record),
      let subtrees = StatePage.subtrees(in: content, prefix: subtree.path[..<place.byteIndex])
    else { throw StatePage.damage(of: key) }
    let bits = zip(subtrees, subtrees.dropFirst()).map { one, other in
      one.partingBit(from: other, start: place.byteIndex)
    }
    var hasher = StateTreeHasher()
    // It has not changed since it was stored, whenever that was.
    self.init(subtrees, partingBits: bits, touched: Height(0), hasher: &hasher)
    guard top.bit == bit, top.hash == subtree.hash, subtrees[0].prefix(bitCount: bit) == subtree.path else {
      throw StatePage.damage(of: key)
    }
  }

  static func damage(of key: [UInt8]) -> StorageError {
    StorageError(
      .corrupted, "A page of the state tree is missing or damaged: restore the database, or fetch the ledger again.",
      cause: "page \(key.hexadecimal)")
  }

  // MARK: Bytes

  /// The subtrees one after another; nodes between them follow from them.
  var record: [UInt8] {
    let start = Place(partingBit: top.bit).byteIndex
    var content: [UInt8] = []
    content.reserveCapacity(paths.count + items.count * (3 + Hash.byteCount))
    for item in items {
      let path = paths[Int(item.pathStart)..<Int(item.pathStart + item.pathCount)]
      let partingBit = item.isLeaf ? nil : Int(item.partingBit)
      Subtree.append(path.dropFirst(start), of: path.count, partingBit: partingBit, item.hash, to: &content)
    }
    return StatePage.record(of: content)
  }

  private static let checksumByteCount = 8

  /// The content behind its checksum: not all of it enters a hash that others commit to.
  static func record(of content: [UInt8]) -> [UInt8] { checksum(of: content) + content }

  /// Nil unless `record` is one of ``record(of:)``.
  static func content(of record: [UInt8]) -> ArraySlice<UInt8>? {
    let content = record.dropFirst(checksumByteCount)
    return checksum(of: Array(content)).elementsEqual(record.prefix(checksumByteCount)) ? content : nil
  }

  private static func checksum(of content: [UInt8]) -> ArraySlice<UInt8> {
    Hash(sha256: content).bytes.prefix(checksumByteCount)
  }

  /// Nil unless this is the content of a page, all keys in which begin with `prefix`.
  private static func subtrees(in content: ArraySlice<UInt8>, prefix: ArraySlice<UInt8>) -> [Subtree]? {
    var subtrees: [Subtree] = []
    var rest = content
    while !rest.isEmpty {
      guard let subtree = Subtree(next: &rest, prefix: prefix) else { return nil }
      subtrees.append(subtree)
    }
    for (one, next) in zip(subtrees, subtrees.dropFirst())
    where one.relation(of: next.path) != .after || next.relation(of: one.path) != .before {
      return nil
    }
    return subtrees.count > 1 ? subtrees : nil
  }
}

extension Subtree {
  private enum Kind: UInt8 {
    case leaf = 1
    case node = 2
  }

  /// Appends the subtree with its whole path.
  func append(to record: inout [UInt8]) {
    Subtree.append(path[...], of: path.count, partingBit: partingBit, hash, to: &record)
  }

  /// Appends the kind, the length of the whole path (a node's in bits), the end of the path, and the hash.
  static func append(
    _ pathEnd: ArraySlice<UInt8>, of byteCount: Int, partingBit: Int?, _ hash: Hash, to record: inout [UInt8]
  ) {
    record.append((partingBit == nil ? Kind.leaf : .node).rawValue)
    let length = partingBit ?? byteCount
    record.append(UInt8(length >> 8))
    record.append(UInt8(length & 0xFF))
    record.append(contentsOf: pathEnd)
    hash.append(to: &record)
  }

  /// Takes a subtree off the front of `rest`; nil unless there is one.
  init?(next rest: inout ArraySlice<UInt8>, prefix: ArraySlice<UInt8>) {
    let header = rest.prefix(3)
    guard header.count == 3, let kind = Kind(rawValue: header[header.startIndex]) else { return nil }
    let length = Int(header[header.startIndex + 1]) << 8 | Int(header[header.startIndex + 2])
    let byteCount = kind == .leaf ? length : length / 9 + (length % 9 > 1 ? 1 : 0)
    rest = rest.dropFirst(3)
    guard byteCount >= prefix.count, byteCount <= StateTree.keyByteCountMax,
      rest.count >= byteCount - prefix.count + Hash.byteCount
    else { return nil }
    let path = Array(prefix + rest.prefix(byteCount - prefix.count))
    rest = rest.dropFirst(byteCount - prefix.count)
    guard let hash = Hash(bytes: rest.prefix(Hash.byteCount)) else { return nil }
    rest = rest.dropFirst(Hash.byteCount)
    switch kind {
    case .leaf: self.init(key: path, leafHash: hash)
    case .node: self.init(path: path, partingBit: length, hash: hash, page: nil)
    }
  }
}
