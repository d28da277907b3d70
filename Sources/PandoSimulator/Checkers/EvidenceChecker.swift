import PandoPrimitives
import PandoReplica

/// Whoever contradicts itself before an honest node is caught. Counted are votes that came to a node in one life, of a
/// view that it had not left when their signatures were checked, and that was not far ahead: of others it need not keep
/// a thing.
struct EvidenceChecker {
  private struct Place: Hashable {
    let epoch: UInt64
    let view: UInt64
    let signer: Int
  }

  private struct Seen: Hashable {
    let node: Int
    let life: Int
    let place: Place
  }

  private var votes: [Seen: [Ballot]] = [:]
  private var accused: Set<Place> = []
  /// Contradictions in the order in which they were seen.
  private var due: [(place: Place, first: Ballot, second: Ballot, node: Int)] = []
  private static let viewsAhead: UInt64 = 16

  mutating func sees(_ vote: Vote, at node: Int, life: Int, status: ReplicaStatus) {
    let ballot = vote.ballot
    guard ballot.epoch == status.epoch, ballot.view >= status.view,
      ballot.view.value < status.view.value + EvidenceChecker.viewsAhead
    else { return }
    let place = Place(epoch: ballot.epoch.first.value, view: ballot.view.value, signer: vote.signer.value)
    let seen = Seen(node: node, life: life, place: place)
    let earlier = votes[seen] ?? []
    // The first of each kind counts.
    for other in earlier where contradict(other, ballot) { due.append((place, other, ballot, node)) }
    if !earlier.contains(where: { $0.kind == ballot.kind }) { votes[seen] = earlier + [ballot] }
  }

  private func contradict(_ first: Ballot, _ second: Ballot) -> Bool {
    if first.kind == second.kind { return first.blockID != second.blockID }
    let kinds = [first.kind, second.kind]
    return kinds.contains(.nullify) && kinds.contains(.finalize)
  }

  mutating func accuses(_ vote: Vote) {
    accused.insert(
      Place(epoch: vote.ballot.epoch.first.value, view: vote.ballot.view.value, signer: vote.signer.value))
  }

  /// Two honest nodes saw it; so a crash of one is no excuse.
  func close(_ findings: inout Findings) {
    for contradiction in due where !accused.contains(contradiction.place) {
      let witnesses = Set(due.filter { $0.place == contradiction.place }.map(\.node))
      findings.require(
        witnesses.count < 2, "Evidence",
        "nobody has evidence that validator \(contradiction.place.signer) said \(contradiction.first.summary) and "
          + contradiction.second.summary)
    }
  }
}
