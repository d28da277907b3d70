import PandoAPI
import PandoClient
import PandoPrimitives

/// A validator that is killed in the middle of a run, just when it leads, and comes back when the load is over.
package struct Outage: Sendable {
  /// What came of it.
  package struct Report: Encodable, Equatable, Sendable {
    /// Who was killed.
    package let node: String
    /// The longest time after the kill in which no block with a transaction came.
    package let gapMilliseconds: Double
    /// From the start of the process until it answered.
    package let startMilliseconds: Double
    /// How many transactions became final without it, and how long after its first answer it had them all.
    package let missedTransactions: Int
    package let catchUpMilliseconds: Double
  }

  private static let pause = Duration.milliseconds(10)
  private static let patience = Duration.seconds(120)

  let network: BenchNetwork
  let clock: RunClock
  let journal: Journal

  /// Kills the leader at `moment` and starts it again at `end`.
  @concurrent func run(at moment: Int64, until end: Int64) async throws -> Report {
    try await clock.sleep(until: moment)
    let (name, height) = try await leader()
    network.kill(name)
    let killedAt = clock.now
    try await clock.sleep(until: end)
    let missed = journal.blocks.filter { $0.height > height }
    let seen = missed.filter { $0.at > killedAt && $0.at <= end && $0.transactionCount > 0 }
    let moments = [killedAt] + seen.map(\.at) + [end]
    let gap = zip(moments, moments.dropFirst()).map { $1 - $0 }.max() ?? 0

    let launchedAt = clock.now
    try network.launch(name)
    let client = try client(of: name)
    let startedAt = try await first { try await client.node().atHeight >= Height(0) }
    let target = missed.map(\.height).max() ?? height
    let caughtUpAt = try await first { try await client.node().atHeight >= target }
    return Report(
      node: name, gapMilliseconds: Double(gap) / 1e6, startMilliseconds: Double(startedAt - launchedAt) / 1e6,
      missedTransactions: missed.reduce(0) { $0 + $1.transactionCount },
      catchUpMilliseconds: Double(caughtUpAt - startedAt) / 1e6)
  }

  /// The node that leads now, and its height. Views are short: it may be its successor's turn when this is said.
  private func leader() async throws -> (name: String, height: Height) {
    let answers = await NodeReport.askAll(network.nodes.map { ($0.name, $0.url, nil) }).compactMap(\.node)
    let ordered = zip(network.nodes, answers).sorted { $0.1.key < $1.1.key }
    guard let view = answers.map(\.view).max(), ordered.count == network.nodes.count else {
      throw Failure(.local, "nodes_silent", "Not every node answers, so nobody can be chosen to be killed.")
    }
    let (node, answer) = ordered[Int(view.value % UInt64(ordered.count))]
    return (node.name, answer.atHeight)
  }

  private func client(of name: String) throws -> LedgerClient {
    guard let node = network.nodes.first(where: { $0.name == name }) else {
      preconditionFailure("Who was killed is one of the nodes.")
    }
    var once = LedgerClient.Options()
    once.deadline = .zero
    return try LedgerClient(hosts: [node.url], options: once)
  }

  /// When `condition` held first. A node that does not answer does not meet it.
  private func first(_ condition: () async throws -> Bool) async throws -> Int64 {
    let deadline = ContinuousClock.now + Outage.patience
    while ContinuousClock.now < deadline {
      do {
        if try await condition() { return clock.now }
      } catch let error as ClientError {
        if error.code == .cancelled { throw error }
      }
      try await Task.sleep(for: Outage.pause)
    }
    throw Failure(.local, "node_lost", "The node that was killed has not caught up within two minutes.")
  }
}
