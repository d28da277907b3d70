import Synchronization

/// A store in memory that behaves as one on a disk does when things go wrong, for tests and simulation.
///
/// A crash loses writes that were not durable, and reads and writes fail when they are told to. It owns no clock and
/// no source of chance: who drives it decides what is lost and what fails.
package final class MemoryStore: KeyValueStore, Sendable {
  /// Which of the next calls fail.
  package struct Faults: Sendable {
    /// How many of the next writes fail; the first of them stops the store.
    package var writes: Int
    /// How many of the next reads, `get` or `scan`, of the store or its snapshots, fail. A failed read stops nothing.
    package var reads: Int
    /// What the failing calls throw.
    package var error: StorageError

    package init(
      writes: Int = 0, reads: Int = 0,
      error: StorageError = StorageError(.io, "The disk failed because the test said so.")
    ) {
      self.writes = writes
      self.reads = reads
      self.error = error
    }
  }

  private struct State {
    /// What a read sees.
    var current: SortedMap
    /// What a crash cannot take away, and the batches since then, in order.
    var durable: SortedMap
    var unsynced: [WriteBatch] = []
    var faults = Faults()
    var faultCount = 0
    /// Why every call is refused: a write failed, or the store is closed.
    var refusal: StorageError?
  }

  private let state: Mutex<State>

  /// An empty store: a new disk.
  package convenience init() { self.init(contents: SortedMap()) }

  private init(contents: SortedMap) {
    state = Mutex(State(current: contents, durable: contents))
  }

  package var faults: Faults {
    get { state.withLock { $0.faults } }
    set { state.withLock { $0.faults = newValue } }
  }

  /// How often a call has failed because it was to fail.
  package var faultCount: Int { state.withLock { $0.faultCount } }

  /// How many batches a crash could take away, a failed one among them.
  package var unsyncedCount: Int { state.withLock { $0.unsynced.count } }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    try contents()[key]
  }

  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try contents().scan(range, limit: limit, descending: descending)
  }

  package func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) {
    try state.withLock { state throws(StorageError) in
      if let refusal = state.refusal { throw refusal }
      state.unsynced.append(batch)
      if state.faults.writes > 0 {
        // The batch may have reached the disk all the same: the crash that follows decides.
        state.faults.writes -= 1
        state.faultCount += 1
        state.refusal = state.faults.error
        throw state.faults.error
      }
      state.current.apply(batch)
      if durable {
        state.durable = state.current
        state.unsynced = []
      }
    }
  }

  package func snapshot() throws(StorageError) -> Snapshot {
    let contents = try state.withLock { state throws(StorageError) in
      if let refusal = state.refusal { throw refusal }
      return state.current
    }
    return Snapshot(store: self, contents: contents)
  }

  package func close() {
    state.withLock { state in
      if state.refusal == nil { state.refusal = StorageError(.closed, "The store is closed.") }
    }
  }

  /// Ends this store as a loss of power would and opens what is left of it.
  ///
  /// Of the batches that were not durable the first `survivors` reached the disk, in order. What the new store opens
  /// with is durable. The old one is closed.
  package func crash(survivors: Int = 0) -> MemoryStore {
    let contents = state.withLock { state in
      var contents = state.durable
      for batch in state.unsynced.prefix(max(0, survivors)) { contents.apply(batch) }
      return contents
    }
    close()
    return MemoryStore(contents: contents)
  }

  /// What a read is about to see, unless this read fails.
  private func contents() throws(StorageError) -> SortedMap {
    try state.withLock { state throws(StorageError) in
      if let refusal = state.refusal { throw refusal }
      if state.faults.reads > 0 {
        state.faults.reads -= 1
        state.faultCount += 1
        throw state.faults.error
      }
      return state.current
    }
  }

  /// A store as it was at one moment.
  package final class Snapshot: StoreReader {
    private let store: MemoryStore
    private let contents: SortedMap

    fileprivate init(store: MemoryStore, contents: SortedMap) {
      self.store = store
      self.contents = contents
    }

    package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
      _ = try store.contents()
      return contents[key]
    }

    package func scan(
      _ range: KeyRange, limit: Int, descending: Bool
    ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
      _ = try store.contents()
      return contents.scan(range, limit: limit, descending: descending)
    }
  }
}
