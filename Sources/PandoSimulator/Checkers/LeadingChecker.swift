import PandoPrimitives

/// A leader that can propose does. When transactions wait at it and the block of the view before is final for it, it
/// needs nobody's word, so it does not let its view pass without a block of its own.
struct LeadingChecker {
  /// Making a block on a machine that is not slow takes less.
  private static let patienceMilliseconds: UInt64 = 250
  /// By node: the view that it leads and has not proposed in though it can, and since when.
  private var idle: [(view: View, since: UInt64)?]

  init(nodeCount: Int) { idle = Array(repeating: nil, count: nodeCount) }

  /// Looks at an honest node on a machine that is not slow.
  /// - Parameter view: the view that it leads when it can propose and has not.
  mutating func sees(_ view: View?, node: Int, at time: UInt64, name: String, _ findings: inout Findings) {
    if idle[node]?.view != view { idle[node] = view.map { ($0, time) } }
    guard let known = idle[node] else { return }
    findings.require(
      time < known.since + LeadingChecker.patienceMilliseconds, "Leading",
      "\(name) leads view \(known.view), has the final block of the view before and transactions, and does not propose")
  }

  /// A node ends.
  mutating func ends(node: Int) { idle[node] = nil }
}
