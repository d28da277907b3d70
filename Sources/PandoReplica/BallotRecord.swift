package import PandoConsensus
package import PandoPrimitives

/// A vote of this node as it is kept: before anyone hears of it, it is on disk in this form.
package struct BallotRecord: Hashable, Sendable, CanonicalMessage {
  package let ballot: Ballot
  /// With a vote to finalize, the notarization that it rests on.
  package let notarization: Certificate?
  /// With a vote for a block of this node's own, what was proposed, without the signature.
  package let proposal: Proposal?

  package init(ballot: Ballot, notarization: Certificate?, proposal: Proposal?) {
    self.ballot = ballot
    self.notarization = notarization
    self.proposal = proposal
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, ballot)
    if let notarization { encoder.message(2, notarization) }
    if let proposal { encoder.message(3, proposal) }
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    ballot = try decoder.message(1)
    notarization = try decoder.optionalMessage(2)
    proposal = try decoder.optionalMessage(3)
  }
}
