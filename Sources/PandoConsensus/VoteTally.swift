import PandoPrimitives

/// The votes seen in one view: at most one of each kind from each validator, whatever is sent.
struct VoteTally: Sendable {
  /// By kind, then by validator.
  private var votes: [[Vote?]]
  /// The validators whose contradiction in this view was reported.
  private var accused: [Bool]

  init(validatorCount: Int) {
    votes = Array(repeating: Array(repeating: nil, count: validatorCount), count: VoteKind.allCases.count)
    accused = Array(repeating: false, count: validatorCount)
  }

  /// The vote of this kind by `signer` that counts.
  func vote(_ kind: VoteKind, by signer: ValidatorIndex) -> Vote? { votes[kind.slot][signer.value] }

  func isAccused(_ signer: ValidatorIndex) -> Bool { accused[signer.value] }

  /// The first contradiction in which the vote would catch its signer.
  func contradiction(by vote: Vote) -> Equivocation? {
    guard !isAccused(vote.signer) else { return nil }
    for kind in VoteKind.allCases {
      if let earlier = self.vote(kind, by: vote.signer), let found = Equivocation(earlier, vote) { return found }
    }
    return nil
  }

  /// Counts the vote if it is the first of its kind by its signer. Returns the signer's first contradiction.
  mutating func insert(_ vote: Vote) -> Equivocation? {
    let found = contradiction(by: vote)
    if found != nil { accused[vote.signer.value] = true }
    let slot = vote.ballot.kind.slot
    if votes[slot][vote.signer.value] == nil { votes[slot][vote.signer.value] = vote }
    return found
  }

  /// The validators whose counted vote is this ballot, ascending.
  func signers(of ballot: Ballot) -> [ValidatorIndex] {
    votes[ballot.kind.slot].compactMap { $0?.ballot == ballot ? $0?.signer : nil }
  }

  /// The votes with this ballot as a certificate, or nil while they are no quorum of `set`.
  func certificate(for ballot: Ballot, in set: ValidatorSet, quorum: UInt64) -> Certificate? {
    let agreeing = votes[ballot.kind.slot].compactMap { $0 }.filter { $0.ballot == ballot }
    guard set.weight(of: agreeing.lazy.map(\.signer)) >= quorum else { return nil }
    return Certificate(ballot: ballot, signers: agreeing.map(\.signer), signatures: agreeing.map(\.signature))
  }
}

extension VoteKind {
  fileprivate var slot: Int { Int(rawValue) - 1 }
}
