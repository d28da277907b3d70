package import PandoPrimitives

/// Signatures to check: a value that any thread may work on, and that a simulator may answer in its own way.
package struct VerificationJob: Sendable {
  /// What is to be checked.
  package enum Subject: Sendable {
    case transactions([Transaction])
    /// One signature of one validator over a ballot: a vote, or the leader's with its proposal.
    case vote(Vote, by: PublicKey)
    case certificate(Certificate, by: ValidatorSet)
  }

  /// The answer, in the order of the subject.
  package enum Verdict: Sendable {
    case transactions([Result<VerifiedTransaction, Refusal>])
    /// Whether all signatures hold.
    case holds(Bool)
  }

  /// Who waits for the answer: the earlier go first when not everything can be checked at once.
  package enum Urgency: Hashable, Sendable {
    /// All validators, and the time of a view runs.
    case agreement
    /// A client that another node has given its word.
    case peers
    /// A client that may hear that there is no room.
    case clients
  }

  package let id: JobID
  package let chainID: Hash
  package let subject: Subject
  package let urgency: Urgency

  package init(id: JobID, chainID: Hash, subject: Subject, urgency: Urgency) {
    self.id = id
    self.chainID = chainID
    self.subject = subject
    self.urgency = urgency
  }

  /// Whether it is one vote, or one leader's signature.
  package var isOneSignature: Bool { if case .vote = subject { true } else { false } }

  /// Checks every signature: about 50 µs each.
  package func run() -> Verdict {
    switch subject {
    case .transactions(let transactions):
      .transactions(VerificationJob.check(transactions[...]))
    case .vote(let vote, let key):
      .holds(key.verify(vote.signature, over: vote.ballot.signedMessage(chainID: chainID)))
    case .certificate(let certificate, let set):
      .holds(certificate.verify(chainID: chainID, set: set))
    }
  }

  /// Checks the signatures of some transactions.
  package static func check(_ transactions: ArraySlice<Transaction>) -> [Result<VerifiedTransaction, Refusal>] {
    transactions.map { transaction in
      Result { () throws(Refusal) in try VerifiedTransaction(verifying: transaction) }
    }
  }
}

/// Ties the answer of a job to its question. Unique for as long as the process lives.
package struct JobID: Hashable, Sendable {
  package let value: UInt64

  package init(value: UInt64) { self.value = value }
}
