import PandoStorage
import Testing

@Suite struct KeySpaceTests {
  @Test func firstBytesNeverChange() {
    let bytes = KeySpace.allCases.map { "\($0) \($0.rawValue)" }
    #expect(
      bytes == [
        "meta 1", "stateRow 16", "statePage 18", "stateChange 19", "historyNode 32", "historyLeaves 33", "block 64",
        "blockResult 65", "transactionIndex 66", "blockIndex 67", "ballot 80", "candidate 81", "evidence 82",
        "certificate 83",
      ])
  }

  @Test func keysOfASpaceLieInItsRangeAndInNoOther() {
    for space in KeySpace.allCases {
      for suffix in [[], [0], [0xFF], [0xFF, 0xFF, 0xFF]] as [[UInt8]] {
        let key = space.key(suffix)
        #expect(KeySpace.allCases.filter { $0.range.contains(key) } == [space])
        #expect(space.suffix(of: key).map(Array.init) == suffix)
      }
    }
    #expect(KeySpace.meta.suffix(of: KeySpace.block.key(1)) == nil)
    #expect(KeySpace.meta.suffix(of: []) == nil)
  }

  @Test func rangeOfAPrefixHoldsAllThatStartsWithItAndNothingElse() {
    for prefix in [[], [7], [7, 0xFF], [0xFF], [0xFF, 0xFF]] as [[UInt8]] {
      let range = KeySpace.stateRow.range(prefix: prefix)
      for suffix in [[], [6, 0xFF], [7], [7, 0], [7, 0xFF], [7, 0xFF, 0xFF], [8], [0xFF], [0xFF, 0xFF, 0]] as [[UInt8]]
      {
        #expect(range.contains(KeySpace.stateRow.key(suffix)) == suffix.starts(with: prefix), "\(prefix) \(suffix)")
      }
      #expect(!range.contains(KeySpace.statePage.key([])))
    }
  }

  @Test func numbersSortAsTheirBytes() {
    let numbers: [UInt64] = [0, 1, 0xFF, 0x100, 0xFFFF_FFFF, 0x1_0000_0000, .max - 1, .max]
    for (lower, upper) in zip(numbers, numbers.dropFirst()) {
      #expect(KeySpace.block.key(lower).lexicographicallyPrecedes(KeySpace.block.key(upper)))
    }
    for number in numbers { #expect(UInt64(ordered: [UInt8](ordered: number)) == number) }
    #expect([UInt8](ordered: 0x0102_0304_0506_0708) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(UInt64(ordered: [1, 2, 3, 4, 5, 6, 7]) == nil)
    #expect(UInt64(ordered: [1, 2, 3, 4, 5, 6, 7, 8, 9]) == nil)
  }

  @Test func keysAreOrderedByTheirBytes() {
    let bytes: [UInt8] = [0, 1, 0x7f, 0x80, 0xff]
    // Lengths around the eight bytes that are compared at a time, equal but for one place.
    for count in 0..<20 {
      for place in 0..<max(1, count) {
        for (one, two) in zip(bytes, bytes.dropFirst()) {
          var (left, right) = ([UInt8](repeating: 7, count: count), [UInt8](repeating: 7, count: count + place % 2))
          if count > 0 { (left[place], right[place]) = (one, two) }
          #expect(left.precedes(right) == left.lexicographicallyPrecedes(right))
          #expect(right.precedes(left) == right.lexicographicallyPrecedes(left))
          #expect(!left.precedes(left))
        }
      }
    }
  }

  @Test func restOfARangeNeverGrows() {
    let range = KeyRange(lower: [2], upper: [4])
    #expect(range.after([1]) == range)
    #expect(range.after([2]) == KeyRange(lower: [2, 0], upper: [4]))
    #expect(range.after([4]).isEmpty)
    #expect(range.before([5]) == range)
    #expect(range.before([3]) == KeyRange(lower: [2], upper: [3]))
    #expect(range.before([2]).isEmpty)
  }
}
