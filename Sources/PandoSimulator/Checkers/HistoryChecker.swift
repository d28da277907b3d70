import PandoLedger
import PandoPrimitives

/// The history root of every header is the root of RFC 6962 over everything that was executed, made from nothing each
/// time.
struct HistoryChecker {
  private var leaves: [Hash] = []

  mutating func append(_ block: Block, _ results: BlockResults, _ findings: inout Findings) {
    let height = block.header.height
    guard results.results.count == block.transactions.count else {
      return findings.require(false, "History", "the block at \(height) has not as many results as transactions")
    }
    for (index, result) in results.results.enumerated() {
      let record = TransactionRecord(
        id: block.transactions[index].id, height: height, index: UInt64(index), code: result.code,
        eventsDigest: result.events.digest)
      leaves.append(Hash(sha256: [0] + record.canonicalBytes))
    }
    findings.require(
      block.header.historySize == UInt64(leaves.count), "History", "the history at \(height) has another size")
    findings.require(
      block.header.historyRoot == root(leaves[...]), "History", "the history at \(height) has another root")
  }

  /// RFC 6962 §2.1, as it is written there; the depth is the logarithm of the size.
  private func root(_ leaves: ArraySlice<Hash>) -> Hash {
    guard let first = leaves.first else { return Hash(sha256: []) }
    guard leaves.count > 1 else { return first }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return Hash(sha256: [1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
  }
}
