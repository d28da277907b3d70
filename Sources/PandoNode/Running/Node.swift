package import Logging
import NIOCore
import PandoAPI
import PandoLedger
package import PandoPrimitives
import PandoReplica
import PandoStorage
import ServiceLifecycle
import UnixSignals

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A whole node, from its configuration to a clean end.
package struct Node: Sendable {
  private let configuration: NodeConfiguration
  private let core: NodeCore
  private let transport: PeerTransport
  private let metrics: Metrics
  private let logger: Logger

  /// Opens everything that the node needs and listens for peers; serves nothing yet.
  /// - Throws: an error whose description is one sentence about what is wrong and what to do.
  package init(_ configuration: NodeConfiguration, logger: Logger) async throws {
    self.configuration = configuration
    self.logger = logger
    let key = try NodeKey.read(configuration.keyPath, password: configuration.keyPassword.password().text)
    let genesis = try Self.genesis(at: configuration.genesisPath)
    let store = try Self.store(configuration)
    let inbox = PeerInbox()
    transport = try PeerTransport(
      PeerTransport.Configuration(
        key: key, chainID: genesis.chainID, host: configuration.peersListen.host, port: configuration.peersListen.port,
        peers: configuration.peerAddresses), inbox: inbox, logger: logger)
    var replica = ReplicaConfiguration(ownKey: key.publicKey, genesis: genesis)
    replica.configuredPeers = configuration.peerAddresses.map(\.key)
    replica.stateTree.byteCountMax =
      StorageCache(byteCountMax: configuration.storageCacheByteCount).stateTreeByteCountMax
    replica.mempool.transactionCount = configuration.mempoolTransactionCountMax
    replica.mempool.byteCount = configuration.mempoolByteCountMax
    do throws(ReplicaOpeningError) {
      core = try NodeCore(
        configuration: replica, key: key.privateKey, store: store, transport: transport, inbox: inbox,
        verifierCount: max(1, System.coreCount - 1), logger: logger)
    } catch {
      throw NodeHalted(sentence: error.sentence(dataDirectory: configuration.dataDirectory))
    }
    let membership = core.replicaStatus.membership
    if membership.role(of: key.publicKey) == .outsider {
      logger.warning(
        "the node's key is no member of this ledger, so nobody connects with it until a transaction adds it",
        metadata: ["key": "\(key.publicKey)", "height": "\(core.replicaStatus.height)"])
    }
    Self.makeRoomForFiles(configuration, membership, logger)
    metrics = Metrics()
    metrics.ask { [core, store] in Self.samples(core, store.base) }
    try await transport.bind()
  }

  /// The port that peers reach the node on.
  package var peersPort: Int? { transport.port }

  /// Runs until SIGTERM or SIGINT, then ends cleanly: no new requests, those under way are answered, then the replica.
  /// - Parameter onServing: called once with the port of the REST interface when clients can connect.
  package func run(onServing: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    var rest = RESTServer<NodeCore>.Configuration(
      host: configuration.httpListen.host, port: configuration.httpListen.port)
    rest.limits = configuration.httpLimits
    rest.corsOrigins = configuration.corsOrigins
    rest.showsMetrics = configuration.showsMetrics
    let server = RESTServer(
      node: core, configuration: rest, metrics: metrics, logger: logger, onListening: onServing)
    // Services end in the reverse order: clients first, peers last.
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [service(transport), service(core), service(ValidatorWatch(core, logger)), service(server)],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }

  /// Whatever ends first, well or not, the others end cleanly after it.
  private func service(_ service: any Service) -> ServiceGroupConfiguration.ServiceConfiguration {
    ServiceGroupConfiguration.ServiceConfiguration(
      service: service, successTerminationBehavior: .gracefullyShutdownGroup,
      failureTerminationBehavior: .gracefullyShutdownGroup)
  }

  /// The genesis in the file at `path`, in its JSON form.
  package static func genesis(at path: String) throws -> Genesis {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw NodeHalted(
        sentence:
          "There is no genesis file that can be read at \(path); every node of a ledger starts from a copy of it.")
    }
    do throws(JSON.Problem) {
      return try JSON.decode(Genesis.self, from: [UInt8](data))
    } catch {
      throw NodeHalted(sentence: "The genesis file \(path) cannot be used. \(error.message)")
    }
  }

  private static func store(_ configuration: NodeConfiguration) throws -> NodeCore.Store {
    let path = configuration.dataDirectory + "/ledger"
    do {
      try FileManager.default.createDirectory(
        atPath: configuration.dataDirectory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw NodeHalted(
        sentence: "The data directory \(configuration.dataDirectory) cannot be made; see to its owner, mode and disk.")
    }
    do throws(StorageError) {
      return try StorageCache(byteCountMax: configuration.storageCacheByteCount).open(path)
    } catch {
      throw NodeHalted(sentence: "\(error)")
    }
  }

  /// Sees to it that the process may open what its limits allow: connections of clients, of members (two each while one
  /// takes the other's place) and of strangers, the database, and a few more.
  private static func makeRoomForFiles(
    _ configuration: NodeConfiguration, _ membership: Membership, _ logger: Logger
  ) {
    let needed =
      configuration.httpLimits.connectionCountMax + 2 * membership.memberCount + PeerLimits().pendingCountMax
      + RocksDBOptions().openFileCountMax + 64
    guard let limit = FileLimit.raise(), limit < needed else { return }
    logger.warning(
      "the limit of open files is lower than what the node may need; raise it (ulimit -n, or LimitNOFILE in systemd)",
      metadata: ["limit": "\(limit)", "needed": "\(needed)"])
  }

  /// What the transport and the database count, for the metrics.
  private static func samples(_ core: NodeCore, _ store: RocksDBStore) -> [Metrics.Sample] {
    let counters = core.transport.counters
    return [
      .init(.validatorsUnconnected, [], Double(core.unconnectedValidators.count)),
      .init(.peerBytesSent, [], Double(counters.bytesSent)),
      .init(.peerBytesReceived, [], Double(counters.bytesReceived)),
      .init(.peerFramesDropped, [], Double(counters.framesDropped)),
      .init(.peerConnectionsRefused, [], Double(counters.connectionsRefused)),
      .init(.durableWrites, [], Double(store.durableWriteCount)),
    ]
  }
}

extension Membership {
  fileprivate var memberCount: Int { validators.count + applicationNodes.count }
}

extension ReplicaOpeningError {
  fileprivate func sentence(dataDirectory: String) -> String {
    switch self {
    case .foreignGenesis(let stored, let given):
      "The data directory \(dataDirectory) holds the ledger \(stored.short)… and the genesis file begins the ledger "
        + "\(given.short)…; give the genesis of that ledger, or another data directory."
    case .invalidGenesis(let sentence): "The genesis contradicts itself. \(sentence)"
    case .unknownFormat(let format):
      "The data directory \(dataDirectory) is in format \(format), which this version does not know; use the version "
        + "that wrote it, or start anew in an empty directory."
    case .storage(let error): "\(error)"
    }
  }
}
