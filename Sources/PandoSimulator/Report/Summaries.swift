import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica

extension Ballot {
  /// One word for each part, for the lines of a run.
  var summary: String {
    "\(kind) e\(epoch.first.value) w\(view.value)\(blockID.map { " \($0.hash.short)" } ?? "")"
  }
}

extension PeerMessage {
  /// A few words, for the lines of a run.
  var summary: String {
    switch self {
    case .status(let status): "status height \(status.height)"
    case .announce(let digests): "announce \(digests.count)"
    case .requestTransactions(let digests): "request-tx \(digests.count)"
    case .transactions(let transactions): "tx \(transactions.count)"
    case .proposal(let proposal):
      "proposal w\(proposal.view) \(proposal.blockID.hash.short) height \(proposal.header.height) on w\(proposal.parentView)"
    case .vote(let vote): "vote \(vote.signer) \(vote.ballot.summary)"
    case .certificate(let certificate): "certificate \(certificate.ballot.summary)"
    case .requestCertificates(let request):
      "request-certificates w\(request.views.lowerBound)…w\(request.views.upperBound)"
    case .requestBlocks(let request): "request-blocks \(request.from) + \(request.count)"
    case .blocks(let blocks): "blocks \(blocks.count)"
    case .requestCandidate(let id): "request-candidate \(id.hash.short)"
    case .candidate(let block): "candidate \(block.id.hash.short)"
    }
  }

  /// What of the message goes into the hash of the run.
  func audit(_ auditor: inout Auditor) {
    switch self {
    case .status(let status): auditor.note(status.blockID.hash)
    case .announce(let digests), .requestTransactions(let digests): for digest in digests { auditor.note(digest) }
    case .transactions(let transactions): for transaction in transactions { auditor.note(transaction.id.hash) }
    case .proposal(let proposal): auditor.note(proposal.blockID.hash)
    case .vote(let vote): auditor.note(vote.signature)
    case .certificate(let certificate): for signature in certificate.signatures { auditor.note(signature) }
    case .requestCertificates(let request):
      auditor.note(0, 0, 1, request.views.lowerBound.value, request.views.upperBound.value)
    case .requestBlocks(let request): auditor.note(0, 0, 2, request.from.value, UInt64(request.count))
    case .blocks(let blocks): for block in blocks { auditor.note(block.block.id.hash) }
    case .requestCandidate(let id): auditor.note(id.hash)
    case .candidate(let block): auditor.note(block.id.hash)
    }
  }
}

extension ExecutionOutcome {
  /// A few words, for the lines of a run.
  var summary: String {
    switch self {
    case .ran(.success(let block)):
      "height \(block.context.height), \(block.transactions.count) tx, \(block.omitted.count) left out"
    case .ran(.failure(let refusal)): "not allowed, \(refusal.refusal.reason)"
    case .storageFailed(let error): "\(error)"
    }
  }
}

extension ReplicaEvent {
  /// A number for each kind of event.
  var tag: UInt8 {
    switch self {
    case .start: 1
    case .tick: 2
    case .connected: 3
    case .disconnected: 4
    case .message: 5
    case .submit: 6
    case .verified: 7
    case .executed: 8
    case .signed: 9
    }
  }
}
