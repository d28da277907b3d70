import PandoConsensus
import PandoPrimitives
import Testing

@Suite struct ProposalTests {
  private func proposal(view: UInt64 = 7, headerView: UInt64 = 7, parentView: UInt64 = 3) -> Proposal {
    let digests = (0..<3).map { Hash(sha256: [$0]) }
    var header = TestBlocks.root
    header.height = Height(4)
    header.view = View(headerView)
    header.transactionCount = 3
    header.transactionsDigest = Block.transactionsDigest(digests)
    return Proposal(
      epoch: Epoch(first: Height(1)), view: View(view), header: header, parentView: View(parentView),
      transactionDigests: digests, signature: [UInt8](repeating: 5, count: 64))
  }

  @Test func proposalsSurviveEncoding() throws {
    let fresh = proposal()
    #expect(try Proposal(canonicalBytes: fresh.canonicalBytes) == fresh)
    #expect(!fresh.isReproposal)
    let again = proposal(view: 9, parentView: 7)
    #expect(try Proposal(canonicalBytes: again.canonicalBytes) == again)
    #expect(again.isReproposal && again.blockID == fresh.blockID)
    // Field 4 is absent when the parent is the genesis block.
    let first = proposal(parentView: 0)
    #expect(try Proposal(canonicalBytes: first.canonicalBytes) == first)
  }

  @Test func proposalsThatCannotBeAreRefused() {
    for wrong in [proposal(view: 6), proposal(parentView: 7), proposal(parentView: 8)] {
      #expect(throws: DecodingError.self) { try Proposal(canonicalBytes: wrong.canonicalBytes) }
    }
    let right = proposal()
    let missing = Proposal(
      epoch: right.epoch, view: right.view, header: right.header, parentView: right.parentView,
      transactionDigests: right.transactionDigests.dropLast(), signature: right.signature)
    #expect(throws: DecodingError.invalidValue(field: 5)) { try Proposal(canonicalBytes: missing.canonicalBytes) }
    let reordered = Proposal(
      epoch: right.epoch, view: right.view, header: right.header, parentView: right.parentView,
      transactionDigests: right.transactionDigests.reversed(), signature: right.signature)
    #expect(throws: DecodingError.invalidValue(field: 5)) { try Proposal(canonicalBytes: reordered.canonicalBytes) }
  }

  /// Whatever arrives, it is either refused or the one form of what it says.
  @Test func mangledBytesAreRefusedOrCanonical() {
    var random = SplitMix64(seed: 1)
    let bytes = proposal().canonicalBytes
    for _ in 0..<2_000 {
      var mangled = bytes
      for _ in 0...random.index(below: 3) {
        switch random.index(below: 3) {
        case 0: mangled[random.index(below: mangled.count)] = UInt8(truncatingIfNeeded: random.next())
        case 1: mangled.removeSubrange(random.index(below: mangled.count)...)
        default: mangled.insert(UInt8(truncatingIfNeeded: random.next()), at: random.index(below: mangled.count + 1))
        }
        if mangled.isEmpty { break }
      }
      if let decoded = try? Proposal(canonicalBytes: mangled) { #expect(decoded.canonicalBytes == mangled) }
    }
  }
}
