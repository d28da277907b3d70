/// What a block commits to. Its hash is the block's identifier, and through the roots it fixes the order and result of
/// everything that ever happened on the ledger.
public struct BlockHeader: Hashable, Sendable, CanonicalMessage {
  public var chainID: Hash
  public var height: Height
  /// The view in which the block was first proposed; greater than the parent's.
  public var view: View
  /// The identifier of the block below; the chain identifier for the block at height 1.
  public var parentID: Hash
  /// Strictly greater than the parent's.
  public var time: Timestamp
  public var proposer: PublicKey
  public var transactionCount: UInt64
  /// Over the digests of all transactions, signatures included, in order.
  public var transactionsDigest: Hash
  /// The size and root of the history log after this block.
  public var historySize: UInt64
  public var historyRoot: Hash
  /// The root of the state tree after this block.
  public var stateRoot: Hash
  /// Over all rows that this block wrote, of tables with and without proofs.
  public var writeSetDigest: Hash
  public var eventsDigest: Hash
  /// The parameters and the validators in force for this block.
  public var parametersHash: Hash
  public var validatorsHash: Hash

  public init(
    chainID: Hash, height: Height, view: View, parentID: Hash, time: Timestamp, proposer: PublicKey,
    transactionCount: UInt64, transactionsDigest: Hash, historySize: UInt64, historyRoot: Hash, stateRoot: Hash,
    writeSetDigest: Hash, eventsDigest: Hash, parametersHash: Hash, validatorsHash: Hash
  ) {
    self.chainID = chainID
    self.height = height
    self.view = view
    self.parentID = parentID
    self.time = time
    self.proposer = proposer
    self.transactionCount = transactionCount
    self.transactionsDigest = transactionsDigest
    self.historySize = historySize
    self.historyRoot = historyRoot
    self.stateRoot = stateRoot
    self.writeSetDigest = writeSetDigest
    self.eventsDigest = eventsDigest
    self.parametersHash = parametersHash
    self.validatorsHash = validatorsHash
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.hash(1, chainID)
    encoder.integer(2, height.value)
    encoder.integer(3, view.value)
    encoder.hash(4, parentID)
    encoder.integer(5, time.milliseconds)
    encoder.bytes(6, proposer.bytes)
    encoder.integer(7, transactionCount)
    encoder.hash(8, transactionsDigest)
    encoder.integer(9, historySize)
    encoder.hash(10, historyRoot)
    encoder.hash(11, stateRoot)
    encoder.hash(12, writeSetDigest)
    encoder.hash(13, eventsDigest)
    encoder.hash(14, parametersHash)
    encoder.hash(15, validatorsHash)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    chainID = try decoder.hash(1)
    height = Height(try decoder.integer(2))
    view = View(try decoder.integer(3))
    parentID = try decoder.hash(4)
    time = try decoder.timestamp(5)
    proposer = try decoder.publicKey(6)
    transactionCount = try decoder.integer(7, atMost: UInt64(Block.transactionCountMax))
    transactionsDigest = try decoder.hash(8)
    historySize = try decoder.integer(9)
    historyRoot = try decoder.hash(10)
    stateRoot = try decoder.hash(11)
    writeSetDigest = try decoder.hash(12)
    eventsDigest = try decoder.hash(13)
    parametersHash = try decoder.hash(14)
    validatorsHash = try decoder.hash(15)
    guard height.value >= 1, height.value < .max else { throw .invalidValue(field: 2) }
    guard view.value >= 1, view.value < .max else { throw .invalidValue(field: 3) }
  }

  /// The block's identifier.
  public var id: BlockID { BlockID(Hash(.block, canonicalBytes)) }
}

/// The name of a block: the hash of its header. The genesis block's is the chain identifier.
public struct BlockID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let hash: Hash
  public init(_ hash: Hash) { self.hash = hash }
  public static func < (left: BlockID, right: BlockID) -> Bool { left.hash < right.hash }
  public var description: String { hash.description }
}

/// A header and its transactions. What executing them brings (results, events) follows from them, and is kept beside.
public struct Block: Hashable, Sendable, CanonicalMessage {
  public static let transactionCountMax = 20_000

  public let header: BlockHeader
  public let transactions: [Transaction]
  /// The hash of the header.
  public let id: BlockID

  public init(header: BlockHeader, transactions: [Transaction]) {
    self.header = header
    self.transactions = transactions
    id = header.id
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, header)
    encoder.messages(2, transactions)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    let header: BlockHeader = try decoder.message(1)
    self.init(header: header, transactions: try decoder.messages(2, atMost: Block.transactionCountMax))
    guard header.transactionCount == UInt64(transactions.count) else { throw .invalidValue(field: 2) }
  }

  /// What ``BlockHeader/transactionsDigest`` must be for transactions with these digests.
  public static func transactionsDigest(_ digests: some Sequence<Hash>) -> Hash {
    var hasher = Hash.Hasher(.transactionList)
    for digest in digests { hasher.update(digest) }
    return hasher.finalize()
  }
}

/// A block with the proof that it is final; what nodes give each other when one is behind.
public struct CertifiedBlock: Hashable, Sendable, CanonicalMessage {
  public let block: Block
  public let evidence: Evidence

  public init(block: Block, evidence: Evidence) {
    self.block = block
    self.evidence = evidence
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, block)
    encoder.message(2, evidence)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    block = try decoder.message(1)
    evidence = try decoder.message(2)
  }

  /// The header of the block with these canonical bytes, which must have been decoded as a whole once: here nothing
  /// after the header is looked at.
  public static func header(inCanonicalBytes bytes: [UInt8]) throws(DecodingError) -> BlockHeader {
    var decoder = CanonicalDecoder(bytes)
    var block = try decoder.inside(1)
    return try block.message(1)
  }

  /// The height and the transactions' identifiers of the block with these canonical bytes, for a reader who trusts that
  /// they are canonical and needs nothing else: a tenth of the work of decoding the block.
  public static func outline(
    ofCanonicalBytes bytes: [UInt8]
  ) throws(DecodingError) -> (height: Height, transactions: [TransactionID]) {
    var decoder = CanonicalDecoder(bytes)
    var block = try decoder.inside(1)
    let header: BlockHeader = try block.message(1)
    var transactions: [TransactionID] = []
    transactions.reserveCapacity(min(Int(header.transactionCount), bytes.count / 64))
    while var transaction = try block.optionalInside(2) {
      transactions.append(TransactionID(try transaction.hash(ofBytes: 1, .transaction)))
    }
    return (header.height, transactions)
  }
}
