package import PandoStorage
import Synchronization

/// A store that keeps the rows that were read or written last in memory.
///
/// All writes to the store go through here, so what is remembered is what the store holds; only while a batch is being
/// written may it be what was there before. That has no influence on any result, for whoever reads meanwhile reads
/// through layers that hold the batch already. Other keys, scans and snapshots go straight to the store.
package final class RowCache<Base: KeyValueStore>: KeyValueStore {
  package let base: Base
  private let memory: Mutex<Memory>
  /// Held while a batch is written, so that the later of two is the later one here and in the store.
  private let writing = Mutex(())

  /// - Parameter byteCountMax: how much memory the rows may take, the tables that find them included: about 250 bytes
  ///   for a balance. Zero remembers none.
  package init(over base: Base, byteCountMax: Int) {
    self.base = base
    memory = Mutex(Memory(byteCountMax: byteCountMax))
  }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    guard isRemembered(key) else { return try base.get(key) }
    let (remembered, version) = memory.withLock { ($0.recall(key), $0.version) }
    if let remembered { return remembered }
    let value = try base.get(key)
    if let value {
      memory.withLock { memory in
        // Was a batch being written meanwhile, the value may be the one before it or the one after it.
        if memory.version == version, version % 2 == 0 { memory.remember(key, value) }
      }
    }
    return value
  }

  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try base.scan(range, limit: limit, descending: descending)
  }

  package func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) {
    try writing.withLock { _ throws(StorageError) in
      // Until the batch is written readers may find what was there before it, and nothing that is read is remembered.
      memory.withLock { $0.version += 1 }
      do throws(StorageError) {
        try base.write(batch, durable: durable)
      } catch {
        forgetForGood()
        throw error
      }
      memory.withLock { memory in
        memory.version += 1
        for operation in batch.operations {
          switch operation {
          case .put(let key, let value): if isRemembered(key) { memory.remember(key, value) }
          case .delete(let key): if isRemembered(key) { memory.forget(key) }
          }
        }
      }
    }
  }

  package func sync() throws(StorageError) {
    do throws(StorageError) {
      try base.sync()
    } catch {
      forgetForGood()
      throw error
    }
  }

  package func snapshot() throws(StorageError) -> Base.Snapshot { try base.snapshot() }

  package func close() {
    base.close()
    forgetForGood()
  }

  /// From now on the store refuses every call, and so must what was remembered of it.
  private func forgetForGood() { memory.withLock { $0 = Memory(byteCountMax: 0) } }

  private func isRemembered(_ key: [UInt8]) -> Bool {
    key.first == KeySpace.stateRow.rawValue
  }
}

/// Two generations of pairs. When the young one is full it becomes the old one, and the old one is forgotten; a pair
/// that is used becomes young again. So the pairs used last stay, at the cost of two look-ups.
private struct Memory {
  /// What a pair takes beside its bytes: two array headers and a slot in a dictionary that is half full.
  static let pairByteCount = 128

  /// Even when no batch is being written; never twice the same after a write.
  var version: UInt64 = 0
  private var young: [StoreKey: [UInt8]] = [:]
  private var old: [StoreKey: [UInt8]] = [:]
  private var youngByteCount = 0
  private let youngByteCountMax: Int

  init(byteCountMax: Int) { youngByteCountMax = byteCountMax / 2 }

  mutating func recall(_ key: [UInt8]) -> [UInt8]? {
    let lookedUp = StoreKey(key)
    if let value = young[lookedUp] { return value }
    guard let value = old[lookedUp] else { return nil }
    remember(key, value)
    return value
  }

  /// What the old generation holds of the key is hidden from now on.
  mutating func remember(_ key: [UInt8], _ value: [UInt8]) {
    let byteCount = Memory.pairByteCount + key.count + value.count
    guard byteCount <= youngByteCountMax else { return forget(key) }
    if youngByteCount + byteCount > youngByteCountMax {
      old = young
      young = [:]
      youngByteCount = 0
    }
    if let before = young.updateValue(value, forKey: StoreKey(key)) {
      youngByteCount -= Memory.pairByteCount + key.count + before.count
    }
    youngByteCount += byteCount
  }

  mutating func forget(_ key: [UInt8]) {
    if let value = young.removeValue(forKey: StoreKey(key)) {
      youngByteCount -= Memory.pairByteCount + key.count + value.count
    }
    old[StoreKey(key)] = nil
  }
}
