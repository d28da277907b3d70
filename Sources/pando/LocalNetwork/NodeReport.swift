package import PandoAPI
import PandoClient
import PandoPrimitives

/// What one node of a network says about itself now, and what its process costs.
package struct NodeReport: Encodable, Equatable {
  package let name: String
  package let url: String
  /// The process that runs it on this machine, if one does.
  package var process: ProcessID?
  /// Whether it is up to date and serves.
  package var isReady = false
  /// What it answered; nil when it did not.
  package var node: NodeAnswer?
  /// Why it did not answer, or why it is not ready.
  package var problem: String?
  package var residentBytes: UInt64?
  /// Processor time since it started.
  package var processorMilliseconds: UInt64?

  package init(name: String, url: String, process: ProcessID?) {
    self.name = name
    self.url = url
    self.process = process
  }

  /// Asks the node at `url`.
  package static func ask(name: String, url: String, process: ProcessID?, patience: Duration) async -> NodeReport {
    var report = NodeReport(name: name, url: url, process: process)
    if let usage = process.flatMap({ ProcessUsage.of($0) }) {
      report.residentBytes = usage.residentBytes
      report.processorMilliseconds = usage.processorMilliseconds
    }
    var options = LedgerClient.Options()
    options.deadline = patience
    options.requestTimeout = patience
    do throws(ClientError) {
      let client = try LedgerClient(hosts: [url], options: options)
      report.node = try await client.node()
      _ = try await client.ready()
      report.isReady = true
    } catch {
      report.problem = error.message
    }
    return report
  }

  /// Asks all nodes of a local network at once, and gives their answers in order.
  package static func askAll(
    _ record: NetworkRecord, _ layout: NetworkLayout, patience: Duration = .seconds(2)
  ) async -> [NodeReport] {
    await askAll(
      record.nodes.map { ($0.name, $0.url, ProcessLock.holder(layout.node($0.name).lockFile)) }, patience: patience)
  }

  package static func askAll(
    _ nodes: [(name: String, url: String, process: ProcessID?)], patience: Duration = .seconds(2)
  ) async -> [NodeReport] {
    await withTaskGroup(of: (Int, NodeReport).self) { group in
      for (index, node) in nodes.enumerated() {
        group.addTask {
          (index, await ask(name: node.name, url: node.url, process: node.process, patience: patience))
        }
      }
      var reports: [(Int, NodeReport)] = []
      for await report in group { reports.append(report) }
      return reports.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
