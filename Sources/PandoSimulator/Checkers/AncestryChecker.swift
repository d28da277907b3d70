import PandoConsensus
import PandoPrimitives

/// An honest validator votes for a block only if the leader of the view proposed it in its own name, a quorum can have
/// notarized the one below it, and a quorum can have given up every view between the two. Whoever lies, or has
/// forgotten what it said, can have said anything.
struct AncestryChecker {
  /// Who has how much of a say.
  struct Say {
    /// In the order in which they lead.
    let validators: [PublicKey]
    let weights: [PublicKey: UInt64]
    let quorum: UInt64
    /// Those that may have signed anything.
    let untrusted: Set<PublicKey>

    func leads(_ key: PublicKey, _ view: View) -> Bool {
      validators[Int(view.value % UInt64(validators.count))] == key
    }
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
  }

  private var claims: [Hearing: [Claim]] = [:]
  private var signers: [Place: Set<PublicKey>] = [:]
  /// By epoch: the views last found given up, one after another. In a long outage there are thousands.
  private var givenUp: [UInt64: Range<UInt64>] = [:]

  /// A proposal comes to an honest node, from the leader of its view.
  mutating func hears(_ proposal: Proposal, by hearer: PublicKey) {
    let place = Place(epoch: proposal.epoch.first.value, view: proposal.view.value, block: proposal.blockID)
    let isReproposal = proposal.header.view < proposal.view
    let parent = isReproposal ? proposal.blockID : BlockID(proposal.header.parentID)
    let claim = Claim(parent: parent, parentView: proposal.parentView, header: proposal.header)
    let hearing = Hearing(place: place, hearer: hearer)
    // It is sent again and again.
    if claims[hearing]?.contains(claim) != true { claims[hearing, default: []].append(claim) }
  }

  /// An honest validator signs a vote.
  /// - Parameter finalView: the view of a block that is final.
  mutating func signs(
    _ ballot: Ballot, by key: PublicKey, name: String, _ say: Say, finalView: (BlockID) -> View?,
    _ findings: inout Findings
  ) {
    guard ballot.kind != .finalize else { return }
    let place = Place(epoch: ballot.epoch.first.value, view: ballot.view.value, block: ballot.blockID)
    signers[place, default: []].insert(key)
    // The block of its own that a leader votes for has been heard by nobody yet.
    guard ballot.kind == .notarize, !say.leads(key, ballot.view) else { return }
    let problems = (claims[Hearing(place: place, hearer: key)] ?? []).map { problem(of: $0, ballot, say, finalView) }
    findings.require(
      problems.contains(nil), "Ancestry",
      "\(name) votes in view \(ballot.view) for a block "
        + (problems.compactMap { $0 }.last ?? "that its leader never proposed"))
  }

  /// What is wrong with a block; nil when nothing is.
  private mutating func problem(
    of claim: Claim, _ ballot: Ballot, _ say: Say, _ finalView: (BlockID) -> View?
  ) -> String? {
    let epoch = ballot.epoch.first.value
    if !say.leads(claim.header.proposer, claim.header.view) {
      return "whose proposer does not lead view \(claim.header.view)"
    }
    // The first block of an epoch stands on the last of the one before, however that became final.
    let isFirst = claim.header.height == ballot.epoch.first
    let isFinalThere = finalView(claim.parent).map { isFirst || $0 == claim.parentView } ?? false
    let place = Place(epoch: epoch, view: claim.parentView.value, block: claim.parent)
    if !isFinalThere, !canHaveQuorum(place, say) {
      return "on \(claim.parent.hash.short), which nobody notarized in \(claim.parentView)"
    }
    guard claim.parentView < ballot.view else { return "on view \(claim.parentView)" }
    let kept = firstKept(in: claim.parentView.value + 1..<ballot.view.value, epoch, say)
    return kept.map { "on view \(claim.parentView), and view \($0) was not given up" }
  }

  /// The first of some views that nobody can have given up. What can have been given up once can have for ever.
  private mutating func firstKept(in views: Range<UInt64>, _ epoch: UInt64, _ say: Say) -> UInt64? {
    var known = givenUp[epoch] ?? 0..<0
    if !known.contains(views.lowerBound) { known = views.lowerBound..<views.lowerBound }
    guard known.upperBound < views.upperBound else { return nil }
    let kept = (known.upperBound..<views.upperBound)
      .first { !canHaveQuorum(Place(epoch: epoch, view: $0, block: nil), say) }
    givenUp[epoch] = known.lowerBound..<(kept ?? views.upperBound)
    return kept
  }

  private func canHaveQuorum(_ place: Place, _ say: Say) -> Bool {
    let signers = signers[place] ?? []
    return say.weights.reduce(0) {
      $0 + (signers.contains($1.key) || say.untrusted.contains($1.key) ? $1.value : 0)
    } >= say.quorum
  }
}
