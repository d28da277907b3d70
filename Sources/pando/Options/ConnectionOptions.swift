import ArgumentParser
import Foundation
package import PandoClient

/// Which nodes a command speaks to, and for how long.
package struct ConnectionOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The URL of a node; repeat it for others to fall back on.",
      discussion: "Default: $PANDO_NODE (with commas between several), else the nodes of the local network.",
      valueName: "url"))
  var node: [String] = []

  @Option(name: .long, help: ArgumentHelp("How long to try, in seconds.", valueName: "seconds"))
  var timeout = 30

  package init() {}

  package func validate() throws {
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout is between 1 and 86400 seconds.")
    }
  }

  /// The URLs of the nodes, from the first source that names any.
  /// - Throws: a failure that says how to name one.
  package func hosts(_ home: Home, environment: [String: String] = ProcessInfo.processInfo.environment) throws
    -> [String]
  {
    if !node.isEmpty { return node }
    let fromEnvironment = (environment["PANDO_NODE"] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    if !fromEnvironment.isEmpty { return fromEnvironment }
    if let record = try home.networkRecord() { return record.nodes.map(\.url) }
    throw Failure(
      .unreachable, "no_node",
      "No node is named: give --node URL or set PANDO_NODE, or start a local network with: pando up")
  }

  /// A client of those nodes.
  package func client(_ home: Home) throws -> LedgerClient {
    var options = LedgerClient.Options()
    options.deadline = .seconds(timeout)
    return try LedgerClient(hosts: hosts(home), options: options)
  }
}
