import PandoReplica

/// The threads on which a node checks signatures and executes blocks.
///
/// Agreement never stands in one line with the transactions of clients: votes and blocks have threads of their own. So
/// a node that is offered more than it can check goes on agreeing, and refuses the rest.
package struct Workers: Sendable {
  let agreement = WorkerPool(name: "pando-agreement")
  let execution = WorkerPool(name: "pando-execution")
  let transactions: WorkerPool

  /// - Parameter verifierCount: how many threads check the signatures of transactions.
  package init(verifierCount: Int) {
    transactions = WorkerPool(name: "pando-verifier", threadCount: verifierCount)
  }

  /// Where signatures are checked for those who wait for them.
  func place(of urgency: VerificationJob.Urgency) -> (pool: WorkerPool, lane: WorkerPool.Lane) {
    switch urgency {
    case .agreement: (agreement, .ordinary)
    case .peers: (transactions, .preferred)
    case .clients: (transactions, .ordinary)
    }
  }

  /// Ends all threads; what waits is dropped.
  package func stop() { for pool in [transactions, agreement, execution] { pool.stop() } }
}
