import PandoPrimitives

/// What a node must be told to take part in a network.
struct NodeSettings {
  struct Peer {
    let key: PublicKey
    /// Host and port.
    let address: String
  }

  let name: String
  /// Where it listens: host and port.
  let peerAddress: String
  let restAddress: String
  let peers: [Peer]
  /// Paths, as the node's own process sees them.
  let genesis: String
  let data: String
  let key: String
  let password: String
}

extension NodeSettings {
  /// The configuration file of the node.
  var yaml: String { "" }
}
