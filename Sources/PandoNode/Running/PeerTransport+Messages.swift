import PandoConsensus
import PandoPrimitives
import PandoReplica

extension PeerTransport {
  /// Sends a replica's message to those it is meant for; its bytes and their frame are made once.
  func send(_ message: PeerMessage, to recipients: Recipients) {
    let bytes = message.canonicalBytes
    switch recipients {
    case .peer(let key): send(bytes, to: key, as: message.messageClass)
    case .peers(let keys): broadcast(bytes, as: message.messageClass) { keys.contains($0) }
    case .all(let except): broadcast(bytes, as: message.messageClass) { $0 != except }
    }
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
