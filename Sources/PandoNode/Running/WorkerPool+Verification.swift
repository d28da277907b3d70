import PandoPrimitives
package import PandoReplica
import Synchronization

extension WorkerPool {
  /// How many transactions are checked in one go, which takes about a millisecond: so long at most does preferred work
  /// wait for a thread.
  package static let verificationCountMax = 16

  /// Checks the signatures of a job, many transactions in parts on all threads at once, and then gives the verdict.
  package func verify(
    _ job: VerificationJob, in lane: Lane, then answer: @escaping @Sendable (VerificationJob.Verdict) -> Void
  ) {
    guard case .transactions(let transactions) = job.subject, transactions.count > WorkerPool.verificationCountMax
    else { return run(in: lane) { answer(job.run()) } }
    let starts = Array(stride(from: 0, to: transactions.count, by: WorkerPool.verificationCountMax))
    let parts = VerdictParts(count: starts.count)
    for (index, start) in starts.enumerated() {
      run(in: lane) {
        let part = transactions[start..<min(start + WorkerPool.verificationCountMax, transactions.count)]
        if let whole = parts.fill(index, VerificationJob.check(part)) { answer(.transactions(whole)) }
      }
    }
  }
}

/// The results of a job whose parts end in any order.
private final class VerdictParts: Sendable {
  private typealias Results = [Result<VerifiedTransaction, Refusal>]

  private let parts: Mutex<(results: [Results], missingCount: Int)>

  init(count: Int) { parts = Mutex((Array(repeating: [], count: count), count)) }

  /// Takes in the part at `index`, and gives all results in order when it was the last that was missing.
  func fill(
    _ index: Int, _ results: [Result<VerifiedTransaction, Refusal>]
  ) -> [Result<VerifiedTransaction, Refusal>]? {
    parts.withLock { parts in
      parts.results[index] = results
      parts.missingCount -= 1
      return parts.missingCount == 0 ? Array(parts.results.joined()) : nil
    }
  }
}
