package import Logging
package import NIOCore
import NIOPosix
import NIOSSL
package import PandoPrimitives
import ServiceLifecycle
import Synchronization

/// Carries messages between the nodes of a ledger: listens, dials, and keeps one connection with each peer that is
/// reachable (docs/spec/peers.md).
///
/// What peers send arrives in the ``PeerInbox``. Sending never waits; each peer has a bounded queue.
package final class PeerTransport: Service {
  package struct Configuration: Sendable {
    package var key: NodeKey
    /// The ledger that peers must serve as well.
    package var chainID: Hash
    /// The address to listen on.
    package var host: String
    /// Zero for any free port.
    package var port: Int
    /// The peers to keep connected with. This node's own address among them is passed over.
    package var peers: [PeerAddress]
    package var limits = PeerLimits()

    package init(key: NodeKey, chainID: Hash, host: String, port: Int, peers: [PeerAddress]) {
      self.key = key
      self.chainID = chainID
      self.host = host
      self.port = port
      self.peers = peers
    }
  }

  /// A peer that is connected.
  package struct Connection: Sendable, Hashable {
    package let key: PublicKey
    package let address: String
    /// Whether this node dialed.
    package let isDialed: Bool
    /// What waits to be sent to it.
    package let queuedByteCount: Int
  }

  private let configuration: Configuration
  private let shared: PeerShared
  private let tls: PeerTLS
  private let group: any EventLoopGroup
  private let logger: Logger
  private let listener = Mutex<(any Channel)?>(nil)

  /// - Throws: what the TLS library throws when it cannot use the key.
  package init(
    _ configuration: Configuration, inbox: PeerInbox, logger: Logger,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) throws {
    self.configuration = configuration
    self.group = group
    self.logger = logger
    tls = try PeerTLS(key: configuration.key)
    shared = PeerShared(
      chainID: configuration.chainID, ownKey: configuration.key.publicKey, inbox: inbox, limits: configuration.limits,
      logger: logger)
  }

  /// The port that peers reach this node on, once ``bind()`` has returned.
  package var port: Int? { listener.withLock { $0?.localAddress?.port } }

  /// Connections that have not proven a key yet.
  package var pendingCount: Int { shared.pending.count }

  package var counters: PeerCounters { shared.meter.snapshot }

  /// Who is connected now, in the order of their keys.
  package var connections: [Connection] {
    shared.directory.links.map { link in
      Connection(
        key: link.key, address: link.address, isDialed: link.isDialed, queuedByteCount: link.queuedByteCount)
    }
  }

  /// Replaces the keys that may connect; nobody may before the first call. A peer whose key is missing is dropped.
  package func admit(_ keys: some Sequence<PublicKey>) {
    shared.directory.admit(Set(keys))
  }

  /// Closes the connection with a peer that broke the protocol, and logs `reason`. It may connect again.
  package func disconnect(_ key: PublicKey, reason: String) {
    shared.directory.link(to: key)?.drop(.misbehaved(reason))
  }

  /// Queues `message` for the peer with this key.
  /// - Returns: whether it was queued, which is no promise that it arrives.
  @discardableResult
  package func send(_ message: [UInt8], to key: PublicKey, as messageClass: MessageClass) -> Bool {
    guard let link = shared.directory.link(to: key), let frame = frame(of: message) else { return false }
    return send(frame, over: link, as: messageClass)
  }

  /// Queues `message` for each connected peer that is meant; its frame is made once.
  package func broadcast(
    _ message: [UInt8], as messageClass: MessageClass, to isMeant: (PublicKey) -> Bool = { _ in true }
  ) {
    let links = shared.directory.links.filter { isMeant($0.key) }
    guard !links.isEmpty, let frame = frame(of: message) else { return }
    for link in links { _ = send(frame, over: link, as: messageClass) }
  }

  private func send(_ frame: ByteBuffer, over link: PeerLink, as messageClass: MessageClass) -> Bool {
    switch link.send(frame, as: messageClass) {
    case .queued(let gossipDropped):
      if gossipDropped > 0 { shared.meter.count { $0.framesDropped += UInt64(gossipDropped) } }
      return true
    case .dropped, .closed:
      shared.meter.count { $0.framesDropped += 1 }
      return false
    }
  }

  /// Nil for a message that no peer would take: a mistake of ours that is better seen in the log than in a crash.
  private func frame(of message: [UInt8]) -> ByteBuffer? {
    guard (1...configuration.limits.frameByteCountMax).contains(message.count) else {
      logger.error("message not sent, its length is out of bounds", metadata: ["bytes": "\(message.count)"])
      return nil
    }
    return Frame.encode(message)
  }
}

// MARK: Life

extension PeerTransport {
  /// Begins to listen, unless it has begun already. ``run()`` does it too; call it before to learn the port, or that
  /// there is none, early.
  package func bind() async throws(ListenError) {
    guard port == nil else { return }
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
      }
    do {
      let channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
      listener.withLock { $0 = channel }
      logger.info("listening for peers", metadata: ["address": "\(channel.localAddress?.text ?? "")"])
    } catch {
      throw ListenError(for: "peers", host: configuration.host, port: configuration.port, cause: error)
    }
  }

  /// Listens and dials until the task is cancelled or a graceful shutdown begins; then closes all connections. Call it
  /// once.
  package func run() async throws {
    try await bind()
    await withDiscardingTaskGroup { group in
      for peer in configuration.peers where peer.key != configuration.key.publicKey {
        group.addTask { await self.keepConnected(with: peer) }
      }
      // Returns on a graceful shutdown and throws on cancellation: both mean that it is time to stop.
      try? await gracefulShutdown()
      group.cancelAll()
      await stop()
    }
  }

  private func stop() async {
    let listener = listener.withLock { $0 }
    listener?.close(promise: nil)
    let pending = shared.pending.stop()
    let links = shared.directory.links
    for channel in pending { channel.triggerUserOutboundEvent(PeerCommand.drop(.stopping), promise: nil) }
    shared.directory.stop()
    // How a channel closed makes no difference any more.
    try? await listener?.closeFuture.get()
    for channel in pending { try? await channel.closeFuture.get() }
    for link in links { try? await link.untilClosed() }
  }

  /// Makes an accepted channel a connection. Called on its event loop.
  private func accept(_ channel: any Channel) throws {
    _ = try equip(channel, dialed: nil)
    let source = channel.remoteAddress?.ipAddress ?? "unknown"
    if let crowdedOut = shared.pending.addAccepted(channel, source: source) {
      crowdedOut.triggerUserOutboundEvent(PeerCommand.drop(.crowdedOut), promise: nil)
    }
  }

  /// Dials once.
  /// - Returns: when the connection is established.
  /// - Throws: `PeerDropReason`, or what the sockets throw.
  private func dial(_ peer: PeerAddress) async throws {
    let bootstrap = ClientBootstrap(group: group)
      .connectTimeout(TimeAmount(configuration.limits.connectTimeout))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
    let established = try await bootstrap.connect(host: peer.host, port: peer.port) { channel in
      channel.eventLoop.makeCompletedFuture {
        guard self.shared.pending.addDialed(channel) else { throw PeerDropReason.stopping }
        return try self.equip(channel, dialed: peer.key)
      }
    }
    try await established.get()
  }

  /// Puts TLS and the handler into the channel's pipeline.
  /// - Returns: when the connection is established.
  private func equip(_ channel: any Channel, dialed: PublicKey?) throws -> EventLoopFuture<Void> {
    let handler = PeerHandler(shared: shared, dialed: dialed, eventLoop: channel.eventLoop)
    do {
      let security = try tls.handler(isDialed: dialed != nil) { handler.accepts($0) }
      try channel.pipeline.syncOperations.addHandlers([security, handler])
    } catch {
      handler.abandon(error)
      throw error
    }
    return handler.whenEstablished
  }

  /// Dials whenever there is no connection with `peer`, whoever began it, until the task is cancelled.
  private func keepConnected(with peer: PeerAddress) async {
    var redial = RedialPause(limits: configuration.limits)
    var lastFailure: String?
    while !Task.isCancelled {
      if let link = shared.directory.link(to: peer.key) {
        let start = ContinuousClock.now
        // Only the end of the connection matters; its handler tells why.
        try? await link.untilClosed()
        if ContinuousClock.now - start > configuration.limits.redialPauseMax { redial.reset() }
        lastFailure = nil
      } else if shared.directory.objection(to: peer.key) == nil {
        do {
          try await dial(peer)
          continue
        } catch {
          let failure = ListenError.reason(of: error)
          // A dial that failed because the peer's own came first is no failure.
          let isNews = failure != lastFailure && !Task.isCancelled && shared.directory.link(to: peer.key) == nil
          if isNews { shared.failedToDial(peer, failure) }
          lastFailure = failure
        }
      }
      // Throws when the task is cancelled, which the loop looks at.
      try? await Task.sleep(for: redial.next())
    }
  }
}
