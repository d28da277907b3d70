import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// Serves clients over HTTP/1.1 until it is asked to stop; then it takes no new connections, lets requests in progress
/// finish within ``RESTLimits/drainTimeout``, and ends.
package struct RESTServer<Node: NodeFacade>: Service {
  package struct Configuration: Sendable {
    package var host: String
    /// Zero for any free port.
    package var port: Int
    package var limits = RESTLimits()
    /// The origins of web pages that may read answers; none means no page of another origin.
    package var corsOrigins: [String] = []
    package var showsMetrics = true

    package init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
  }

  private let node: Node
  private let configuration: Configuration
  private let metrics: Metrics
  private let logger: Logger
  private let onListening: @Sendable (Int) async -> Void

  /// - Parameter onListening: called once with the port when clients can connect.
  package init(
    node: Node, configuration: Configuration, metrics: Metrics, logger: Logger,
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.node = node
    self.configuration = configuration
    self.metrics = metrics
    self.logger = logger
    self.onListening = onListening
  }

  /// - Throws: `ListenError` when the node cannot listen there.
  package func run() async throws {
    let application = application
    let drainTimeout = configuration.limits.drainTimeout
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await application.run() }
        group.addTask {
          try await gracefulShutdown()
          try await Task.sleep(for: drainTimeout)
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch let error as IOError {
      throw ListenError(for: "clients", host: configuration.host, port: configuration.port, cause: error)
    } catch let error as SocketAddressError {
      throw ListenError(for: "clients", host: configuration.host, port: configuration.port, cause: error)
    }
  }

  /// The method and path of every route, such as `GET /v1/node`.
  package var routes: [String] {
    endpoints(ConnectionTable(countMax: 0, countMaxPerClient: 0)).table.routes.map { "\($0.method) \($0.path)" }
  }

  private func endpoints(_ connections: ConnectionTable) -> Endpoints<Node> {
    Endpoints(
      node: node, limits: configuration.limits, metrics: metrics, showsMetrics: configuration.showsMetrics,
      connections: connections)
  }

  /// The server, which runs by itself too.
  private var application: some ApplicationProtocol {
    let (limits, metrics, logger, onListening) = (configuration.limits, metrics, logger, onListening)
    let connections = ConnectionTable(
      countMax: limits.connectionCountMax, countMaxPerClient: limits.connectionCountMaxPerClient)
    let answers = Budget(limits.answerByteCountMaxTogether)
    let responder = RESTResponder(
      table: endpoints(connections).table, crossOrigin: CrossOrigin(origins: configuration.corsOrigins), limits: limits,
      metrics: metrics)
    let channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        ConnectionGuard(table: connections, answers: answers, limits: limits, metrics: metrics, logger: logger)
      ],
      idleTimeout: TimeAmount(limits.idleTimeout),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100))
    return Application(
      responder: responder,
      server: HTTPServerBuilder { HTTPConnections(http: HTTP1Channel(responder: $0, configuration: channel)) },
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: logger)
  }
}
