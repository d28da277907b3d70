import PandoPrimitives

/// What a node has called final it keeps: through crashes it commits height after height, and every transaction that a
/// client was told is final is in the same place for ever, on every node.
struct PromiseChecker {
  struct Place: Hashable {
    let height: Height
    let index: Int
  }

  /// By node: the height it has called final.
  private var heights: [UInt64]
  private var places: [TransactionID: Place] = [:]
  /// In the order in which they became final.
  private(set) var promised: [(id: TransactionID, place: Place)] = []

  init(nodeCount: Int) { heights = Array(repeating: 0, count: nodeCount) }

  mutating func commits(_ block: Block, at node: Int, name: String, _ findings: inout Findings) {
    let height = block.header.height.value
    findings.require(
      height == heights[node] + 1, "Promise", "\(name) commits height \(height) after \(heights[node])")
    heights[node] = height
    for (index, transaction) in block.transactions.enumerated() {
      let place = Place(height: block.header.height, index: index)
      if let told = places[transaction.id] {
        findings.require(told == place, "Promise", "a transaction that was final at \(told) is at \(place) on \(name)")
      } else {
        places[transaction.id] = place
        promised.append((transaction.id, place))
      }
    }
  }

  /// A node opens its disk again. Gives the height that it has called final so far.
  mutating func opens(at height: Height, node: Int, name: String, isWiped: Bool, _ findings: inout Findings) -> UInt64 {
    if isWiped { heights[node] = 0 }
    findings.require(
      height.value >= heights[node], "Promise",
      "\(name) called height \(heights[node]) final and opens at \(height) after a crash")
    return heights[node]
  }

  /// Whether a transaction is final somewhere.
  func isFinal(_ id: TransactionID) -> Bool { places[id] != nil }
}
