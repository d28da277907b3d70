import PandoConsensus
import PandoPrimitives

/// An honest validator votes for a block, and proposes one, only if the leader of the view proposes it in its own name,
/// a quorum can have notarized the one below it, and a quorum can have given up every view between the two. Whoever
/// lies, or has forgotten what it said, can have said anything.
struct AncestryChecker {
  /// What the rule looks at besides what was said.
  struct Facts {
    /// The last height that is final, and the view of a block that is; nil of one that is not.
    let height: Int
    let finalView: (BlockID) -> View?
    let members: MembersModel
    /// Those that may have signed anything.
    let untrusted: Set<PublicKey>
  }

  private struct Place: Hashable {
    let epoch: UInt64
    let view: UInt64
    /// Nil for giving the view up.
    let block: BlockID?
  }

  private struct Hearing: Hashable {
    let place: Place
    let hearer: PublicKey
  }

  /// What a proposal says of its block. The leader signs the block alone, so it may tell each something else.
  private struct Claim: Equatable {
    let parent: BlockID
    let parentView: View
    let header: BlockHeader
    let isReproposal: Bool

    init(_ proposal: Proposal) {
      isReproposal = proposal.header.view < proposal.view
      parent = isReproposal ? proposal.blockID : BlockID(proposal.header.parentID)
      parentView = proposal.parentView
      header = proposal.header
    }
  }

  /// A vote, or the proposal of a leader, on which judgement is passed when everything below its epoch is known.
  private struct Act {
    let ballot: Ballot
    let key: PublicKey
    let name: String
    /// What it heard of the block, each enough by itself; or what it says of it itself.
    let claims: [Claim]
    let isProposal: Bool
  }

  private var claims: [Hearing: [Claim]] = [:]
  private var signers: [Place: Set<PublicKey>] = [:]
  private var unjudged: [Act] = []
  /// By epoch: the views last found given up, one after another. In a long outage there are thousands.
  private var givenUp: [UInt64: Range<UInt64>] = [:]

  /// A proposal comes to an honest node, from the leader of its view.
  mutating func hears(_ proposal: Proposal, by hearer: PublicKey) {
    _ = note(Claim(proposal), of: proposal.ballot, by: hearer)
  }

  /// A proposal leaves an honest node.
  mutating func proposes(_ proposal: Proposal, by key: PublicKey, name: String) {
    let claim = Claim(proposal)
    guard note(claim, of: proposal.ballot, by: key) else { return }
    unjudged.append(Act(ballot: proposal.ballot, key: key, name: name, claims: [claim], isProposal: true))
  }

  /// An honest validator signs a vote.
  mutating func signs(_ ballot: Ballot, by key: PublicKey, name: String) {
    guard ballot.kind != .finalize else { return }
    let place = place(of: ballot)
    signers[place, default: []].insert(key)
    guard ballot.kind == .notarize else { return }
    let heard = claims[Hearing(place: place, hearer: key)] ?? []
    unjudged.append(Act(ballot: ballot, key: key, name: name, claims: heard, isProposal: false))
  }

  /// Takes down what is said of a block; false when that is known, for it is sent again and again.
  private mutating func note(_ claim: Claim, of ballot: Ballot, by hearer: PublicKey) -> Bool {
    let hearing = Hearing(place: place(of: ballot), hearer: hearer)
    if claims[hearing]?.contains(claim) == true { return false }
    claims[hearing, default: []].append(claim)
    return true
  }

  private func place(of ballot: Ballot) -> Place {
    Place(epoch: ballot.epoch.first.value, view: ballot.view.value, block: ballot.blockID)
  }

  // MARK: Judgement

  /// Judges what was said in epochs below which everything is known.
  mutating func judge(_ facts: Facts, _ findings: inout Findings) {
    guard !unjudged.isEmpty else { return }
    let acts = unjudged
    unjudged = []
    for act in acts {
      if act.ballot.epoch.first.value > UInt64(facts.height) + 1 {
        unjudged.append(act)
      } else if let problem = problem(of: act, facts) {
        let verb = act.isProposal ? "proposes" : "votes for"
        findings.require(false, "Ancestry", "\(act.name) \(verb) a block in view \(act.ballot.view) \(problem)")
      }
    }
  }

  private mutating func problem(of act: Act, _ facts: Facts) -> String? {
    guard let electorate = facts.members.electorate(in: act.ballot.epoch) else { return "of an epoch that never began" }
    if electorate.leader(of: act.ballot.view) == act.key {
      // Nobody has heard of the block that a leader votes for; it is judged when it leaves.
      if !act.isProposal { return nil }
    } else if act.isProposal {
      return "though another leads"
    }
    let problems = act.claims.map { problem(of: $0, act.ballot, electorate, facts) }
    return problems.contains(nil) ? nil : problems.compactMap { $0 }.last ?? "that its leader never proposed"
  }

  /// What is wrong with a block; nil when nothing is.
  private mutating func problem(
    of claim: Claim, _ ballot: Ballot, _ electorate: Electorate, _ facts: Facts
  ) -> String? {
    if electorate.leader(of: claim.header.view) != claim.header.proposer {
      return "whose proposer does not lead view \(claim.header.view)"
    }
    let epoch = ballot.epoch.first.value
    let below = Place(epoch: epoch, view: claim.parentView.value, block: claim.parent)
    if claim.header.height == ballot.epoch.first, !claim.isReproposal {
      // Others decided on the block below; it counts as notarized in the view of its header.
      guard facts.finalView(claim.parent) == claim.parentView else {
        return "on \(claim.parent.hash.short) of view \(claim.parentView), where the epoch before did not end"
      }
    } else if !canHaveQuorum(below, electorate, facts) {
      return "on \(claim.parent.hash.short), which nobody notarized in \(claim.parentView)"
    }
    guard claim.parentView < ballot.view else { return "on view \(claim.parentView)" }
    let kept = firstKept(in: claim.parentView.value + 1..<ballot.view.value, epoch, electorate, facts)
    return kept.map { "on view \(claim.parentView), and view \($0) was not given up" }
  }

  /// The first of some views that nobody can have given up. What can have been given up once can have for ever.
  private mutating func firstKept(
    in views: Range<UInt64>, _ epoch: UInt64, _ electorate: Electorate, _ facts: Facts
  ) -> UInt64? {
    var known = givenUp[epoch] ?? 0..<0
    if !known.contains(views.lowerBound) { known = views.lowerBound..<views.lowerBound }
    guard known.upperBound < views.upperBound else { return nil }
    let kept = (known.upperBound..<views.upperBound)
      .first { !canHaveQuorum(Place(epoch: epoch, view: $0, block: nil), electorate, facts) }
    givenUp[epoch] = known.lowerBound..<(kept ?? views.upperBound)
    return kept
  }

  private func canHaveQuorum(_ place: Place, _ electorate: Electorate, _ facts: Facts) -> Bool {
    let signers = signers[place] ?? []
    return electorate.isQuorum { signers.contains($0) || facts.untrusted.contains($0) }
  }
}
