import PandoConsensus
import PandoPrimitives

/// The rules that no honest node may ever break, said again in the plainest way. Shares no code with the engine.
struct RuleBook {
  private let weights: [UInt64]
  private let mode: FaultMode
  private let liar: ValidatorIndex?

  /// Everything that honest nodes ever sent, crashes or not.
  private var ballots: [ValidatorIndex: Set<Ballot>] = [:]
  /// Whom each node named, and for which view.
  private var accusations: Set<[UInt64]> = []
  private var finalByHeight: [UInt64: BlockID] = [:]
  private(set) var violations: [String] = []

  init(_ plan: RunPlan) {
    weights = plan.weights
    mode = plan.mode
    liar = plan.liar
  }

  var height: UInt64 { finalByHeight.keys.max() ?? 0 }

  private mutating func require(_ holds: Bool, _ rule: @autoclosure () -> String) {
    if !holds { violations.append(rule()) }
  }

  /// Whether enough validators voted this; the liar votes for whatever one likes.
  private func isQuorum(_ signers: [ValidatorIndex]) -> Bool {
    let weight = Set(signers).reduce(0) { $0 + weights[$1.value] }
    let total = weights.reduce(0, +)
    return mode == .byzantine ? 3 * weight > 2 * total : 2 * weight > total
  }

  private func wasVoted(_ ballot: Ballot) -> Bool {
    isQuorum(weights.indices.map { ValidatorIndex($0) }.filter { $0 == liar || ballots[$0]?.contains(ballot) ?? false })
  }

  /// An honest node sends a vote.
  mutating func check(
    _ ballot: Ballot, by voter: ValidatorIndex, disk: Disk, proposals: [Proposal], blocks: TestBlocks
  ) {
    require(disk.ballots.contains(ballot), "\(voter) sent \(ballot) before it was recorded")
    guard ballots[voter, default: []].insert(ballot).inserted else { return }
    let inView = ballots[voter]!.filter { $0.view == ballot.view }
    for kind in VoteKind.allCases {
      require(inView.filter { $0.kind == kind }.count <= 1, "\(voter) cast two votes \(kind) in view \(ballot.view)")
    }
    require(
      !(inView.contains { $0.kind == .nullify } && inView.contains { $0.kind == .finalize }),
      "\(voter) gave up and finalized view \(ballot.view)")
    guard let block = ballot.blockID else { return }
    if ballot.kind == .finalize {
      require(
        wasVoted(.notarize(ballot.epoch, ballot.view, block)),
        "\(voter) finalized a block that is not notarized in view \(ballot.view)")
    } else {
      require(
        proposals.contains { $0.view == ballot.view && $0.blockID == block && stands($0, blocks) },
        "\(voter) voted in view \(ballot.view) for a block that stands on nothing")
      require(
        blocks.isValid(block, reproposed: blocks.header(block).view < ballot.view),
        "\(voter) voted in view \(ballot.view) for an invalid block")
    }
  }

  /// Whether the proposal's parent was notarized and every view between was given up.
  private func stands(_ proposal: Proposal, _ blocks: TestBlocks) -> Bool {
    let isAgain = proposal.header.view < proposal.view
    let parent = isAgain ? proposal.blockID : blocks.parent(proposal.blockID)
    guard isAgain ? blocks.isEpochEnd(parent) : !blocks.isEpochEnd(parent) else { return false }
    let isRoot = parent == TestBlocks.root.id && proposal.parentView.value == 0
    guard isRoot || wasVoted(.notarize(proposal.epoch, proposal.parentView, parent)) else { return false }
    return (proposal.parentView.value + 1..<proposal.view.value).allSatisfy {
      wasVoted(.nullify(proposal.epoch, View($0)))
    }
  }

  /// An honest node sends a certificate.
  mutating func check(_ certificate: Certificate, by sender: ValidatorIndex) {
    require(isQuorum(certificate.signers), "\(sender) made a certificate without a quorum: \(certificate.ballot)")
    for signer in certificate.signers where signer != liar {
      require(
        ballots[signer]?.contains(certificate.ballot) ?? false,
        "\(sender) has a vote \(certificate.ballot) that \(signer) never cast")
    }
  }

  /// An honest node takes a block, and so its ancestors, for final.
  mutating func check(final block: BlockID, at node: ValidatorIndex, blocks: TestBlocks) {
    var next = block
    while blocks.height(next) > 0 {
      let height = blocks.height(next)
      guard let other = finalByHeight[height] else {
        finalByHeight[height] = next
        next = blocks.parent(next)
        continue
      }
      require(other == next, "two final blocks at height \(height): \(blocks.name(other)) and \(blocks.name(next))")
      return
    }
  }

  /// Whom a node names must be the liar, and once for a view is enough (in one life; a crash makes it forget).
  mutating func check(_ equivocation: Equivocation, by node: ValidatorIndex, life: UInt64) {
    let vote = equivocation.first
    require(vote.signer == liar, "\(node) accuses the honest \(vote.signer)")
    let accusation = [UInt64(node.value), life, UInt64(vote.signer.value), vote.ballot.view.value]
    require(accusations.insert(accusation).inserted, "\(node) reports view \(vote.ballot.view) twice")
  }
}
