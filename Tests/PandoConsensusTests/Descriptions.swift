import PandoConsensus
import PandoPrimitives

/// How traces name things: blocks by letters in order of building, views and validators by number.
extension TestBlocks {
  func describe(_ ballot: Ballot) -> String {
    "\(ballot.kind)(\(ballot.view)\(ballot.blockID.map { ", " + name($0) } ?? ""))"
  }

  func describe(_ block: BlockReference) -> String { "\(name(block.id))@\(block.view)" }

  func describe(_ certificate: Certificate) -> String {
    "\(describe(certificate.ballot)) by \(certificate.signers.map { "n\($0.value + 1)" }.joined(separator: "+"))"
  }

  func describe(_ proposal: Proposal) -> String {
    let parent = proposal.isReproposal ? "again" : "on \(name(parent(proposal.blockID)))"
    return "proposal(\(proposal.view), \(name(proposal.blockID)) \(parent)@\(proposal.parentView))"
  }

  func describe(_ message: Message) -> String {
    switch message {
    case .vote(let vote): "\(describe(vote.ballot))"
    case .proposal(let proposal): describe(proposal)
    case .certificate(let certificate): "certificate \(describe(certificate))"
    case .request(let range): "request views \(range.lowerBound)…\(range.upperBound)"
    }
  }

  func describe(_ event: SimplexEngine.Event) -> String {
    switch event {
    case .start: "start"
    case .tick: "tick"
    case .proposal(let proposal): describe(proposal)
    case .vote(let vote): "n\(vote.signer.value + 1): \(describe(vote.ballot))"
    case .certificate(let certificate): "certificate \(describe(certificate))"
    case .validated(let view, let block, let verdict):
      "validated(\(view), \(name(block))): "
        + (verdict == .invalid ? "invalid" : isEpochEnd(block) ? "valid, ends the epoch" : "valid")
    case .proposed(let view, let block, _):
      "proposed(\(view), \(name(block))\(header(block).view < view ? " again" : ""))"
    case .work(let exists): "work \(exists ? "on" : "off")"
    case .reachable(let validator, let isReachable):
      "n\(validator.value + 1) \(isReachable ? "reachable" : "unreachable")"
    }
  }

  func describe(_ effect: SimplexEngine.Effect) -> String {
    switch effect {
    case .record(let ballot, let certificate):
      "record \(describe(ballot))\(certificate == nil ? "" : " and its notarization")"
    case .keep(let certificate): "keep \(describe(certificate))"
    case .cast(let ballot): "cast \(describe(ballot))"
    case .publish(let ballot): "publish \(describe(ballot))"
    case .broadcast(let certificate): "broadcast \(describe(certificate))"
    case .requestCertificates(let range): "request views \(range.lowerBound)…\(range.upperBound)"
    case .propose(let view, let parent):
      "propose in \(view) on \(describe(parent))"
    case .validate(let proposal, let parent): "validate \(name(proposal.blockID)) on \(describe(parent))"
    case .entered(let view): "enter view \(view)"
    case .notarized(let block): "notarized \(describe(block))"
    case .finalized(let block, _): "FINAL \(describe(block))"
    case .equivocation(let equivocation):
      "EQUIVOCATION of n\(equivocation.first.signer.value + 1): "
        + "\(describe(equivocation.first.ballot)), \(describe(equivocation.second.ballot))"
    }
  }
}
