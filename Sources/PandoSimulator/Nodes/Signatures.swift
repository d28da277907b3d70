import PandoPrimitives
import PandoReplica

/// Signs and checks for all nodes of a run.
///
/// Where the plan asks for real signatures they are Ed25519, checked by the production code, once for each thing that
/// is signed. Elsewhere a hash of the public key and the message stands for a signature: nobody in a run makes it but
/// through here, and a run is a hundred times as fast.
struct Signatures {
  private struct Question: Hashable {
    let subject: Subject
    enum Subject: Hashable {
      case transaction(Transaction)
      case vote(Vote, PublicKey)
      case certificate(Certificate, ValidatorSet)
    }
  }

  private let isReal: Bool
  private let chainID: Hash
  /// Of real signatures; looked up alone.
  private var verdicts: [Question: VerificationJob.Verdict] = [:]

  init(isReal: Bool, chainID: Hash) {
    self.isReal = isReal
    self.chainID = chainID
  }

  func sign(_ message: [UInt8], by identity: Identity) -> [UInt8] {
    guard isReal else { return Signatures.stamp(message, identity.publicKey) }
    guard let signature = try? identity.key.sign(message) else { preconditionFailure("Ed25519 always signs.") }
    return signature
  }

  func sign(_ ballot: Ballot, by identity: Identity) -> [UInt8] {
    sign(ballot.signedMessage(chainID: chainID), by: identity)
  }

  func sign(_ body: TransactionBody, by identities: [Identity]) -> Transaction {
    let message = Transaction(body: body, signatures: []).signedMessage
    let ordered = identities.sorted { $0.publicKey < $1.publicKey }
    return Transaction(body: body, signatures: ordered.map { sign(message, by: $0) })
  }

  /// The answer to a job.
  mutating func check(_ job: VerificationJob) -> VerificationJob.Verdict {
    switch job.subject {
    case .transactions(let transactions): .transactions(transactions.map { check($0, job) })
    case .vote(let vote, let key):
      isReal
        ? remember(.vote(vote, key), job)
        : .holds(Signatures.holds(vote.signature, over: vote.ballot.signedMessage(chainID: chainID), key))
    case .certificate(let certificate, let set):
      isReal ? remember(.certificate(certificate, set), job) : .holds(holds(certificate, set))
    }
  }

  /// Whether the signature of a vote holds.
  mutating func holds(_ vote: Vote, by key: PublicKey) -> Bool {
    let message = vote.ballot.signedMessage(chainID: chainID)
    guard isReal else { return Signatures.holds(vote.signature, over: message, key) }
    let question = Question(subject: .vote(vote, key))
    if case .holds(let holds) = verdicts[question] { return holds }
    return key.verify(vote.signature, over: message)
  }

  private mutating func remember(_ subject: Question.Subject, _ job: VerificationJob) -> VerificationJob.Verdict {
    let question = Question(subject: subject)
    if let verdict = verdicts[question] { return verdict }
    let verdict = job.run()
    verdicts[question] = verdict
    return verdict
  }

  private mutating func check(
    _ transaction: Transaction, _ job: VerificationJob
  ) -> Result<VerifiedTransaction, Refusal> {
    if isReal {
      return Result { () throws(Refusal) in try VerifiedTransaction(verifying: transaction) }
    }
    let message = transaction.signedMessage
    let credentials = transaction.body.credentials
    guard credentials.count == transaction.signatures.count,
      zip(credentials, transaction.signatures).allSatisfy({ Signatures.holds($1, over: message, $0) })
    else { return .failure(Refusal(.signatureInvalid, "signature_invalid", "A signature does not hold.")) }
    return .success(VerifiedTransaction(alreadyVerified: transaction))
  }

  private func holds(_ certificate: Certificate, _ set: ValidatorSet) -> Bool {
    let message = certificate.ballot.signedMessage(chainID: chainID)
    return certificate.hasQuorum(in: set)
      && zip(certificate.signers, certificate.signatures).allSatisfy { signer, signature in
        set[signer].map { Signatures.holds(signature, over: message, $0.key) } ?? false
      }
  }

  private static func holds(_ signature: [UInt8], over message: [UInt8], _ key: PublicKey) -> Bool {
    signature == stamp(message, key)
  }

  private static func stamp(_ message: [UInt8], _ key: PublicKey) -> [UInt8] {
    var bytes = key.rawBytes
    bytes.append(contentsOf: message)
    let half = Hash(sha256: bytes).bytes
    return half + half
  }
}
