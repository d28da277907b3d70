/// What a run counts as it goes.
struct RunCounts {
  var submissions = 0
  var messages: UInt64 = 0
  /// Blocks that nodes called final, each node by itself.
  var commits: UInt64 = 0
  /// The time that nodes ran, all together.
  private(set) var nodeMilliseconds: UInt64 = 0
  private var faults = Array(repeating: 0 as UInt64, count: FaultKind.allCases.count)

  mutating func count(_ kind: FaultKind, _ times: UInt64 = 1) {
    for (index, other) in FaultKind.allCases.enumerated() where other == kind { faults[index] += times }
  }

  mutating func count(nodes: [SimulatedNode], milliseconds: UInt64) {
    guard milliseconds > 0 else { return }
    for index in nodes.indices where nodes[index].replica != nil { nodeMilliseconds += milliseconds }
  }

  /// By kind, in the order of all kinds.
  var faultCounts: [UInt64] { faults }
}
