import PandoAPI
import PandoPrimitives
import Testing
import pando

@Suite struct RootComparisonTests {
  private func block(
    _ height: UInt64, proposedIn view: UInt64? = nil, state: UInt8 = 1, history: UInt8 = 2
  ) throws -> BlockSummary {
    let key = try #require(PublicKey(scheme: .ed25519, rawBytes: Array(repeating: 1, count: 32)))
    let header = BlockHeader(
      chainID: .zero, height: Height(height), view: View(view ?? height), parentID: .zero,
      time: Timestamp(milliseconds: height), proposer: key, transactionCount: 0, transactionsDigest: .zero,
      historySize: 0, historyRoot: Hash(sha256: [history]), stateRoot: Hash(sha256: [state]), writeSetDigest: .zero,
      eventsDigest: .zero, parametersHash: .zero, validatorsHash: .zero)
    return BlockSummary(id: header.id, header: header)
  }

  @Test func equalChainsAgreeAtEveryHeight() throws {
    let blocks = try (1...3).map { try block($0) }
    let comparison = RootComparison([("a", blocks), ("b", blocks), ("c", blocks)])
    #expect(comparison.isEqual)
    #expect(comparison.heights.map(\.height) == [1, 2, 3].map { Height($0) })
    #expect(comparison.heights.allSatisfy { $0.roots.first?.nodes == ["a", "b", "c"] })
  }

  @Test func heightsThatANodeLacksAreNotCompared() throws {
    let blocks = try (1...3).map { try block($0) }
    let comparison = RootComparison([("a", blocks), ("b", Array(blocks.prefix(2)))])
    #expect(comparison.isEqual)
    #expect(comparison.heights.count == 2)
  }

  @Test func differenceInEitherRootIsFound() throws {
    for other in [try block(2, state: 9), try block(2, history: 9)] {
      let comparison = RootComparison([
        ("a", [try block(1), try block(2)]), ("b", [try block(1), other]), ("c", [try block(1), try block(2)]),
      ])
      #expect(!comparison.isEqual)
      #expect(comparison.heights[0].roots.count == 1)
      #expect(comparison.heights[1].roots.map(\.nodes) == [["a", "c"], ["b"]])
    }
  }

  @Test func forkIsToldByTheBlocksThatDiffer() throws {
    let (one, other) = (try block(2), try block(2, proposedIn: 5))
    let fork = RootComparison([("a", [try block(1), one]), ("b", [try block(1), other])])
    #expect(
      fork.difference
        == "The nodes differ at height 2: a: block \(one.id.hash.short); b: block \(other.id.hash.short).")
    #expect(RootComparison([("a", [one]), ("b", [one])]).difference == nil)
  }

  @Test func noNodesHaveNothingToDisagreeAbout() {
    #expect(RootComparison([]).isEqual)
    #expect(RootComparison([]).heights.isEmpty)
  }
}
