import PandoPrimitives

/// A transaction that a node has accepted waits there until it is final or has expired, or the node ends. It is not
/// forgotten for any other reason.
struct AcceptanceChecker {
  /// By node: until when what waits there lives.
  private var waiting: [[TransactionID: Timestamp]]

  init(nodeCount: Int) { waiting = Array(repeating: [:], count: nodeCount) }

  mutating func accepts(_ transaction: Transaction, node: Int) {
    waiting[node][transaction.id] = transaction.body.expires
  }

  /// The node tells that it no longer waits for a transaction.
  /// - Parameter time: what the node takes for the time; nil when its clock was wrong, so that this says nothing.
  mutating func forgets(
    _ id: TransactionID, _ refusal: Refusal, at time: Timestamp?, node: Int, name: String, _ findings: inout Findings
  ) {
    guard let expires = waiting[node].removeValue(forKey: id), let time else { return }
    // A block that is being made may be ahead of the clock.
    let hasExpired = refusal.code == .invalidLifetime && expires <= time.advanced(byMilliseconds: 10_000)
    findings.require(
      hasExpired || refusal.code == .duplicate, "Acceptance",
      "\(name) forgets \(id.hash.short) at \(time), which it accepted and which lives until \(expires): "
        + refusal.message)
  }

  mutating func commits(_ block: Block, node: Int) {
    for transaction in block.transactions { waiting[node][transaction.id] = nil }
  }

  /// What waited in the memory of a node that ended is lost.
  mutating func ends(node: Int) { waiting[node] = [:] }

  /// Holds against these books how many transactions a node says are waiting.
  func holds(_ count: Int, node: Int, name: String, _ findings: inout Findings) {
    findings.require(
      waiting[node].count == count, "Acceptance",
      "\(name) has \(count) transactions waiting, and accepted \(waiting[node].count) that are neither final nor expired"
    )
  }
}
