import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando status`
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the nodes of a network, and whether they agree.",
    discussion: """
      Asks every node, and compares block, state root and history root at every height from --from on. Says which \
      validators have no connection with each other; every two need one. Ends with code 3 \
      when no node answers and with 6 when two nodes have different roots at one height.

      Examples:

        pando status
        pando status --json --from 1
        pando status --node https://node-1.example --node https://node-2.example
      """)

  @Option(
    name: .long,
    help: ArgumentHelp("The first height to compare (default: the last hundred).", valueName: "height"))
  var from: UInt64?

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  private struct Answer: Encodable {
    let nodes: [NodeReport]
    let links: [ValidatorLinks]
    let agreement: RootComparison
  }

  func run() async throws {
    let reports = try await reports()
    guard let lowest = reports.compactMap(\.node?.atHeight).min() else {
      throw Failure(
        .unreachable, "no_node", "No node answers. \(reports.first?.problem ?? "") Start a network with: pando up")
    }
    let first = from ?? (lowest.value > 100 ? lowest.value - 99 : 1)
    let agreement = try await Progress.showing("Comparing blocks") {
      try await RootComparison.ask(reports, from: Height(max(first, 1)))
    }
    let links = ValidatorLinks.of(reports, validators: await Status.validators(reports))
    try common.output.show(Answer(nodes: reports, links: links, agreement: agreement)) { style in
      let missing = links.compactMap(\.sentence).map { "\(style.bad("!")) \($0)" }
      return (StatusBoard.lines(reports, style: style) + [""] + missing + [Status.sentence(agreement, style)])
        .joined(separator: "\n")
    }
    if !agreement.isEqual { throw Failure.silent(.proofInvalid) }
  }

  private func reports() async throws -> [NodeReport] {
    let urls = try connection.hosts(common.home)
    if let record = try common.home.network.record(), record.nodes.map(\.url) == urls {
      return await NodeReport.askAll(record, common.home.network)
    }
    let nodes: [(name: String, url: String, process: ProcessID?)] = urls.enumerated().map {
      ("node \($0 + 1)", $1, nil)
    }
    return await NodeReport.askAll(nodes, patience: .seconds(min(connection.timeout, 5)))
  }

  /// The validators, as the first node that answers knows them; none when no node says any more.
  private static func validators(_ reports: [NodeReport]) async -> [Validator] {
    guard let url = reports.first(where: { $0.node != nil })?.url, let client = try? LedgerClient(hosts: [url]) else {
      return []
    }
    return (try? await client.ledger().rules.validators) ?? []
  }

  private static func sentence(_ agreement: RootComparison, _ style: Style) -> String {
    guard let first = agreement.heights.first, let last = agreement.heights.last else {
      return "The nodes have no block in common yet."
    }
    let range = first == last ? "height \(first.height)" : "every height from \(first.height) to \(last.height)"
    guard let difference = agreement.difference else {
      return "\(style.good("✓")) State and history roots are equal at \(range)."
    }
    return "\(style.bad("✗")) \(difference)"
  }
}
