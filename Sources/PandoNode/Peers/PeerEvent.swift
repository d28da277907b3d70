package import PandoPrimitives

/// What the transport tells the node. For one key the order is: connected, frames, disconnected, and so on again.
package enum PeerEvent: Sendable, Hashable {
  case connected(PublicKey)
  /// A message as the peer sent it; only its length has been checked.
  case frame(PublicKey, [UInt8])
  case disconnected(PublicKey, PeerDropReason)
}

/// Why a connection ended or never began.
package enum PeerDropReason: Error, Sendable, Hashable {
  case closedByPeer
  case stopping
  /// The key is not that of a member (any more).
  case notAdmitted(PublicKey)
  /// Another key answered than the one that was dialed.
  case wrongKey(PublicKey)
  case ownKey
  case noNodeCertificate
  case handshakeFailed(String)
  case handshakeTimeout
  /// Newer connections that prove nothing either needed the place.
  case crowdedOut
  case badGreeting
  case otherLedger
  /// Both nodes dialed; the other connection stays.
  case duplicate
  /// The peer connected anew.
  case replaced
  case frameTooLong(Int)
  case frameTooSlow
  case idle
  case notReading
  case outboundOverflow
  case inboxFull
  case connectionFailed(String)
  /// The peer broke the protocol above the transport; the sentence says how.
  case misbehaved(String)
}

extension PeerDropReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .closedByPeer: "the peer closed the connection"
    case .stopping: "this node is stopping"
    case .notAdmitted(let key): "key \(key) is not that of a member of this ledger"
    case .wrongKey(let key): "key \(key) answered instead of the one that was dialed"
    case .ownKey: "this node reached itself"
    case .noNodeCertificate: "the peer did not present exactly one certificate with an Ed25519 key"
    case .handshakeFailed(let detail): "the TLS handshake failed: \(detail)"
    case .handshakeTimeout: "the peer took too long to prove who it is"
    case .crowdedOut: "too many connections wait to prove who they are"
    case .badGreeting: "the peer's first message is not a greeting of this protocol"
    case .otherLedger: "the peer serves another ledger"
    case .duplicate: "both nodes dialed, and the other connection stays"
    case .replaced: "the peer connected anew"
    case .frameTooLong(let byteCount): "the peer announced a frame of \(byteCount) bytes, which is over the limit"
    case .frameTooSlow: "the peer took too long over a frame"
    case .idle: "the peer fell silent"
    case .notReading: "the peer does not read what waits for it"
    case .outboundOverflow: "too many consensus messages wait for the peer"
    case .inboxFull: "messages of the peer's last connection still wait"
    case .connectionFailed(let detail): "the connection failed: \(detail)"
    case .misbehaved(let detail): detail
    }
  }
}

/// What becomes of a message when the queue to a peer is full.
package enum MessageClass: Sendable, Hashable, CaseIterable {
  /// Sent first. When even dropping all gossip makes no room, the connection is closed, and the peer catches up anew.
  case consensus
  /// Dropped, the oldest first, when the queue is full.
  case gossip
}
