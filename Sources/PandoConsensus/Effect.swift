package import PandoPrimitives

extension SimplexEngine {
  /// Something to do. Effects are carried out in the order given.
  package enum Effect: Hashable, Sendable {
    /// Write the ballot so that it survives a crash before anything after it leaves the node: with `notarize` the block
    /// (for an own block the whole proposal), with `finalize` the notarization given here, in the same write.
    case record(Ballot, Certificate?)
    /// Write the certificate so that it survives a crash before anything after it leaves the node. No later leader can
    /// do without it.
    case keep(Certificate)
    /// Sign the ballot, send the vote to all, and hand it back as ``Event/vote(_:)``. Comes again, without a record,
    /// when the vote may have been lost.
    case cast(Ballot)
    /// The same for a leader's vote for its own block, which travels as a ``Proposal``. Hand back the vote alone.
    case publish(Ballot)
    /// Send to all.
    case broadcast(Certificate)
    /// Ask the other validators for what they have of these views (``SimplexEngine/certificates(in:)``).
    case requestCertificates(ClosedRange<View>)
    /// Build a block on `parent` and answer with ``Event/proposed(_:_:isEpochEnd:)``; an answer that comes after the
    /// view has ended is ignored. When `parent` ends the epoch, the answer is `parent` itself: it is proposed again.
    /// When there is nothing to put in the block, but the engine was told of work, answer ``Event/work(_:)`` false.
    /// Asked without work, build an empty block: it is needed to make its ancestors final. The engine may ask again in
    /// the same view, so keep blocks by their names.
    case propose(View, parent: BlockReference)
    /// Execute the block on its parent and answer with ``Event/validated(_:_:_:)``. Invalid is also a height outside
    /// the epoch and a re-proposal of a block that does not end it. No answer means: not yet.
    case validate(Proposal, parent: BlockReference)
    /// The node is now in this view.
    case entered(View)
    /// A quorum took this block: fetch it if it is missing, and execute it, for the next blocks may stand on it.
    case notarized(BlockReference)
    /// The block and all its ancestors are final, and the certificate proves it. Comes at most once for a view, in
    /// ascending order, and not for every block.
    case finalized(BlockReference, Certificate)
    /// A validator contradicted itself. Comes once for a validator and view.
    case equivocation(Equivocation)
  }
}
