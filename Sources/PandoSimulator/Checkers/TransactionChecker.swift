import PandoPrimitives

/// No transaction is executed twice, none outside its life, none of another ledger, and no block is over its limits.
struct TransactionChecker {
  private let chainID: Hash
  private let parameters: ChainParameters
  private var executed: [TransactionID: Height] = [:]

  init(chainID: Hash, parameters: ChainParameters) {
    self.chainID = chainID
    self.parameters = parameters
  }

  mutating func check(_ block: Block, _ findings: inout Findings) {
    let time = block.header.time.milliseconds
    let height = block.header.height
    findings.require(
      block.transactions.count <= Int(parameters.blockTransactionCountMax), "Limits",
      "the block at \(height) has \(block.transactions.count) transactions")
    let byteCount = block.transactions.reduce(0) { $0 + UInt64($1.canonicalBytes.count) }
    findings.require(
      byteCount <= parameters.blockByteCountMax, "Limits",
      "the transactions of the block at \(height) have \(byteCount) bytes")
    for transaction in block.transactions {
      let body = transaction.body
      let name = transaction.id.hash.short
      findings.require(
        executed[transaction.id] == nil, "Once",
        "transaction \(name) is at height \(height), and was at \(executed[transaction.id]?.value ?? 0)")
      executed[transaction.id] = height
      findings.require(body.chainID == chainID, "Once", "transaction \(name) at \(height) is of another ledger")
      findings.require(
        body.created.milliseconds < body.expires.milliseconds && time < body.expires.milliseconds
          && body.created.milliseconds <= time + parameters.clockSkewMilliseconds
          && body.expires.milliseconds - body.created.milliseconds <= parameters.lifetimeWindowMilliseconds,
        "Lifetime", "transaction \(name) is at height \(height) outside its life")
    }
  }
}
