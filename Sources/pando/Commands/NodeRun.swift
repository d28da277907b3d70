import ArgumentParser
import Foundation
import Logging
import PandoNode

/// `pando node`: one node of a ledger, until it is told to stop.
struct NodeRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node",
    abstract: "Run one node of a ledger until SIGTERM or Ctrl-C.",
    discussion: """
      A node needs a genesis, a key and a place for its data. `pando network new` writes all of it:

        pando node --config node1/config.yaml

      Every setting is a flag, an environment variable or a key of the YAML file, in this order of precedence:

      \(NodeConfiguration.settings.map { "  \($0.flag)  \($0.variable)  \($0.name)" }.joined(separator: "\n"))

      docs/operations.md explains each.
      """)

  @Option(help: "The YAML file with the node's settings.")
  var config: String?

  @Flag(help: "Stop when standard input ends; `pando up` starts its nodes so.")
  var stopWithParent = false

  @Argument(parsing: .allUnrecognized, help: "Settings as flags, such as --http-listen 127.0.0.1:8400.")
  var settings: [String] = []

  func run() async throws {
    if let config { try Files.checkEnds(config) }
    let lock = try takeLock()
    defer { withExtendedLifetime(lock) {} }
    if stopWithParent { ParentWatch.start() }
    let configuration: NodeConfiguration
    do {
      configuration = try await NodeConfiguration.load(
        flags: settings, environment: ProcessInfo.processInfo.environment,
        otherVariables: ["PANDO_HOME", "PANDO_NODE", "PANDO_PASSWORD", "PANDO_KEY"], file: config)
    } catch {
      throw Failure(.usage, "configuration", error.message)
    }
    let logger = Self.logger(configuration)
    do {
      let node = try await Node(configuration, logger: logger)
      try await node.run()
    } catch {
      logger.critical("\(error)")
      throw Failure(.local, "node_stopped", "\(error)")
    }
  }

  /// Makes sure that a configuration runs once, and lets others see as which process.
  private func takeLock() throws -> ProcessLock? {
    guard let config else { return nil }
    switch try ProcessLock.take(NodeLayout.lockFile(configuration: config)) {
    case .taken(let lock): return lock
    case .held(let process):
      throw Failure(.local, "already_running", "Process \(process) runs the node of \(config) already; stop it first.")
    }
  }

  private static func logger(_ configuration: NodeConfiguration) -> Logger {
    Logger(label: "pando") {
      LineLogHandler(label: $0, format: configuration.logFormat, level: configuration.logLevel)
    }
  }
}
