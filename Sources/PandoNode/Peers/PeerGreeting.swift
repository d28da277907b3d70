package import PandoPrimitives

/// The first message on a connection, each way: which protocol the node speaks and which ledger it serves.
///
/// The one who dialed greets first; the other answers once it has taken the connection up, so that an answer means
/// "we are connected".
package struct PeerGreeting: Hashable, Sendable, CanonicalMessage {
  package static let version: UInt64 = 1
  package static let byteCountMax = 64

  package let chainID: Hash

  package init(chainID: Hash) {
    self.chainID = chainID
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, PeerGreeting.version)
    encoder.hash(2, chainID)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    guard try decoder.integer(1) == PeerGreeting.version else { throw .invalidValue(field: 1) }
    chainID = try decoder.hash(2)
  }
}
