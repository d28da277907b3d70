/// The proof that a block is final: a finalization of the block itself, or of a descendant that is linked to it.
///
/// A finalized block makes its ancestors final (Simplex §2.1), and those may never have had a finalization of their
/// own.
public struct Evidence: Hashable, Sendable, CanonicalMessage {
  /// The longest chain of headers between a block and the descendant that made it final.
  public static let descendantCountMax = 4096

  public let finalization: Certificate
  /// The headers above the block up to the one that `finalization` names; none when it names the block itself.
  public let descendants: [BlockHeader]

  public init(finalization: Certificate, descendants: [BlockHeader] = []) {
    self.finalization = finalization
    self.descendants = descendants
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, finalization)
    encoder.messages(2, descendants)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    finalization = try decoder.message(1)
    descendants = try decoder.messages(2, atMost: Evidence.descendantCountMax)
    guard finalization.ballot.kind == .finalize else { throw .invalidValue(field: 1) }
  }

  /// Whether the headers lead from `block` to the one that the finalization names. Looks at no signature.
  public func leads(from block: BlockID) -> Bool {
    var id = block
    for header in descendants {
      guard header.parentID == id.hash else { return false }
      id = header.id
    }
    return finalization.ballot.blockID == id
  }

  /// Whether this proves that `block`, at a height that the validators `set` decide in `epoch`, is final on the ledger
  /// `chainID`. Checks a quorum of signatures.
  public func proves(_ block: BlockID, chainID: Hash, epoch: Epoch, set: ValidatorSet) -> Bool {
    finalization.ballot.kind == .finalize && finalization.ballot.epoch == epoch && leads(from: block)
      && finalization.verify(chainID: chainID, set: set)
  }
}
