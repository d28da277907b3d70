import PandoLedger
import PandoStorage
import Synchronization
import Testing

/// The cache answers as its store does, only without asking it.
@Suite struct RowCacheTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func answersAsTheStoreDoes(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let store = CountingStore()
    let cache = RowCache(over: store, byteCountMax: random.below(3) * 2000)
    for _ in 0..<200 {
      if random.below(3) == 0 {
        var batch = WriteBatch()
        for _ in 0..<random.below(6) {
          let key = random.key()
          if random.below(3) == 0 { batch.delete(key) } else { batch.put(key, random.bytes(random.below(40))) }
        }
        try cache.write(batch, durable: false)
      }
      let key = random.key()
      #expect(try cache.get(key) == store.base.get(key))
      #expect(
        try cache.scan(KeySpace.stateRow.range).map(\.key) == store.base.scan(KeySpace.stateRow.range).map(\.key))
      #expect(try cache.snapshot().get(key) == store.base.get(key))
    }
  }

  @Test func rowsAreReadFromTheStoreOnce() throws {
    let store = CountingStore()
    let (row, other) = (KeySpace.stateRow.key([1]), KeySpace.block.key([1]))
    var batch = WriteBatch()
    batch.put(row, [2])
    batch.put(other, [3])
    try store.base.write(batch, durable: true)
    let cache = RowCache(over: store, byteCountMax: 1000)
    for _ in 0..<3 {
      #expect(try cache.get(row) == [2])
      #expect(try cache.get(other) == [3])
    }
    #expect(store.readCount == 1 + 3)
  }

  @Test func writtenRowIsNotReadFromTheStore() throws {
    let store = CountingStore()
    let cache = RowCache(over: store, byteCountMax: 1000)
    var batch = WriteBatch()
    batch.put(KeySpace.stateRow.key([1]), [1])
    batch.put(KeySpace.stateRow.key([2]), [2])
    batch.delete(KeySpace.stateRow.key([2]))
    try cache.write(batch, durable: false)
    #expect(try cache.get(KeySpace.stateRow.key([1])) == [1])
    #expect(store.readCount == 0)
    #expect(try cache.get(KeySpace.stateRow.key([2])) == nil)
  }

  @Test func rowsUsedLastAreKeptWithinTheLimit() throws {
    let store = CountingStore()
    // Room for two generations of four rows.
    let cache = RowCache(over: store, byteCountMax: 2 * 4 * (128 + 2 + 32))
    func key(_ index: UInt8) -> [UInt8] { KeySpace.stateRow.key([index]) }
    for index in 0..<100 as Range<UInt8> {
      var batch = WriteBatch()
      batch.put(key(index), [UInt8](repeating: index, count: 32))
      try cache.write(batch, durable: false)
      #expect(try cache.get(key(0)) == [UInt8](repeating: 0, count: 32))
    }
    #expect(store.readCount == 0)
    for index in 0..<100 as Range<UInt8> { _ = try cache.get(key(index)) }
    #expect(store.readCount >= 92)
  }

  @Test func readThatAWriteOvertakesIsNotRemembered() throws {
    let store = CountingStore()
    let cache = RowCache(over: store, byteCountMax: 1000)
    let key = KeySpace.stateRow.key([1])
    try cache.write(.putting([1], at: key), durable: true)
    try cache.write(.deleting(key), durable: true)
    try store.base.write(.putting([1], at: key), durable: true)

    // The reader has the old value in hand when the write happens.
    store.afterNextRead { try? cache.write(.putting([2], at: key), durable: true) }
    #expect(try cache.get(key) == [1])
    #expect(try cache.get(key) == [2])

    // Readers come while the batch is written, one before the store has it, one after: both may find what was there.
    let found = Mutex<[[UInt8]?]>([])
    store.aroundNextWrite { found.withLock { $0.append(try? cache.get(key)) } }
    try cache.write(.deleting(key), durable: true)
    #expect(found.withLock { $0 } == [[2], [2]])
    #expect(try cache.get(key) == nil)
  }

  @Test func storeThatRefusesIsNotAnsweredFor() throws {
    for isClosed in [true, false] {
      let store = MemoryStore()
      let cache = RowCache(over: store, byteCountMax: 1000)
      let key = KeySpace.stateRow.key([1])
      var batch = WriteBatch()
      batch.put(key, [1])
      try cache.write(batch, durable: true)
      if isClosed {
        cache.close()
      } else {
        store.faults.writes = 1
        #expect(throws: StorageError.self) { try cache.write(WriteBatch(), durable: true) }
      }
      #expect(throws: StorageError.self) { try cache.get(key) }
    }
  }
}

/// A store that counts how often it is asked for a key, and lets something else happen meanwhile.
private final class CountingStore: KeyValueStore {
  private struct Calls {
    var readCount = 0
    var afterNextRead: (@Sendable () -> Void)?
    var aroundNextWrite: (@Sendable () -> Void)?
  }

  let base = MemoryStore()
  private let calls = Mutex(Calls())
  var readCount: Int { calls.withLock { $0.readCount } }

  func afterNextRead(_ body: @escaping @Sendable () -> Void) { calls.withLock { $0.afterNextRead = body } }

  func aroundNextWrite(_ body: @escaping @Sendable () -> Void) { calls.withLock { $0.aroundNextWrite = body } }

  func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    let value = try base.get(key)
    let after = calls.withLock { calls in
      calls.readCount += 1
      defer { calls.afterNextRead = nil }
      return calls.afterNextRead
    }
    after?()
    return value
  }

  func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try base.scan(range, limit: limit, descending: descending)
  }

  func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) {
    let around = calls.withLock { calls in
      defer { calls.aroundNextWrite = nil }
      return calls.aroundNextWrite
    }
    around?()
    try base.write(batch, durable: durable)
    around?()
  }

  func snapshot() throws(StorageError) -> MemoryStore.Snapshot { try base.snapshot() }

  func close() { base.close() }
}

extension WriteBatch {
  fileprivate static func putting(_ value: [UInt8], at key: [UInt8]) -> WriteBatch {
    var batch = WriteBatch()
    batch.put(key, value)
    return batch
  }

  fileprivate static func deleting(_ key: [UInt8]) -> WriteBatch {
    var batch = WriteBatch()
    batch.delete(key)
    return batch
  }
}

extension SplitMix {
  fileprivate mutating func key() -> [UInt8] {
    (below(4) == 0 ? KeySpace.block : .stateRow).key([UInt8(below(12))])
  }
}
