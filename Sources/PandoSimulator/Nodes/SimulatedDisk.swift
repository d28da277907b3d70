package import PandoStorage
import Synchronization

/// A disk that loses, refuses and forgets what the run says: a `MemoryStore`, and keys whose values have rotted.
///
/// RocksDB guards its blocks with checksums, so rot shows as a read that fails and never as another value.
package final class SimulatedDisk: KeyValueStore {
  package typealias Snapshot = MemoryStore.Snapshot

  /// What is on it, also where it has rotted: for rules alone.
  var sound: MemoryStore { store }

  private let store: MemoryStore
  private let rotten: Mutex<Set<[UInt8]>>
  private let rotCount = Atomic<Int>(0)

  /// A new disk.
  package convenience init() { self.init(store: MemoryStore(), rotten: []) }

  private init(store: MemoryStore, rotten: Set<[UInt8]>) {
    self.store = store
    self.rotten = Mutex(rotten)
  }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    if rotten.withLock({ !$0.isEmpty && $0.contains(key) }) { throw findRot() }
    return try store.get(key)
  }

  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    let found = try store.scan(range, limit: limit, descending: descending)
    if rotten.withLock({ rotten in !rotten.isEmpty && found.contains { rotten.contains($0.key) } }) {
      throw findRot()
    }
    return found
  }

  package func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) {
    try store.write(batch, durable: durable)
    rotten.withLock { rotten in
      guard !rotten.isEmpty else { return }
      for operation in batch.operations {
        switch operation {
        case .put(let key, _), .delete(let key): rotten.remove(key)
        }
      }
    }
  }

  package func snapshot() throws(StorageError) -> MemoryStore.Snapshot { try store.snapshot() }

  package func close() { store.close() }

  /// The disk after a loss of power; of the batches that were not durable the first `survivors` are there.
  func crash(survivors: Int) -> SimulatedDisk {
    SimulatedDisk(store: store.crash(survivors: survivors), rotten: rotten.withLock { $0 })
  }

  /// Whether it has failed since its machine was started: only then may the node stop.
  var hasFailed: Bool { rotCount.load(ordering: .relaxed) + store.faultCount > 0 }

  var unsyncedCount: Int { store.unsyncedCount }

  func failNextWrite() { store.faults.writes = 1 }

  /// Nothing that was to fail will; what has rotted stays so.
  func repair() { store.faults = MemoryStore.Faults() }

  /// What has rotted is as it was; of a node whose disk may not be lost, because it votes by now.
  func restore() { rotten.withLock { $0 = [] } }

  func failNextReads(_ count: Int) { store.faults.reads = count }

  /// Makes the value of one key unreadable: the one that is `share` thousandths into the disk.
  func rot(perMille share: UInt64) throws(StorageError) {
    let keys = try store.scan(KeyRange(lower: [0], upper: [0xff])).map(\.key)
    guard !keys.isEmpty else { return }
    let key = keys[Int(UInt64(keys.count) * share / 1_000)]
    _ = rotten.withLock { $0.insert(key) }
  }

  private func findRot() -> StorageError {
    rotCount.add(1, ordering: .relaxed)
    return StorageError(.corrupted, "A checksum does not match: the run let it rot.")
  }
}
