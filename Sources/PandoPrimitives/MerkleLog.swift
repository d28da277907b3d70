/// The hashes of RFC 6962 §2.1 with SHA-256, unmodified.
public enum MerkleHash {
  /// The root of a log without leaves.
  public static let empty = Hash(sha256: [])

  /// The hash of a leaf that holds `entry`.
  public static func leaf(_ entry: [UInt8]) -> Hash {
    Hash(sha256: [0] + entry)
  }

  /// The hash of an inner node.
  public static func node(_ left: Hash, _ right: Hash) -> Hash {
    var bytes: [UInt8] = [1]
    bytes.reserveCapacity(1 + 2 * Hash.byteCount)
    left.append(to: &bytes)
    right.append(to: &bytes)
    return Hash(sha256: bytes)
  }
}

/// What it takes to append to a Merkle log and to know its root: one hash for each complete subtree, at most 64.
public struct MerkleFrontier: Hashable, Sendable, CanonicalMessage {
  /// A node of the tree that appending completed: the root of the leaves `index · 2^level ..< (index + 1) · 2^level`.
  public struct Node: Hashable, Sendable {
    public let level: UInt8
    public let index: UInt64
    public let hash: Hash
  }

  /// The number of leaves.
  public private(set) var size: UInt64
  /// The roots of the complete subtrees, largest first: one for each set bit of ``size``.
  public private(set) var peaks: [Hash]

  /// An empty log.
  public init() {
    size = 0
    peaks = []
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, size)
    encoder.repeatedBytes(2, peaks.map(\.bytes))
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    size = try decoder.integer(1)
    peaks = []
    for bytes in try decoder.repeatedBytes(2, atMost: 64, eachAtMost: Hash.byteCount) {
      guard let hash = Hash(bytes: bytes) else { throw .invalidValue(field: 2) }
      peaks.append(hash)
    }
    guard size < .max else { throw .invalidValue(field: 1) }
    guard peaks.count == size.nonzeroBitCount else { throw .invalidValue(field: 2) }
  }

  /// Appends a leaf hash, and gives every node that this completes, the leaf itself first.
  /// - Parameter reported: nodes below this level are not given.
  @discardableResult
  public mutating func append(_ leaf: Hash, reportingFrom reported: UInt8 = 0) -> [Node] {
    precondition(size < .max, "A log never reaches 2^64 leaves.")
    var completed: [Node] = reported == 0 ? [Node(level: 0, index: size, hash: leaf)] : []
    var hash = leaf
    var level: UInt8 = 0
    while size >> UInt64(level) & 1 == 1 {
      hash = MerkleHash.node(peaks.removeLast(), hash)
      level += 1
      if level >= reported { completed.append(Node(level: level, index: size >> UInt64(level), hash: hash)) }
    }
    peaks.append(hash)
    size += 1
    return completed
  }

  /// The RFC 6962 root of all leaves so far.
  public var root: Hash {
    guard var root = peaks.last else { return MerkleHash.empty }
    for peak in peaks.dropLast().reversed() { root = MerkleHash.node(peak, root) }
    return root
  }
}
