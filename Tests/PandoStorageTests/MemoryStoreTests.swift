import PandoStorage
import Testing

@Suite struct MemoryStoreTests {
  /// A store with one durable pair and three that are not.
  private func makeStore() throws -> MemoryStore {
    let store = MemoryStore()
    try store.put([0], [0])
    try store.put([1], [1], durable: true)
    for key in 2...4 as ClosedRange<UInt8> { try store.put([key], [key]) }
    return store
  }

  @Test(arguments: [(0, 1), (1, 2), (2, 3), (3, 4), (9, 4), (-1, 1)])
  func crashKeepsWhatIsDurableAndTheFirstOfTheRest(survivors: Int, last: UInt8) throws {
    let crashed = try makeStore()
    #expect(crashed.unsyncedCount == 3)
    let store = crashed.crash(survivors: survivors)
    #expect(try store.pairs().map(\.key) == (0...last).map { [$0] })
    #expect(store.unsyncedCount == 0)
    #expect(try error { try crashed.get([0]) }?.code == .closed)
    // What was found at opening is not lost by a second crash.
    #expect(try store.crash().pairs().map(\.key) == (0...last).map { [$0] })
  }

  @Test func failedWriteStopsTheStoreForGood() throws {
    let store = try makeStore()
    let snapshot = try store.snapshot()
    let full = StorageError(.full, "Full.")
    store.faults = MemoryStore.Faults(writes: 1, error: full)
    #expect(try error { try store.put([5], [5], durable: true) } == full)
    store.faults = MemoryStore.Faults()
    #expect(try error { try store.put([6], [6]) } == full)
    #expect(try error { try store.get([1]) } == full)
    #expect(try error { try store.pairs() } == full)
    #expect(try error { try store.snapshot() } == full)
    #expect(try error { try snapshot.get([1]) } == full)
    store.close()
    #expect(try error { try store.get([1]) } == full)
  }

  @Test(arguments: [(3, nil), (4, [5])] as [(Int, [UInt8]?)])
  func failedWriteMayHaveReachedTheDisk(survivors: Int, value: [UInt8]?) throws {
    let store = try makeStore()
    store.faults.writes = 1
    #expect(try error { try store.put([5], [5]) }?.code == .io)
    #expect(store.unsyncedCount == 4)
    #expect(try store.crash(survivors: survivors).get([5]) == value)
  }

  @Test func failedReadStopsNothing() throws {
    let store = try makeStore()
    let snapshot = try store.snapshot()
    let rot = StorageError(.corrupted, "Bit rot.", cause: "the test")
    store.faults = MemoryStore.Faults(reads: 3, error: rot)
    #expect(try error { try store.get([1]) } == rot)
    #expect(try error { try snapshot.get([1]) } == rot)
    #expect(try error { try store.pairs() } == rot)
    #expect(store.faults.reads == 0)
    #expect(try store.get([1]) == [1])
    #expect("\(rot)" == "Bit rot. (the test)")
  }
}
