import PandoStorage
import Synchronization

/// A store of which one read, counted from zero, fails.
final class FailingStore: StoreReader {
  private let store: MemoryStore
  private let failing: Int
  private let count = Mutex(0)

  init(_ store: MemoryStore, failingAt failing: Int) {
    self.store = store
    self.failing = failing
  }

  private func read() throws(StorageError) {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    guard number != failing else { throw StorageError(.io, "The test said so.") }
  }

  func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    try read()
    return try store.get(key)
  }

  func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try read()
    return try store.scan(range, limit: limit, descending: descending)
  }
}
