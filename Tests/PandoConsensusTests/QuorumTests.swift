import PandoPrimitives
import Testing

@Suite struct QuorumTests {
  /// For 1 to 31 validators: the quorum in Byzantine and in crash mode, and the faults that each allows.
  private static let table: [(count: Int, byzantine: UInt64, crash: UInt64, liars: UInt64, crashed: UInt64)] = [
    (1, 1, 1, 0, 0), (2, 2, 2, 0, 0), (3, 3, 2, 0, 1), (4, 3, 3, 1, 1), (5, 4, 3, 1, 2), (6, 5, 4, 1, 2),
    (7, 5, 4, 2, 3), (8, 6, 5, 2, 3), (9, 7, 5, 2, 4), (10, 7, 6, 3, 4), (11, 8, 6, 3, 5), (12, 9, 7, 3, 5),
    (13, 9, 7, 4, 6), (14, 10, 8, 4, 6), (15, 11, 8, 4, 7), (16, 11, 9, 5, 7), (17, 12, 9, 5, 8),
    (18, 13, 10, 5, 8), (19, 13, 10, 6, 9), (20, 14, 11, 6, 9), (21, 15, 11, 6, 10), (22, 15, 12, 7, 10),
    (23, 16, 12, 7, 11), (24, 17, 13, 7, 11), (25, 17, 13, 8, 12), (26, 18, 14, 8, 12), (27, 19, 14, 8, 13),
    (28, 19, 15, 9, 13), (29, 20, 15, 9, 14), (30, 21, 16, 9, 14), (31, 21, 16, 10, 15),
  ]

  @Test func quorumsAreThoseOfTheTable() {
    #expect(Self.table.map(\.count) == Array(1...31))
    for row in Self.table {
      let weights = [UInt64](repeating: 1, count: row.count)
      #expect(testValidators(weights: weights, mode: .byzantine).quorum == row.byzantine, "\(row.count) validators")
      #expect(testValidators(weights: weights, mode: .crash).quorum == row.crash, "\(row.count) validators")
    }
  }

  /// Why the quorums are what they are: two of them share an honest validator, and the honest ones alone are one.
  @Test func quorumsIntersectAndCanBeReached() {
    for row in Self.table {
      let count = UInt64(row.count)
      #expect(2 * row.byzantine > count + row.liars && row.byzantine <= count - row.liars)
      #expect(2 * row.crash > count && row.crash <= count - row.crashed)
    }
  }

  @Test func weightsCountAndNotHeads() {
    let set = testValidators(weights: [4, 1, 1, 1], mode: .byzantine)
    #expect(set.quorum == 5)
    #expect(set.weight(of: [ValidatorIndex(0), ValidatorIndex(3), ValidatorIndex(0)]) == 5)
    #expect(set.weight(of: [ValidatorIndex(1), ValidatorIndex(2), ValidatorIndex(3), ValidatorIndex(9)]) == 3)
  }
}
