/// One leaf of the history log: which transaction was executed, where, and with what result.
public struct TransactionRecord: Hashable, Sendable, CanonicalMessage {
  public let id: TransactionID
  public let height: Height
  /// The position in its block, from 0.
  public let index: UInt64
  public let code: ResultCode
  /// The digest of the transaction's events (``EventList/digest``).
  public let eventsDigest: Hash

  /// A record of a transaction in a block; `code` is its result there and never `pending`.
  public init(id: TransactionID, height: Height, index: UInt64, code: ResultCode, eventsDigest: Hash) {
    precondition(code != .pending, "A transaction in a block has a result.")
    self.id = id
    self.height = height
    self.index = index
    self.code = code
    self.eventsDigest = eventsDigest
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.hash(1, id.hash)
    encoder.integer(2, height.value)
    encoder.integer(3, index)
    encoder.integer(4, UInt64(code.rawValue))
    encoder.hash(5, eventsDigest)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    id = TransactionID(try decoder.hash(1))
    height = Height(try decoder.integer(2))
    index = try decoder.integer(3)
    let raw = try decoder.integer(4, atMost: UInt64(Int8.max))
    guard let code = ResultCode(rawValue: Int8(raw)) else { throw .invalidValue(field: 4) }
    self.code = code
    eventsDigest = try decoder.hash(5)
  }
}
