import Foundation
import PandoStorage
import Testing

/// What a store promises, asked of both.
@Suite struct StoreContractTests {
  @Test(arguments: StoreKind.allCases)
  func whatWasPutIsReadUntilItIsDeleted(kind: StoreKind) throws {
    try kind.withStore { store in
      #expect(try store.get([1]) == nil)
      try store.put([1], [10])
      #expect(try store.get([1]) == [10])
      try store.put([1], [11], durable: true)
      #expect(try store.get([1]) == [11])
      var batch = WriteBatch()
      batch.delete([1])
      batch.delete([2])  // was never there
      try store.write(batch, durable: false)
      #expect(try store.get([1]) == nil)
      #expect(try store.pairs() == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func laterChangeInABatchWins(kind: StoreKind) throws {
    try kind.withStore { store in
      var batch = WriteBatch()
      batch.put([1], [10])
      batch.delete([1])
      batch.delete([2])
      batch.put([2], [20])
      batch.put([3], [30])
      var second = WriteBatch()
      second.put([3], [31])
      batch.append(second)
      try store.write(batch, durable: false)
      #expect(try store.pairs() == [Pair(key: [2], value: [20]), Pair(key: [3], value: [31])])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func emptyBatchChangesNothing(kind: StoreKind) throws {
    try kind.withStore { store in
      try store.put([1], [10])
      #expect(WriteBatch().isEmpty)
      try store.write(WriteBatch(), durable: true)
      try store.write(WriteBatch(), durable: false)
      #expect(try store.pairs() == [Pair(key: [1], value: [10])])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func emptyValuesAndAnyBytesAreKept(kind: StoreKind) throws {
    let keys: [[UInt8]] = [[], [0], [0, 0], [0, 0xFF], [1], [0x7F], [0x80], [0xFF], [0xFF, 0], [0xFF, 0xFF]]
    try kind.withStore { store in
      for key in keys { try store.put(key, []) }
      for key in keys { #expect(try store.get(key) == []) }
      #expect(try store.pairs().map(\.key) == keys)
      for key in keys { try store.put(key, key.reversed() + [0]) }
      for key in keys { #expect(try store.get(key) == key.reversed() + [0]) }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func largeValuesAreKept(kind: StoreKind) throws {
    let value = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    try kind.withStore { store in
      try store.put([1], value, durable: true)
      #expect(try store.get([1]) == value)
      #expect(try store.pairs() == [Pair(key: [1], value: value)])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func scanTakesTheLowerEndAndLeavesTheUpper(kind: StoreKind) throws {
    try kind.withStore { store in
      for key in [[2], [4], [4, 0], [6]] as [[UInt8]] { try store.put(key, key) }
      func keys(_ lower: [UInt8], _ upper: [UInt8]) throws -> [[UInt8]] {
        let range = KeyRange(lower: lower, upper: upper)
        let up = try store.pairs(range).map(\.key)
        let down = try store.pairs(range, descending: true).map(\.key)
        #expect(up == down.reversed())
        return up
      }
      #expect(try keys([2], [6]) == [[2], [4], [4, 0]])
      #expect(try keys([2], [6, 0]) == [[2], [4], [4, 0], [6]])
      #expect(try keys([2, 0], [6]) == [[4], [4, 0]])
      #expect(try keys([1], [5]) == [[2], [4], [4, 0]])
      #expect(try keys([4], [4, 0]) == [[4]])
      #expect(try keys([4], [4, 0, 0]) == [[4], [4, 0]])
      #expect(try keys([3], [4]) == [])
      #expect(try keys([7], [9]) == [])
      #expect(try keys([0], [2]) == [])
      #expect(try keys([4], [4]) == [])
      #expect(try keys([6], [2]) == [])
      #expect(try keys([], []) == [])
      #expect(try keys([], [3]) == [[2]])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func scanStopsAtTheLimit(kind: StoreKind) throws {
    try kind.withStore { store in
      for key in 1...9 as ClosedRange<UInt8> { try store.put([key], [key]) }
      let range = KeyRange(lower: [3], upper: [8])
      #expect(try store.pairs(range, limit: 2).map(\.key) == [[3], [4]])
      #expect(try store.pairs(range, limit: 2, descending: true).map(\.key) == [[7], [6]])
      #expect(try store.pairs(range, limit: 5).count == 5)
      #expect(try store.pairs(range, limit: 6).count == 5)
      #expect(try store.pairs(range, limit: 0).isEmpty)
      #expect(try store.pairs(range, limit: -1).isEmpty)
      #expect(try store.scan(range).map(\.key) == [[3], [4], [5], [6], [7]])
    }
  }

  @Test(arguments: StoreKind.allCases, [false, true])
  func pagesJoinToTheWholeRange(kind: StoreKind, descending: Bool) throws {
    try kind.withStore { store in
      for number in 0..<1000 as Range<UInt64> { try store.put(KeySpace.block.key(number), []) }
      try store.put(KeySpace.blockResult.key(0), [])
      var rest = KeySpace.block.range
      var found: [[UInt8]] = []
      while true {
        let page = try store.scan(rest, limit: 7, descending: descending)
        found += page.map(\.key)
        guard page.count == 7, let last = page.last?.key else { break }
        rest = descending ? rest.before(last) : rest.after(last)
      }
      let expected = (0..<1000).map { KeySpace.block.key(UInt64($0)) }
      #expect(found == (descending ? expected.reversed() : expected))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func snapshotSeesNothingThatIsWrittenLater(kind: StoreKind) throws {
    try kind.withStore { store in
      try store.put([1], [10])
      try store.put([2], [20])
      let first = try store.snapshot()
      var batch = WriteBatch()
      batch.put([1], [11])
      batch.delete([2])
      batch.put([3], [30])
      try store.write(batch, durable: true)
      let second = try store.snapshot()
      try store.put([4], [40])

      #expect(try first.pairs() == [Pair(key: [1], value: [10]), Pair(key: [2], value: [20])])
      #expect(try first.pairs(descending: true).map(\.key) == [[2], [1]])
      #expect(try first.get([1]) == [10])
      #expect(try first.get([3]) == nil)
      #expect(try second.pairs() == [Pair(key: [1], value: [11]), Pair(key: [3], value: [30])])
      #expect(try second.get([2]) == nil)
      #expect(try store.pairs().map(\.key) == [[1], [3], [4]])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func closedStoreRefusesEverything(kind: StoreKind) throws {
    try kind.withStore { store in
      try store.put([1], [10])
      let snapshot = try store.snapshot()
      store.close()
      store.close()
      #expect(try error { try store.get([1]) }?.code == .closed)
      #expect(try error { try store.pairs() }?.code == .closed)
      #expect(try error { try store.put([1], [11]) }?.code == .closed)
      #expect(try error { try store.snapshot() }?.code == .closed)
      #expect(try error { try snapshot.get([1]) }?.code == .closed)
      #expect(try error { try snapshot.pairs() }?.code == .closed)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func readersSeeWholeBatchesWhileOthersWrite(kind: StoreKind) throws {
    try kind.withStore { store in
      /// Three keys with the same value.
      @Sendable func batch(_ number: Int) -> WriteBatch {
        var batch = WriteBatch()
        for key in [[1], [2], [3]] as [[UInt8]] { batch.put(key, Array("\(number)".utf8)) }
        return batch
      }
      try store.write(batch(0), durable: true)
      // Worker 0 writes, the others read, all at once.
      DispatchQueue.concurrentPerform(iterations: 4) { worker in
        #expect(throws: Never.self) {
          for number in 1...500 {
            if worker == 0 {
              try store.write(batch(number), durable: number % 100 == 0)
            } else {
              let snapshot = try store.snapshot()
              #expect(Set(try store.pairs().map(\.value)).count == 1)
              #expect(try snapshot.pairs().map(\.value) == Array(repeating: snapshot.get([1]) ?? [], count: 3))
            }
          }
        }
      }
      #expect(try store.get([3]) == Array("500".utf8))
    }
  }
}
