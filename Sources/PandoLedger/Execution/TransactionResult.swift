package import PandoPrimitives

/// What became of a transaction in a block, for those who ask. Kept beside the block; only the code and the events are
/// committed to, through the history log.
package struct TransactionResult: Hashable, Sendable, CanonicalMessage {
  private static let textByteCountMax = 65_536

  package let id: TransactionID
  /// Why it failed; nil when it succeeded.
  package let refusal: Refusal?
  /// Empty when it failed.
  package let events: EventList

  package init(id: TransactionID, refusal: Refusal?, events: EventList) {
    precondition(refusal?.code != .pending, "What became of an executed transaction is known.")
    self.id = id
    self.refusal = refusal
    self.events = events
  }

  package var code: ResultCode { refusal?.code ?? .success }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.hash(1, id.hash)
    encoder.integer(2, UInt64(code.rawValue))
    encoder.string(3, refusal?.reason ?? "")
    encoder.string(4, refusal?.message ?? "")
    encoder.message(5, events)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    id = TransactionID(try decoder.hash(1))
    let raw = try decoder.integer(2, atMost: UInt64(Int8.max))
    let reason = try decoder.string(3, atMost: TransactionResult.textByteCountMax)
    let message = try decoder.string(4, atMost: TransactionResult.textByteCountMax)
    events = try decoder.message(5)
    guard let code = ResultCode(rawValue: Int8(raw)) else { throw .invalidValue(field: 2) }
    guard code != .success else {
      guard reason.isEmpty, message.isEmpty else { throw .invalidValue(field: 3) }
      refusal = nil
      return
    }
    refusal = Refusal(code, reason, message)
  }
}

/// The results of a block's transactions, in their order.
package struct BlockResults: Hashable, Sendable, CanonicalMessage {
  package let results: [TransactionResult]

  package init(_ results: [TransactionResult]) { self.results = results }

  package func encode(to encoder: inout CanonicalEncoder) { encoder.messages(1, results) }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    results = try decoder.messages(1, atMost: Block.transactionCountMax)
  }
}
