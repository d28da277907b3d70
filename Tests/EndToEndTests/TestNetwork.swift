import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives
import Synchronization
import Testing
import pando

/// A network whose nodes are processes of this machine, with real sockets and disks, each started and killed by itself.
final class TestNetwork: Sendable {
  let home: Home
  private let record: Mutex<NetworkRecord>
  private let launcher: NodeLauncher
  private let processes = Mutex<[String: ProcessID]>([:])

  /// Makes a network of `count` validators and starts all of them.
  /// - Parameter settings: what each node is told on its command line beside its configuration.
  init(validators count: Int = 4, settings: [String] = []) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "pando-network-\(UUID().uuidString)")
    home = Home(directory: directory.path, environment: [:])
    launcher = try NodeLauncher(executable: Program.executable()) {
      ["node", "--config", $0.configuration, "--stop-with-parent"] + settings
    }
    record = Mutex(try await NetworkMaker(home: home, nodeCount: count).make())
    for node in nodes { try start(node.name) }
    for node in nodes { try await untilReady(node.name) }
  }

  deinit {
    for process in processes.withLock({ $0.values.map { $0 } }) { kill(process, SIGKILL) }
    try? FileManager.default.removeItem(atPath: home.path)
  }

  var nodes: [NetworkRecord.Node] { record.withLock { $0.nodes } }
  var names: [String] { nodes.map(\.name) }

  func node(_ name: String) throws -> NetworkRecord.Node { try #require(nodes.first { $0.name == name }) }

  /// A client of the named nodes, or of all.
  func client(_ names: String..., patience: Duration = .seconds(60)) throws -> LedgerClient {
    var options = LedgerClient.Options()
    options.deadline = patience
    let hosts = names.isEmpty ? nodes : try names.map { try node($0) }
    return try LedgerClient(hosts: hosts.map(\.url), options: options)
  }

  /// The key that `pando up` makes under this name: `demo`, `alice`, `admin`.
  func key(_ name: String) throws -> KeyPair { try KeyStore(home).open(name) }

  // MARK: Processes

  /// The process that runs a node; nil when none does.
  func process(_ name: String) -> ProcessID? { ProcessLock.holder(home.network.node(name).lockFile) }

  func start(_ name: String) throws {
    let layout = home.network.node(name)
    let process = try launcher.launch(layout) { [weak self] process, _ in
      self?.processes.withLock { if $0[name] == process { $0[name] = nil } }
    }
    processes.withLock { $0[name] = process }
  }

  /// Ends nodes as a power failure would, all at once, and waits until the kernel has let go of them.
  func killNow(_ names: String...) async throws { try await end(names, with: SIGKILL) }

  /// Ends a node as its operator would.
  func stop(_ name: String) async throws { try await end([name], with: SIGTERM) }

  private func end(_ names: [String], with signal: Int32) async throws {
    for process in processes.withLock({ known in names.compactMap { known[$0] } }) { kill(process, signal) }
    try await eventually("\(names) have ended") {
      names.allSatisfy { name in self.processes.withLock { $0[name] } == nil }
    }
  }

  func untilReady(_ name: String, within patience: Duration = .seconds(30)) async throws {
    let client = try client(name, patience: .seconds(2))
    try await eventually("\(name) is ready", within: patience) { (try? await client.ready()) != nil }
  }

  /// Writes key and configuration of one more node, which is not a member yet, and does not start it.
  func add(_ name: String) async throws {
    let changed = try await NetworkMaker(home: home, nodeCount: nodes.count).add(name, to: record.withLock { $0 })
    record.withLock { $0 = changed }
  }

  // MARK: What the ledger says

  /// Waits until the named nodes, or all, have the same height, and says whether their roots agree at every height.
  func comparison(of names: [String]? = nil) async throws -> RootComparison {
    let names = names ?? self.names
    let highest = try await heights(names).max() ?? 0
    for name in names {
      let client = try client(name)
      try await eventually("\(name) has height \(highest)") {
        (try? await client.node().atHeight.value).map { $0 >= highest } ?? false
      }
    }
    let reports = await NodeReport.askAll(try names.map { ($0, try node($0).url, nil) })
    return try await RootComparison.ask(reports, from: Height(1))
  }

  func heights(_ names: [String]) async throws -> [UInt64] {
    var heights: [UInt64] = []
    for name in names { heights.append(try await client(name).node().atHeight.value) }
    return heights
  }
}

struct NotInTime: Error, CustomStringConvertible {
  let description: String
}

/// Looks again and again until `condition` holds.
/// - Throws: ``NotInTime`` when it does not hold in time.
func eventually(
  _ what: String, within patience: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + patience
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      throw NotInTime(description: "Not within \(patience): \(what).")
    }
    try await Task.sleep(for: .milliseconds(20))
  }
}
