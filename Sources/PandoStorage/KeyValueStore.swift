/// Something that can be read by key and in the order of keys: a store as it is now, or a snapshot of it.
package protocol StoreReader: Sendable {
  /// The value of `key`, or nil.
  func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]?

  /// The first `limit` pairs of the range, from its lower end up or, if `descending`, from its upper end down.
  ///
  /// One call sees one moment. Cost: one seek, then the pairs.
  func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])]
}

extension StoreReader {
  /// The first `limit` pairs of the range, in ascending order.
  package func scan(
    _ range: KeyRange, limit: Int = .max
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try scan(range, limit: limit, descending: false)
  }
}

/// An ordered key-value store with atomic batches and snapshots, safe to use from several threads.
///
/// A write that fails is fatal: whether it reached the disk is unknown, so from then on every call throws the error
/// of that write. The owner stops, opens the store again, and goes on from what is there.
package protocol KeyValueStore: StoreReader {
  associatedtype Snapshot: StoreReader

  /// Carries out the whole batch, or nothing of it.
  ///
  /// Every later read sees it. If `durable`, it and all writes before it also survive a loss of power from the moment
  /// this returns. Writes that were not durable may be lost by a crash, but only the last ones, and whole batches.
  func write(_ batch: WriteBatch, durable: Bool) throws(StorageError)

  /// Makes all writes so far as durable as the last of them would be with `durable`. Returns when they are.
  func sync() throws(StorageError)

  /// The store as it is now, whatever is written later. Released with its last reference.
  func snapshot() throws(StorageError) -> Snapshot

  /// Refuses every later call, also to snapshots, with `closed`, and lets go of the files as soon as no call is in
  /// progress and no snapshot is left. Closing again does nothing.
  func close()
}

extension KeyValueStore {
  package func sync() throws(StorageError) { try write(WriteBatch(), durable: true) }
}
