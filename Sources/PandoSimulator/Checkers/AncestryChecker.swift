import PandoConsensus
import PandoPrimitives

/// An honest validator votes for a block only if a quorum can have notarized the one below it, and a quorum can have
/// given up every view between the two. Whoever lies, or has forgotten what it said, can have said anything.
struct AncestryChecker {
  /// Who has how much of a say.
  struct Say {
    let weights: [PublicKey: UInt64]
    let quorum: UInt64
    /// Those that may have signed anything.
    let untrusted: Set<PublicKey>
  }

  private struct Place: Hashable {
    let epoch: UInt64
    let view: UInt64
    /// Nil for giving the view up.
    let block: BlockID?
  }

  private struct Claim {
    let parent: BlockID
    let view: UInt64
  }

  private var claims: [Place: Claim] = [:]
  private var signers: [Place: Set<PublicKey>] = [:]

  /// A proposal comes to an honest node.
  mutating func hears(_ proposal: Proposal) {
    let place = Place(epoch: proposal.epoch.first.value, view: proposal.view.value, block: proposal.blockID)
    let parent = proposal.isReproposal ? proposal.blockID : BlockID(proposal.header.parentID)
    claims[place] = Claim(parent: parent, view: proposal.parentView.value)
  }

  /// An honest validator signs a vote.
  mutating func signs(
    _ ballot: Ballot, by key: PublicKey, name: String, _ say: Say, isFinal: (BlockID) -> Bool,
    _ findings: inout Findings
  ) {
    guard ballot.kind != .finalize else { return }
    let epoch = ballot.epoch.first.value
    let place = Place(epoch: epoch, view: ballot.view.value, block: ballot.blockID)
    signers[place, default: []].insert(key)
    // The block of its own that a leader votes for has been heard by nobody yet.
    guard ballot.kind == .notarize, let claim = claims[place] else { return }
    findings.require(
      isFinal(claim.parent) || canHaveQuorum(Place(epoch: epoch, view: claim.view, block: claim.parent), say),
      "Ancestry",
      "\(name) votes in view \(ballot.view) for a block on \(claim.parent.hash.short), which nobody notarized in \(claim.view)"
    )
    guard claim.view < ballot.view.value else { return }
    for view in claim.view + 1..<ballot.view.value {
      findings.require(
        canHaveQuorum(Place(epoch: epoch, view: view, block: nil), say), "Ancestry",
        "\(name) votes in view \(ballot.view) for a block on view \(claim.view), and view \(view) was not given up")
    }
  }

  private func canHaveQuorum(_ place: Place, _ say: Say) -> Bool {
    say.untrusted.union(signers[place] ?? []).reduce(0) { $0 + (say.weights[$1] ?? 0) } >= say.quorum
  }
}
