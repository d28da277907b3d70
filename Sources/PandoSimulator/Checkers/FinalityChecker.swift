import PandoConsensus
import PandoPrimitives

/// What a node calls final a quorum has voted to finalize, or a block that stands on it. Counted are signatures: those
/// that nodes were seen to make, and of liars also those that left them.
struct FinalityChecker {
  private struct Place: Hashable {
    let epoch: Epoch
    let view: View
    let block: BlockID
  }

  private var signers: [Place: Set<PublicKey>] = [:]
  /// In the order of their first votes: those that are above the last final block.
  private var places: [Place] = []
  /// Of every block that was proposed, the one below it.
  private var parents: [BlockID: BlockID] = [:]
  /// What a quorum made final, and everything below.
  private var covered: Set<BlockID> = []

  /// Somebody signs a vote.
  mutating func signs(_ ballot: Ballot, by key: PublicKey) {
    guard ballot.kind == .finalize, let block = ballot.blockID else { return }
    let place = Place(epoch: ballot.epoch, view: ballot.view, block: block)
    if signers[place] == nil { places.append(place) }
    signers[place, default: []].insert(key)
  }

  /// An honest node hears of a block, or makes it.
  mutating func hears(_ proposal: Proposal) { parents[proposal.blockID] = BlockID(proposal.header.parentID) }

  /// A node calls a block final that nobody called so before.
  mutating func commits(_ header: BlockHeader, by name: String, _ members: MembersModel, _ findings: inout Findings) {
    for place in places {
      guard let electorate = members.electorate(in: place.epoch), let votes = signers[place],
        electorate.isQuorum(votes.contains)
      else { continue }
      cover(place.block)
    }
    findings.require(
      covered.contains(header.id), "Finality",
      "\(name) calls block \(header.id.hash.short) at height \(header.height) final, and no quorum voted for that")
    // Views ascend with the height: what is above has later ones.
    places.removeAll { place in
      guard place.view <= header.view else { return false }
      signers[place] = nil
      return true
    }
  }

  private mutating func cover(_ block: BlockID) {
    var next: BlockID? = block
    while let block = next, covered.insert(block).inserted { next = parents[block] }
  }
}
