package import PandoAPI
import PandoClient
package import PandoPrimitives

/// What the nodes say after a run of what the run was told: a wrong ledger has no speed.
package struct Audit: Encodable, Equatable, Sendable {
  /// Whether everything that was told final is there, once, and the nodes agree.
  package var isSound: Bool { missingCount == 0 && repeatedCount == 0 && rootsAgree }
  /// Transactions that were told final and found where that was said, at another node than the one that said it.
  package var foundCount = 0
  /// Those that were told final and are elsewhere or nowhere.
  package var missingCount = 0
  /// Those that are in the ledger more than once.
  package var repeatedCount = 0
  /// Whether all nodes have the same blocks, state and history at every height of the run.
  package var rootsAgree = true
  package var heightsCompared = 0
  /// Final transactions by the code that their execution ended with.
  package var codes: [ResultCode: Int] = [:]

  package init() {}

  private enum CodingKeys: String, CodingKey {
    case isSound, foundCount, missingCount, repeatedCount, rootsAgree, heightsCompared
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(isSound, forKey: .isSound)
    try values.encode(foundCount, forKey: .foundCount)
    try values.encode(missingCount, forKey: .missingCount)
    try values.encode(repeatedCount, forKey: .repeatedCount)
    try values.encode(rootsAgree, forKey: .rootsAgree)
    try values.encode(heightsCompared, forKey: .heightsCompared)
  }

  /// Takes in a block as a node has it.
  package mutating func take(_ block: BlockAnswer, told: inout [TransactionID: Height]) {
    for item in block.transactions {
      guard let height = told.removeValue(forKey: item.id) else { continue }
      if height == block.header.height { foundCount += 1 } else { missingCount += 1 }
      codes[item.code, default: 0] += 1
    }
  }
}

extension Audit {
  /// Reads the ledger from `first` on at the last of `nodes`, and compares all of them.
  @concurrent static func run(_ nodes: [BenchNode], from first: Height, told items: [Journal.Item]) async throws
    -> Audit
  {
    var audit = Audit()
    var told: [TransactionID: Height] = [:]
    for item in items { if let height = item.height { told[item.id] = height } }
    var seen: Set<TransactionID> = []
    // Nodes that were overloaded may take their time to catch up.
    var options = LedgerClient.Options()
    options.deadline = .seconds(120)
    options.requestTimeout = .seconds(30)
    let clients = try nodes.map { try LedgerClient(hosts: [$0.url], options: options) }
    guard let reader = clients.last else { preconditionFailure("A ledger has a node.") }
    let last = max(told.values.max() ?? Height(0), try await reader.node().atHeight)
    for client in clients where try await !reaches(last, client) { audit.rootsAgree = false }
    let end = min(last, try await reader.node().atHeight)
    var height = first
    while height <= end {
      let block = try await reader.block(.height(height))
      for item in block.transactions where !seen.insert(item.id).inserted { audit.repeatedCount += 1 }
      audit.take(block, told: &told)
      height = height.next
    }
    audit.missingCount += told.count
    let reports = await NodeReport.askAll(nodes.map { ($0.name, $0.url, nil) }, patience: .seconds(10))
    let comparison = try await RootComparison.ask(reports, from: first)
    if !comparison.isEqual || reports.contains(where: { $0.node == nil }) { audit.rootsAgree = false }
    audit.heightsCompared = comparison.heights.count
    return audit
  }

  /// Whether a node has all blocks up to `height`, now or soon.
  private static func reaches(_ height: Height, _ client: LedgerClient) async throws -> Bool {
    do throws(ClientError) {
      try await client.wait(until: height)
      return true
    } catch {
      if error.code == .cancelled { throw error }
      return false
    }
  }
}
