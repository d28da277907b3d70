import Crypto

/// A SHA-256 digest: 32 bytes, held as four big-endian words so that it compares, hashes and copies like a number.
///
/// The order is the order of its bytes.
public struct Hash: Hashable, Comparable, Sendable {
  /// How many bytes a hash has.
  public static let byteCount = 32
  /// Thirty-two zero bytes; stands for "no block" as the parent of the genesis block.
  public static let zero = Hash(words: 0, 0, 0, 0)

  @usableFromInline let word0: UInt64
  @usableFromInline let word1: UInt64
  @usableFromInline let word2: UInt64
  @usableFromInline let word3: UInt64

  private init(words word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// The hash whose bytes these are, or nil unless there are exactly 32 of them.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Hash.byteCount else { return nil }
    // Nearly always the bytes lie side by side; then it takes four loads.
    let loaded = bytes.withContiguousStorageIfAvailable { bytes in
      unsafe Hash(loading: UnsafeRawBufferPointer(bytes))
    }
    if let loaded {
      self = loaded
      return
    }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (position, byte) in bytes.enumerated() {
      switch position >> 3 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      default: words.3 = words.3 << 8 | UInt64(byte)
      }
    }
    self.init(words: words.0, words.1, words.2, words.3)
  }

  /// The hash that 64 hexadecimal digits spell, or nil.
  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = [UInt8](hexadecimal: text) else { return nil }
    self.init(bytes: bytes)
  }

  /// The SHA-256 digest of `bytes` (FIPS 180-4).
  public init(sha256 bytes: [UInt8]) {
    self.init(digest: SHA256.hash(data: bytes))
  }

  /// The SHA-256 digest of a domain tag followed by `bytes`.
  ///
  /// A tag ends in its only zero byte, so no tag begins another, and bytes hashed for one purpose never answer for
  /// another.
  public init(_ domain: HashDomain, _ bytes: [UInt8]) {
    var hasher = Hasher(domain)
    hasher.update(bytes)
    self = hasher.finalize()
  }

  fileprivate init(digest: SHA256.Digest) {
    self = unsafe digest.withUnsafeBytes { bytes in unsafe Hash(loading: bytes) }
  }

  private init(loading bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == Hash.byteCount, "A hash has 32 bytes.")
    func word(_ index: Int) -> UInt64 {
      unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    self.init(words: word(0), word(1), word(2), word(3))
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(Hash.byteCount)
    append(to: &result)
    return result
  }

  /// Appends the 32 bytes to `buffer`.
  public func append(to buffer: inout [UInt8]) {
    unsafe withBytes { bytes in unsafe buffer.append(contentsOf: bytes) }
  }

  /// Writes the 32 bytes over those of `buffer` from `index` on.
  package func write(to buffer: inout [UInt8], at index: Int) {
    precondition(index >= 0 && index + Hash.byteCount <= buffer.count, "There is room for a hash.")
    unsafe withBytes { bytes in
      unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[index...]).copyMemory(from: bytes)
      }
    }
  }

  /// Calls `body` with the 32 bytes where they lie.
  private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let words = (word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian)
    return unsafe withUnsafeBytes(of: words) { bytes in unsafe body(bytes) }
  }

  /// The first eight bytes as a number: enough to tell hashes apart in a table, never to take one for another.
  public var leadingWord: UInt64 { word0 }

  /// Feeds the first eight bytes: nobody can find many digests that share them, and the table's hasher has a secret.
  public func hash(into hasher: inout Swift.Hasher) { hasher.combine(word0) }

  public static func < (left: Hash, right: Hash) -> Bool {
    if left.word0 != right.word0 { return left.word0 < right.word0 }
    if left.word1 != right.word1 { return left.word1 < right.word1 }
    if left.word2 != right.word2 { return left.word2 < right.word2 }
    return left.word3 < right.word3
  }

  /// A SHA-256 computation fed piece by piece.
  public struct Hasher: Sendable {
    private var state = SHA256()

    /// Starts with the bytes of `domain`, or with nothing where a public standard fixes the input.
    public init(_ domain: HashDomain? = nil) {
      if let domain { update(domain.bytes) }
    }

    /// Feeds `bytes`.
    public mutating func update(_ bytes: [UInt8]) {
      unsafe bytes.withUnsafeBytes { bytes in unsafe state.update(bufferPointer: bytes) }
    }

    /// Feeds `bytes` where they lie.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
      unsafe bytes.withUnsafeBytes { bytes in unsafe state.update(bufferPointer: bytes) }
    }

    /// Feeds the 32 bytes of `hash`.
    public mutating func update(_ hash: Hash) {
      unsafe hash.withBytes { bytes in unsafe state.update(bufferPointer: bytes) }
    }

    /// The digest of everything given so far.
    public func finalize() -> Hash { Hash(digest: state.finalize()) }
  }
}

extension Hash: CustomStringConvertible {
  /// Sixty-four lower-case hexadecimal digits.
  public var description: String { bytes.hexadecimal }
  /// The first eight digits, for people's eyes in logs and tables; never for comparing.
  public var short: String { String(description.prefix(8)) }
}

/// What a hash is taken for; its tag goes before the bytes (docs/spec/encoding.md, "Domains").
public enum HashDomain: String, Sendable, CaseIterable {
  case address = "pando/v1/address"
  case transaction = "pando/v1/transaction"
  case transactionBytes = "pando/v1/transaction-bytes"
  case transactionList = "pando/v1/transaction-list"
  case transactionSignature = "pando/v1/transaction-signature"
  case genesis = "pando/v1/genesis"
  case block = "pando/v1/block"
  case vote = "pando/v1/vote"
  case events = "pando/v1/events"
  case blockEvents = "pando/v1/block-events"
  case writeSet = "pando/v1/write-set"
  case parameters = "pando/v1/parameters"
  case validators = "pando/v1/validators"
  case stateLeaf = "pando/v1/state-leaf"
  case stateNode = "pando/v1/state-node"
  case stateValue = "pando/v1/state-value"

  /// The tag's ASCII bytes and one zero byte.
  public var bytes: [UInt8] { HashDomain.tags[position] }

  /// The bytes of each tag by ``position``, made once: every hash begins with them.
  private static let tags = allCases.map { Array($0.rawValue.utf8) + [0] }

  /// The place among all cases.
  private var position: Int {
    switch self {
    case .address: 0
    case .transaction: 1
    case .transactionBytes: 2
    case .transactionList: 3
    case .transactionSignature: 4
    case .genesis: 5
    case .block: 6
    case .vote: 7
    case .events: 8
    case .blockEvents: 9
    case .writeSet: 10
    case .parameters: 11
    case .validators: 12
    case .stateLeaf: 13
    case .stateNode: 14
    case .stateValue: 15
    }
  }
}
