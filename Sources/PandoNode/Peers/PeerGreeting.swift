import PandoPrimitives

/// The first message on a connection, each way: which protocol the node speaks and which ledger it serves.
///
/// The one who dialed greets first; the other answers once it has taken the connection up, so that an answer means
/// "we are connected".
struct PeerGreeting: Hashable, Sendable, CanonicalMessage {
  static let version: UInt64 = 1
  static let byteCountMax = 64

  let chainID: Hash

  init(chainID: Hash) {
    self.chainID = chainID
  }

  func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, PeerGreeting.version)
    encoder.hash(2, chainID)
  }

  init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    guard try decoder.integer(1) == PeerGreeting.version else { throw .invalidValue(field: 1) }
    chainID = try decoder.hash(2)
  }
}
