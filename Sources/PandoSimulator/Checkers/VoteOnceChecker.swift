import PandoPrimitives

/// An honest validator never signs two votes that conflict, whatever crashes come between: one vote of each kind in a
/// view, and never both to give a view up and to make its block final.
struct VoteOnceChecker {
  private struct Place: Hashable {
    let key: PublicKey
    let epoch: UInt64
    let view: UInt64
  }

  private struct Cast {
    var notarize: BlockID?
    var finalize: BlockID?
    var nullify = false
  }

  private var votes: [Place: Cast] = [:]

  mutating func signs(_ ballot: Ballot, by node: SimulatedNode, _ findings: inout Findings) {
    let place = Place(
      key: node.identity.publicKey, epoch: ballot.epoch.first.value, view: ballot.view.value)
    var cast = votes[place] ?? Cast()
    switch ballot.kind {
    case .notarize:
      require(cast.notarize == nil || cast.notarize == ballot.blockID, ballot, node, &findings)
      cast.notarize = ballot.blockID
    case .finalize:
      require((cast.finalize == nil || cast.finalize == ballot.blockID) && !cast.nullify, ballot, node, &findings)
      cast.finalize = ballot.blockID
    case .nullify:
      require(cast.finalize == nil, ballot, node, &findings)
      cast.nullify = true
    }
    votes[place] = cast
  }

  /// Whether somebody voted for the block of a view, or against the view.
  func hasJudged(_ ballot: Ballot, by key: PublicKey) -> Bool {
    let cast = votes[Place(key: key, epoch: ballot.epoch.first.value, view: ballot.view.value)]
    return cast?.notarize != nil || cast?.nullify == true
  }

  private func require(_ holds: Bool, _ ballot: Ballot, _ node: SimulatedNode, _ findings: inout Findings) {
    findings.require(
      holds, "VoteOnce",
      "\(node.name) signs \(ballot.kind) in view \(ballot.view) of \(ballot.epoch) against its own earlier vote")
  }
}
