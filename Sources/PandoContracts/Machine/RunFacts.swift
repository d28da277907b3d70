/// What a contract is told of its transaction and block.
package struct RunFacts: Hashable, Sendable {
  /// The ecosystem that the transaction was sent to.
  package var ecosystem: Int64 = 1
  /// The account and address of the signer.
  package var key: Int64 = 0
  package var account: ByteString = ""
  /// Milliseconds since 1970.
  package var time: Int64 = 0
  package var transactionHash = ByteString()
  /// The number of the contract that the transaction calls.
  package var contractNumber: Int64 = 0
  /// Nil outside a block: then nothing can be written.
  package var block: BlockFacts?
  /// Whether this node makes the block.
  package var isProducing = false
  package var timeLimit: Int64 = 0
  package var place = CheckerOptions.Place.ledger
  /// Of texts: `en`.
  package var language: ByteString = "en"

  package init() {}
}

/// What a contract is told of its block.
package struct BlockFacts: Hashable, Sendable {
  package var height: Int64
  /// Seconds since 1970.
  package var time: Int64
  /// Who made it.
  package var key: Int64
  package var nodePosition: Int64
  /// In hexadecimal digits.
  package var parentHash: ByteString

  package init(height: Int64, time: Int64, key: Int64 = 0, nodePosition: Int64 = 0, parentHash: ByteString = "") {
    self.height = height
    self.time = time
    self.key = key
    self.nodePosition = nodePosition
    self.parentHash = parentHash
  }
}
