package import PandoLedger
package import PandoPrimitives
package import PandoStorage

/// Reads final blocks and what belongs to them out of a store.
package struct BlockStore<Reader: StoreReader>: Sendable {
  private let reader: Reader

  package init(_ reader: Reader) { self.reader = reader }

  /// The chain identifier of the ledger in this store, or nil when it is empty.
  package func chainID() throws(StorageError) -> Hash? {
    guard let bytes = try reader.get(BlockStoreKey.chainID) else { return nil }
    guard let hash = Hash(bytes: bytes) else { throw corrupted("the chain identifier") }
    return hash
  }

  /// The form in which the ledger is kept.
  package func format() throws(StorageError) -> UInt64 {
    guard let bytes = try reader.get(BlockStoreKey.format), let value = UInt64(ordered: bytes) else {
      throw corrupted("its own format")
    }
    return value
  }

  /// The height of the last final block; 0 is the genesis block.
  package func finalHeight() throws(StorageError) -> Height {
    guard let bytes = try reader.get(BlockStoreKey.finalHeight), let value = UInt64(ordered: bytes) else {
      throw corrupted("the final height")
    }
    return Height(value)
  }

  /// The genesis that this ledger began with.
  package func genesis() throws(StorageError) -> Genesis? {
    guard let bytes = try reader.get(BlockStoreKey.genesis) else { return nil }
    return try decode(bytes, "the genesis")
  }

  /// The final block at `height`; nil above the last one and at 0, where the genesis stands instead.
  package func block(at height: Height) throws(StorageError) -> CertifiedBlock? {
    guard let bytes = try reader.get(BlockStoreKey.block(height)) else { return nil }
    return try decode(bytes, "block \(height)")
  }

  package func results(at height: Height) throws(StorageError) -> BlockResults? {
    guard let bytes = try reader.get(BlockStoreKey.results(height)) else { return nil }
    return try decode(bytes, "the results of block \(height)")
  }

  package func height(of id: BlockID) throws(StorageError) -> Height? {
    guard let bytes = try reader.get(BlockStoreKey.index(id)) else { return nil }
    guard let value = UInt64(ordered: bytes) else { throw corrupted("the index of block \(id)") }
    return Height(value)
  }

  package func position(of id: TransactionID) throws(StorageError) -> TransactionPosition? {
    try TransactionIndex.position(of: id, in: reader)
  }

  /// Evidence of validators that contradicted themselves, at most `limit`, the latest view first.
  package func equivocations(limit: Int) throws(StorageError) -> [Equivocation] {
    var values: [Equivocation] = []
    for pair in try reader.scan(KeySpace.evidence.range, limit: limit, descending: true) {
      values.append(try decode(pair.value, "evidence"))
    }
    return values
  }

  /// The votes of this node that are kept, in order of epoch, view and kind.
  func ballots() throws(StorageError) -> [BallotRecord] {
    var ballots: [BallotRecord] = []
    for pair in try reader.scan(KeySpace.ballot.range) { ballots.append(try decode(pair.value, "a vote")) }
    return ballots
  }

  /// The certificates that are kept without a vote of this node, in order of epoch, view and kind.
  func certificates() throws(StorageError) -> [Certificate] {
    var certificates: [Certificate] = []
    for pair in try reader.scan(KeySpace.certificate.range) {
      certificates.append(try decode(pair.value, "a certificate"))
    }
    return certificates
  }

  /// The blocks that this node voted for and that are not final as far as it knows.
  func candidates() throws(StorageError) -> [Block] {
    var blocks: [Block] = []
    for pair in try reader.scan(KeySpace.candidate.range) { blocks.append(try decode(pair.value, "a candidate")) }
    return blocks
  }

  /// The block with this identifier that this node voted for, if it is above the last final one.
  func candidate(_ id: BlockID) throws(StorageError) -> Block? {
    guard let bytes = try reader.get(BlockStoreKey.candidate(id)) else { return nil }
    return try decode(bytes, "a candidate")
  }

  private func decode<M: CanonicalMessage>(_ bytes: [UInt8], _ what: String) throws(StorageError) -> M {
    do { return try M(canonicalBytes: bytes) } catch { throw corrupted(what) }
  }

  private func corrupted(_ what: String) -> StorageError {
    StorageError(
      .corrupted, "The database does not hold \(what) in a form that can be read; restore it or start this node anew.")
  }
}

/// The keys of what ``BlockStore`` reads.
enum BlockStoreKey {
  static let chainID = KeySpace.meta.key(Array("chain-id".utf8))
  static let format = KeySpace.meta.key(Array("format".utf8))
  static let finalHeight = KeySpace.meta.key(Array("final-height".utf8))
  static let genesis = KeySpace.meta.key(Array("genesis".utf8))

  static func block(_ height: Height) -> [UInt8] { KeySpace.block.key(height.value) }
  static func results(_ height: Height) -> [UInt8] { KeySpace.blockResult.key(height.value) }
  static func index(_ id: BlockID) -> [UInt8] { KeySpace.blockIndex.key(id.hash.bytes) }
  static func candidate(_ id: BlockID) -> [UInt8] { KeySpace.candidate.key(id.hash.bytes) }

  /// One key for each vote that a node may cast, so that recording another in its place is impossible to miss.
  static func ballot(_ ballot: Ballot) -> [UInt8] { KeySpace.ballot.key(suffix(ballot)) }

  /// The key of the certificate with this ballot.
  static func certificate(_ ballot: Ballot) -> [UInt8] { KeySpace.certificate.key(suffix(ballot)) }

  private static func suffix(_ ballot: Ballot) -> [UInt8] {
    [UInt8](ordered: ballot.epoch.first.value) + [UInt8](ordered: ballot.view.value) + [UInt8(ballot.kind.rawValue)]
  }

  static func evidence(_ evidence: Equivocation) -> [UInt8] {
    let ballot = evidence.first.ballot
    return KeySpace.evidence.key(
      [UInt8](ordered: ballot.epoch.first.value) + [UInt8](ordered: ballot.view.value)
        + [UInt8](ordered: UInt64(evidence.first.signer.value)))
  }
}
