public import PandoPrimitives

/// What became of a transaction: `POST /v1/transactions`, `GET /v1/transactions/{id}`, and each `transaction` of
/// `GET /v1/events`.
public struct TransactionAnswer: Hashable, Sendable, Codable {
  /// Where a final transaction stands.
  public struct Place: Hashable, Sendable, Codable {
    public let height: Height
    public let blockId: BlockID
    /// The time of the block.
    public let time: Timestamp
    /// The position in the block, from 0.
    public let index: UInt64

    public init(height: Height, blockId: BlockID, time: Timestamp, index: UInt64) {
      self.height = height
      self.blockId = blockId
      self.time = time
      self.index = index
    }
  }

  public let id: TransactionID
  /// −1 as long as the transaction is not final.
  public let code: ResultCode
  /// The code in words, such as `NegativeBalance`.
  public let name: String
  /// Stable and machine-readable, such as `balance_too_low`; `pending` and `success` for those.
  public let reason: String
  public let message: String
  /// Nil as long as the transaction is not final.
  public let place: Place?
  /// What execution reported; empty for one that failed or is not final.
  public let events: [Event]
  /// The transaction itself, where it was asked for.
  public let transaction: Transaction?
  public let atHeight: Height

  /// A transaction that waits for a block.
  public init(pending id: TransactionID, transaction: Transaction? = nil, atHeight: Height) {
    self.init(
      id: id, outcome: Refusal(.pending, "pending", "The transaction waits for a block."), place: nil, events: [],
      transaction: transaction, atHeight: atHeight)
  }

  /// A transaction in a final block; `failure` is nil when it succeeded.
  public init(
    final id: TransactionID, failure: Refusal?, place: Place, events: [Event], transaction: Transaction?,
    atHeight: Height
  ) {
    self.init(
      id: id, outcome: failure ?? Refusal(.success, "success", "The transaction took effect."), place: place,
      events: events, transaction: transaction, atHeight: atHeight)
  }

  private init(
    id: TransactionID, outcome: Refusal, place: Place?, events: [Event], transaction: Transaction?, atHeight: Height
  ) {
    self.id = id
    code = outcome.code
    name = outcome.code.name
    reason = outcome.reason
    message = outcome.message
    self.place = place
    self.events = events
    self.transaction = transaction
    self.atHeight = atHeight
  }
}

/// Every answer that is not a success. Execution failures of `?wait=final` are a ``TransactionAnswer``, which has the
/// same three keys.
public struct ErrorAnswer: Hashable, Sendable, Codable, Error {
  public let code: ResultCode
  /// Stable and machine-readable, in `snake_case`.
  public let reason: String
  /// A sentence that says what was wrong and what to do about it.
  public let message: String
  /// Where the answer is about the state of the ledger ("no such row").
  public let atHeight: Height?

  public init(_ refusal: Refusal, atHeight: Height? = nil) {
    code = refusal.code
    reason = refusal.reason
    message = refusal.message
    self.atHeight = atHeight
  }
}
