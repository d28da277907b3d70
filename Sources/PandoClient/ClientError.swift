public import PandoPrimitives

/// Why a call did not bring what was asked for.
public struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is; what a program decides by.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// What the caller gave makes no sense: a host that is no URL, a transaction without entries.
    case invalidArgument
    /// A node refused the request; ``ClientError/refusal`` says why. A refused transaction has no effect.
    case refused
    /// The ledger has no such transaction, block, table or row.
    case notFound
    /// No host answered. A transaction that could not be sent has no effect.
    case unreachable
    /// The nodes answer and have no room or are not ready, for as long as the caller was willing to wait.
    case unavailable
    /// The transaction was not in any block when its lifetime ended, and never will be: it has no effect.
    case expired
    /// The time is up and nobody can say yet whether the transaction takes effect: it was sent, and lives on until it
    /// expires. Ask for its identifier later, or send the same bytes again.
    case outcomeUnknown
    /// A node answered what no node of this version answers.
    case badAnswer
    /// The nodes serve another ledger than the expected one.
    case wrongLedger
    /// A proof does not hold: the node that gave it is faulty, or the trusted validators are not those of the ledger.
    case proofInvalid
    /// The calling task was cancelled. What was sent before is not undone.
    case cancelled
  }

  public let code: Code
  /// A sentence for people, which says what to do.
  public let message: String
  /// What the ledger says of the request, when it was the ledger that said it.
  public let refusal: Refusal?
  /// The transaction concerned.
  public let transactionID: TransactionID?

  public init(_ code: Code, _ message: String, refusal: Refusal? = nil, transactionID: TransactionID? = nil) {
    self.code = code
    self.message = message
    self.refusal = refusal
    self.transactionID = transactionID
  }

  public var description: String { message }

  /// The same error, about a transaction.
  func about(_ id: TransactionID) -> ClientError {
    ClientError(code, message, refusal: refusal, transactionID: id)
  }
}
