public import PandoPrimitives

/// What a node says about itself: `GET /v1/node`.
public struct NodeAnswer: Hashable, Sendable, Codable {
  /// What a node is to its ledger at this height.
  public enum Role: String, Sendable, Codable, CaseIterable {
    /// It votes.
    case validator
    /// It follows, serves and relays.
    case application
    /// It is no longer, or not yet, a member: it serves what it has.
    case outsider
  }

  /// Another node, as seen from this one.
  public struct Peer: Hashable, Sendable, Codable {
    public let key: PublicKey
    /// Its name in the ledger; empty when it has none.
    public let name: String
    /// Host and port of the connection.
    public let address: String
    /// Whether this node opened the connection.
    public let isOutbound: Bool
    /// The height that it last said it has.
    public let height: Height?

    public init(key: PublicKey, name: String, address: String, isOutbound: Bool, height: Height?) {
      self.key = key
      self.name = name
      self.address = address
      self.isOutbound = isOutbound
      self.height = height
    }
  }

  /// How full the pool of waiting transactions is.
  public struct Mempool: Hashable, Sendable, Codable {
    public let count: Int
    public let byteCount: Int
    public let countMax: Int
    public let byteCountMax: Int

    public init(count: Int, byteCount: Int, countMax: Int, byteCountMax: Int) {
      self.count = count
      self.byteCount = byteCount
      self.countMax = countMax
      self.byteCountMax = byteCountMax
    }
  }

  /// The version of the program.
  public let version: String
  /// The node's identity.
  public let key: PublicKey
  /// Its name in the ledger; empty when it has none.
  public let name: String
  public let role: Role
  public let chainId: Hash
  /// When the process started, by its own clock.
  public let startedAt: Timestamp
  /// Whether the node knows that others are ahead of it.
  public let isSyncing: Bool
  /// The view that the node is in.
  public let view: View
  /// The last final block, and what its header says about the ledger; for block 0 the roots are those of genesis.
  public let blockId: BlockID
  public let blockTime: Timestamp
  public let stateRoot: Hash
  public let historySize: UInt64
  public let historyRoot: Hash
  public let peers: [Peer]
  public let mempool: Mempool
  public let atHeight: Height

  public init(
    version: String, key: PublicKey, name: String, role: Role, chainId: Hash, startedAt: Timestamp, isSyncing: Bool,
    view: View, blockId: BlockID, blockTime: Timestamp, stateRoot: Hash, historySize: UInt64, historyRoot: Hash,
    peers: [Peer], mempool: Mempool, atHeight: Height
  ) {
    self.version = version
    self.key = key
    self.name = name
    self.role = role
    self.chainId = chainId
    self.startedAt = startedAt
    self.isSyncing = isSyncing
    self.view = view
    self.blockId = blockId
    self.blockTime = blockTime
    self.stateRoot = stateRoot
    self.historySize = historySize
    self.historyRoot = historyRoot
    self.peers = peers
    self.mempool = mempool
    self.atHeight = atHeight
  }
}

/// The answer of `GET /health/live` and `GET /health/ready` when all is well.
public struct HealthAnswer: Hashable, Sendable, Codable {
  public enum Status: String, Sendable, Codable { case live, ready }

  public let status: Status
  public let atHeight: Height?

  public init(status: Status, atHeight: Height? = nil) {
    self.status = status
    self.atHeight = atHeight
  }
}
