import PandoConsensus
import PandoPrimitives
import PandoReplica

extension PeerTransport {
  /// Sends a replica's message to those it is meant for; its bytes are made once.
  func send(_ message: PeerMessage, to recipients: Recipients) {
    let bytes = message.canonicalBytes
    let keys: [PublicKey] =
      switch recipients {
      case .peer(let key): [key]
      case .peers(let keys): keys
      case .all(let except): connections.map(\.key).filter { $0 != except }
      }
    for key in keys { send(bytes, to: key, as: message.messageClass) }
  }
}

extension PeerMessage {
  /// What may be dropped when a peer is slow: what is offered again anyway.
  var messageClass: MessageClass {
    switch self {
    case .announce, .requestTransactions, .transactions: .gossip
    default: .consensus
    }
  }
}
