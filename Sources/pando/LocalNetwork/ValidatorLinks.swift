import PandoAPI
package import PandoPrimitives

/// With how many of the other validators one of them is connected. Every two need a connection: a vote or a proposal
/// reaches those who are connected with its author, and nobody else.
package struct ValidatorLinks: Encodable, Equatable {
  package let node: String
  package let connected: Int
  /// How many other validators there are.
  package let others: Int
  /// The names of those without a connection; where a name is empty, the beginning of the key.
  package let missing: [String]

  /// What the nodes that answered and vote say of their connections.
  package static func of(_ reports: [NodeReport], validators: [Validator]) -> [ValidatorLinks] {
    reports.compactMap { report in
      guard let node = report.node, validators.contains(where: { $0.key == node.key }) else { return nil }
      let peers = Set(node.peers.map(\.key))
      let others = validators.filter { $0.key != node.key }
      let missing = others.filter { !peers.contains($0.key) }
      return ValidatorLinks(
        node: report.name, connected: others.count - missing.count, others: others.count,
        missing: missing.map { $0.name.isEmpty ? String($0.key.description.prefix(12)) : $0.name }.sorted())
    }
  }

  /// What people should know; nil when nothing is missing.
  package var sentence: String? {
    guard !missing.isEmpty else { return nil }
    return "\(node) is connected with \(connected) of \(Description.count(others, "other validator")), "
      + "not with \(missing.joined(separator: ", "))."
  }
}
