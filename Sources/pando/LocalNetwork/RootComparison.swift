package import PandoAPI
import PandoClient
package import PandoPrimitives

/// Whether the nodes of a network have the same blocks, state and history at every height that all of them have.
package struct RootComparison: Encodable, Equatable {
  /// Nodes that agree with each other at one height.
  package struct Group: Encodable, Equatable {
    package let blockId: BlockID
    package let stateRoot: Hash
    package let historyRoot: Hash
    package var nodes: [String]
  }

  package struct AtHeight: Encodable, Equatable {
    package let height: Height
    /// One group when all is well.
    package let roots: [Group]
  }

  package let isEqual: Bool
  /// Ascending, without gaps.
  package let heights: [AtHeight]

  /// Compares what each node has; a height that a node lacks is not compared.
  package init(_ blocks: [(node: String, blocks: [BlockSummary])]) {
    let byHeight = blocks.map { node in
      (node.node, Dictionary(node.blocks.map { ($0.header.height, $0) }, uniquingKeysWith: { first, _ in first }))
    }
    let common = byHeight.dropFirst().reduce(Set(byHeight.first?.1.keys.map { $0 } ?? [])) {
      $0.intersection($1.1.keys)
    }
    heights = common.sorted().map { height in
      AtHeight(
        height: height,
        roots: RootComparison.groups(
          byHeight.compactMap { node, blocks in
            blocks[height].map { (node, $0) }
          }))
    }
    isEqual = heights.allSatisfy { $0.roots.count == 1 }
  }

  /// What the nodes differ in at the lowest height where they do, in a sentence; nil when they agree everywhere.
  package var difference: String? {
    guard let wrong = heights.first(where: { $0.roots.count > 1 }) else { return nil }
    let aspects: [(name: String, of: KeyPath<Group, Hash>)] = [
      ("block", \.blockId.hash), ("state root", \.stateRoot), ("history root", \.historyRoot),
    ]
    // Two states in one block would be a node that lies about its header, which the block's identifier covers.
    let differs = { (path: KeyPath<Group, Hash>) in Set(wrong.roots.map { $0[keyPath: path] }).count > 1 }
    guard let aspect = aspects.first(where: { differs($0.of) }) else { return nil }
    let sides = wrong.roots.map { side in
      "\(side.nodes.joined(separator: ", ")): \(aspect.name) \(side[keyPath: aspect.of].short)"
    }
    return "The nodes differ at height \(wrong.height): \(sides.joined(separator: "; "))."
  }

  private static func groups(_ blocks: [(String, BlockSummary)]) -> [Group] {
    var groups: [Group] = []
    for (node, block) in blocks {
      let mine = groups.firstIndex {
        $0.blockId == block.id && $0.stateRoot == block.header.stateRoot
          && $0.historyRoot == block.header.historyRoot
      }
      if let mine {
        groups[mine].nodes.append(node)
      } else {
        groups.append(
          Group(
            blockId: block.id, stateRoot: block.header.stateRoot, historyRoot: block.header.historyRoot, nodes: [node]))
      }
    }
    return groups
  }

  /// Asks every node that answered for its blocks from `first` to the last height that all of them have.
  package static func ask(_ reports: [NodeReport], from first: Height) async throws -> RootComparison {
    let answering = reports.compactMap { report in report.node.map { (report, $0.atHeight) } }
    guard let last = answering.map(\.1).min(), first <= last else { return RootComparison([]) }
    var all: [(node: String, blocks: [BlockSummary])] = []
    for (report, _) in answering {
      let client = try LedgerClient(hosts: [report.url])
      var blocks: [BlockSummary] = []
      var next: Height? = first
      while let from = next, from <= last {
        let page = try await client.blocks(from: from, limit: 1_000)
        blocks += page.blocks.filter { $0.header.height <= last }
        next = page.next
      }
      all.append((report.name, blocks))
    }
    return RootComparison(all)
  }
}
