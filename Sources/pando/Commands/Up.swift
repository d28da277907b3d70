import ArgumentParser
import Foundation
import PandoPrimitives

/// `pando up`
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Starts a local network of validators, with a first transfer on it.",
    discussion: """
      The first run makes keys, a genesis and a configuration for each node; later runs continue with them. Each node is \
      a process of its own, with TLS sockets and a database on disk. A node that crashes is started again. Ctrl-C stops \
      them all; so does `pando down` from another terminal.

      Examples:

        pando up
        pando up --nodes 7 --fresh
        pando up --once --json
      """)

  @Option(name: .long, help: ArgumentHelp("How many validators (default: 4).", valueName: "count"))
  var nodes: Int?

  @Flag(name: .long, help: "Throw the network that is here away, and begin a new one. Your own keys stay.")
  var fresh = false

  @Flag(name: .long, help: "End after the first transfer was read back, with code 0 if all went well.")
  var once = false

  @Flag(name: .long, help: "Leave nodes that end down, for experiments.")
  var noRestart = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...64).contains(nodes ?? 4) else { throw ValidationError("--nodes is between 1 and 64.") }
  }

  func run() async throws {
    let home = common.home
    try home.make()
    let lock = try takeLock(home)
    defer { withExtendedLifetime(lock) {} }
    let record = try await record(home)
    var runner = NetworkRunner(
      home: home, record: record, output: common.output, once: once, restarts: !noRestart, launcher: try NodeLauncher())
    try await runner.run()
  }

  private func takeLock(_ home: Home) throws -> ProcessLock {
    switch try ProcessLock.take(home.lockFile) {
    case .taken(let lock): return lock
    case .held(let process):
      throw Failure(
        .local, "already_running",
        "A network runs in \(home.path) already, under process \(process). Look at it with: pando status. "
          + "Stop it with: pando down")
    }
  }

  /// The network that is here, or a new one.
  private func record(_ home: Home) async throws -> NetworkRecord {
    if fresh { try throwAway(home) }
    guard let known = try home.networkRecord() else {
      // What an interrupted first run left has no record.
      try home.network.remove()
      return try await NetworkMaker(home: home, nodeCount: nodes ?? 4).make()
    }
    if let nodes, nodes != known.nodes.count {
      throw Failure(
        .usage, "node_count",
        "The network in \(home.path) has \(known.nodes.count) nodes; begin a new one with: pando up --fresh --nodes \(nodes)"
      )
    }
    let record = try await known.withFreePorts {
      ProcessLock.holder(home.network.node($0.name).lockFile) != nil
    }
    if record != known {
      try NetworkMaker.writeConfigurations(record, home.network)
      try home.network.write(record)
    }
    return record
  }

  private func throwAway(_ home: Home) throws {
    // By what lies here, because the record may be what is damaged.
    for name in home.network.nodeNames {
      guard let process = ProcessLock.holder(home.network.node(name).lockFile) else { continue }
      throw Failure(
        .local, "already_running",
        "\(name) of the network in \(home.path) still runs, as process \(process). Stop it with: pando down")
    }
    try home.network.remove()
  }
}
