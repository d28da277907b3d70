package import PandoPrimitives

/// What the leader of a view sends: a block without its transactions' bytes, and the leader's vote for it.
///
/// A *re-proposal* puts a block that ends an epoch up again in a later view; only there ``view`` is greater than
/// ``BlockHeader/view``.
package struct Proposal: Hashable, Sendable, CanonicalMessage {
  package let epoch: Epoch
  package let view: View
  package let header: BlockHeader
  /// The view of the notarization that the block stands on. Nobody signs it, so take proposals from the leader's own
  /// connection alone.
  package let parentView: View
  /// ``Transaction/digest`` of each transaction, in the order that the header commits to.
  package let transactionDigests: [Hash]
  /// The leader's, over `notarize(epoch, view, blockID)`.
  package let signature: [UInt8]
  /// The hash of the header.
  package let blockID: BlockID

  package init(
    epoch: Epoch, view: View, header: BlockHeader, parentView: View, transactionDigests: [Hash], signature: [UInt8]
  ) {
    self.epoch = epoch
    self.view = view
    self.header = header
    self.parentView = parentView
    self.transactionDigests = transactionDigests
    self.signature = signature
    blockID = header.id
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, epoch.first.value)
    encoder.integer(2, view.value)
    encoder.message(3, header)
    encoder.integer(4, parentView.value)
    encoder.repeatedBytes(5, transactionDigests.map(\.bytes))
    encoder.bytes(6, signature)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    epoch = Epoch(first: Height(try decoder.integer(1)))
    view = View(try decoder.integer(2))
    header = try decoder.message(3)
    parentView = View(try decoder.integer(4))
    var digests: [Hash] = []
    for bytes in try decoder.repeatedBytes(5, atMost: Block.transactionCountMax, eachAtMost: Hash.byteCount) {
      guard let digest = Hash(bytes: bytes) else { throw .invalidValue(field: 5) }
      digests.append(digest)
    }
    transactionDigests = digests
    signature = try decoder.bytes(6, atMost: Transaction.signatureByteCountMax)
    blockID = header.id
    guard epoch.first.value < .max else { throw .invalidValue(field: 1) }
    guard view.value < .max, header.view <= view else { throw .invalidValue(field: 2) }
    guard parentView < view else { throw .invalidValue(field: 4) }
    guard header.transactionCount == UInt64(digests.count),
      header.transactionsDigest == Block.transactionsDigest(digests)
    else { throw .invalidValue(field: 5) }
  }

  /// Whether the block was first proposed in an earlier view.
  package var isReproposal: Bool { header.view < view }

  /// What the leader voted by proposing.
  package var ballot: Ballot { .notarize(epoch, view, blockID) }
}
