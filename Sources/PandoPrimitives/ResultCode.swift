/// What became of a transaction. The numbers are part of the protocol; 8 is not assigned.
public enum ResultCode: Int8, Sendable, CaseIterable {
  /// In a mempool, not yet in a final block. Never hashed.
  case pending = -1
  case success = 0
  case negativeBalance = 1
  case conservationBreak = 2
  case failed = 3
  case canceled = 4
  case signatureInvalid = 5
  case invalidCredentials = 6
  case invalidOperation = 7
  case duplicate = 9
  case corrupted = 10
  case invalidLifetime = 11
  case noVacancy = 12
  case timeOut = 13

  /// The name that people and programs read, as in `docs/spec/transactions.md`.
  public var name: String {
    switch self {
    case .pending: "Pending"
    case .success: "Success"
    case .negativeBalance: "NegativeBalance"
    case .conservationBreak: "ConservationBreak"
    case .failed: "Failed"
    case .canceled: "Canceled"
    case .signatureInvalid: "SignatureInvalid"
    case .invalidCredentials: "InvalidCredentials"
    case .invalidOperation: "InvalidOperation"
    case .duplicate: "Duplicate"
    case .corrupted: "Corrupted"
    case .invalidLifetime: "InvalidLifetime"
    case .noVacancy: "NoVacancy"
    case .timeOut: "TimeOut"
    }
  }
}

/// Why a transaction was refused or failed.
///
/// Only ``code`` is ever hashed; two nodes of different versions may word the rest differently.
public struct Refusal: Error, Hashable, Sendable {
  public let code: ResultCode
  /// Stable and machine-readable, in `snake_case`, such as `balance_too_low`.
  public let reason: String
  /// A sentence that says what was wrong and what to do about it.
  public let message: String

  public init(_ code: ResultCode, _ reason: String, _ message: String) {
    self.code = code
    self.reason = reason
    self.message = message
  }
}
