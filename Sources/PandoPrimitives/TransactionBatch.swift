/// Transactions that a client submits together, to save what each request costs. Each is admitted or refused by itself.
public struct TransactionBatch: Hashable, Sendable, CanonicalMessage {
  public static let transactionCountMax = 1_000

  /// One to a thousand.
  public let transactions: [Transaction]

  public init(transactions: [Transaction]) { self.transactions = transactions }

  public func encode(to encoder: inout CanonicalEncoder) { encoder.messages(1, transactions) }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    transactions = try decoder.messages(1, atMost: TransactionBatch.transactionCountMax)
    guard !transactions.isEmpty else { throw .missing(field: 1) }
  }

  /// The canonical bytes of the batch of transactions with these canonical bytes.
  public static func canonicalBytes(of transactions: some Sequence<[UInt8]>) -> [UInt8] {
    var encoder = CanonicalEncoder()
    encoder.repeatedBytes(1, transactions)
    return encoder.bytes
  }
}
