import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives
import Synchronization

/// A node that is measured.
struct BenchNode: Sendable {
  let name: String
  let url: String
  /// Where its files are, if they are on this machine.
  var dataDirectory: String?
}

/// A network of validators on this machine for one measurement, each a process of its own with a database on disk.
/// Its files go with it.
final class BenchNetwork: Sendable {
  private static let startDeadline = Duration.seconds(60)
  private static let stopDeadline = Duration.seconds(15)

  let home: Home
  let nodes: [BenchNode]
  private let launcher: NodeLauncher
  private let processes = Mutex<[ProcessID: String]>([:])
  /// Those that this process has killed.
  private let killed = Mutex<Set<ProcessID>>([])
  private let endings = Mutex<[String]>([])

  private init(home: Home, record: NetworkRecord) throws {
    self.home = home
    nodes = record.nodes.map {
      BenchNode(name: $0.name, url: $0.url, dataDirectory: home.network.node($0.name).data)
    }
    launcher = try NodeLauncher()
  }

  /// Makes a network and returns when every node is ready.
  static func start(validators: Int) async throws -> BenchNetwork {
    let directory = FileManager.default.temporaryDirectory.appending(path: "pando-bench-\(UUID().uuidString)")
    let home = Home(directory: directory.path, environment: [:])
    do {
      let record = try await NetworkMaker(home: home, nodeCount: validators).make()
      let network = try BenchNetwork(home: home, record: record)
      do {
        for node in network.nodes { try network.launch(node.name) }
        try await network.untilReady()
      } catch {
        await network.end()
        throw error
      }
      return network
    } catch {
      try Files.remove(home.path)
      throw error
    }
  }

  /// The account that may make tables.
  func funder() throws -> KeyPair { try KeyStore(home).open(NetworkMaker.demoKeyName) }

  /// What nodes ended during the measurement, in words; none when all is well.
  var unexpectedEndings: [String] { endings.withLock { $0 } }

  /// Ends the nodes and removes the files.
  func stop() async throws {
    await end()
    try Files.remove(home.path)
  }

  /// Ends a node as a loss of power would.
  func kill(_ name: String) {
    for (process, _) in processes.withLock({ $0.filter { $0.value == name } }) {
      killed.withLock { _ = $0.insert(process) }
      Foundation.kill(process, SIGKILL)
    }
  }

  /// Starts a node.
  func launch(_ name: String) throws {
    let process = try launcher.launch(home.network.node(name)) { [weak self] process, how in
      let known = self?.processes.withLock { $0.removeValue(forKey: process) }
      let isKilled = self?.killed.withLock { $0.contains(process) } ?? false
      if let known, !isKilled { self?.endings.withLock { $0.append("\(known) \(how)") } }
    }
    processes.withLock { $0[process] = name }
  }

  private func untilReady() async throws {
    let deadline = ContinuousClock.now + BenchNetwork.startDeadline
    while true {
      let reports = await NodeReport.askAll(nodes.map { ($0.name, $0.url, nil) })
      if reports.allSatisfy(\.isReady) { return }
      guard unexpectedEndings.isEmpty, ContinuousClock.now < deadline else {
        let words = nodes.compactMap { NodeLauncher.lastWords(home.network.node($0.name)) }
        throw Failure(
          .local, "network_not_ready",
          "The nodes do not get ready. \((unexpectedEndings + words).joined(separator: "; "))")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func end() async {
    for process in processes.withLock({ Array($0.keys) }) { Foundation.kill(process, SIGTERM) }
    let deadline = ContinuousClock.now + BenchNetwork.stopDeadline
    // A cancelled task cannot sleep; what it started ends all the same.
    while processes.withLock({ !$0.isEmpty }), ContinuousClock.now < deadline, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(20))
    }
    for process in processes.withLock({ Array($0.keys) }) { Foundation.kill(process, SIGKILL) }
  }
}
