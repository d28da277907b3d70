import PandoConsensus
import PandoPrimitives

/// A vote of this node as it is kept: before anyone hears of it, it is on disk in this form.
struct BallotRecord: Hashable, Sendable, CanonicalMessage {
  let ballot: Ballot
  /// With a vote to finalize, the notarization that it rests on.
  let notarization: Certificate?
  /// With a vote for a block of this node's own, what was proposed, without the signature.
  let proposal: Proposal?

  init(ballot: Ballot, notarization: Certificate?, proposal: Proposal?) {
    self.ballot = ballot
    self.notarization = notarization
    self.proposal = proposal
  }

  func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, ballot)
    if let notarization { encoder.message(2, notarization) }
    if let proposal { encoder.message(3, proposal) }
  }

  init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    ballot = try decoder.message(1)
    notarization = try decoder.optionalMessage(2)
    proposal = try decoder.optionalMessage(3)
  }
}
