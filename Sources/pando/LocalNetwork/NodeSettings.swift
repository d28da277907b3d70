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
  /// How many requests a second one client may make; 0 means any number.
  let requestsPerSecond: Int
  let peers: [Peer]
  /// Paths, as the node's own process sees them.
  let genesis: String
  let data: String
  let key: String
  let password: String
}

extension NodeSettings {
  /// The configuration file of the node (docs/operations.md lists every key).
  var yaml: String {
    """
    # Node \(name). Paths begin at the directory of this file. `pando node --help` says more.
    genesis: \(quoted(genesis))
    data: \(quoted(data))
    key:
      file: \(quoted(key))
      passwordFile: \(quoted(password))
    peers:
      listen: \(quoted(peerAddress))
      addresses: [\(peers.map { quoted("\($0.key)@\($0.address)") }.joined(separator: ", "))]
    http:
      listen: \(quoted(restAddress))
      requestsPerSecond: \(requestsPerSecond)

    """
  }

  /// A string in YAML, whatever is in it (YAML 1.2, §7.3.2).
  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}
