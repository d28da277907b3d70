public import PandoPrimitives

/// The name of a block and what it commits to; also each `block` of `GET /v1/events`.
public struct BlockSummary: Hashable, Sendable, Codable {
  public let id: BlockID
  public let header: BlockHeader

  public init(id: BlockID, header: BlockHeader) {
    self.id = id
    self.header = header
  }
}

/// One final block: `GET /v1/blocks/{height|id|latest}`. With `Accept: application/octet-stream` the same request gives
/// the canonical bytes of the ``CertifiedBlock``, transactions included.
public struct BlockAnswer: Hashable, Sendable, Codable {
  /// A transaction of the block and its result.
  public struct Item: Hashable, Sendable, Codable {
    public let id: TransactionID
    public let code: ResultCode
    public let name: String

    public init(id: TransactionID, code: ResultCode) {
      self.id = id
      self.code = code
      name = code.name
    }
  }

  public let id: BlockID
  public let header: BlockHeader
  /// In the order of the block.
  public let transactions: [Item]
  /// The proof that the block is final.
  public let evidence: Evidence
  public let atHeight: Height

  public init(id: BlockID, header: BlockHeader, transactions: [Item], evidence: Evidence, atHeight: Height) {
    self.id = id
    self.header = header
    self.transactions = transactions
    self.evidence = evidence
    self.atHeight = atHeight
  }
}

/// A run of final blocks: `GET /v1/blocks`.
public struct BlocksAnswer: Hashable, Sendable, Codable {
  /// Ascending by height.
  public let blocks: [BlockSummary]
  /// What `from` must be for the blocks that follow; nil when there are none yet.
  public let next: Height?
  public let atHeight: Height

  public init(blocks: [BlockSummary], next: Height?, atHeight: Height) {
    self.blocks = blocks
    self.next = next
    self.atHeight = atHeight
  }
}
