import Synchronization

/// The store of a node: a RocksDB database in a directory (docs/adr/0005-rocksdb.md).
package final class RocksDBStore: KeyValueStore, Sendable {
  private enum State {
    case open(RocksDBDatabase)
    /// A write failed, or the store was closed.
    case refusing(StorageError)
  }

  private let path: String
  private let durableWrites = Atomic<UInt64>(0)
  private let state: Mutex<State>

  /// Opens the database in the directory `path`, or makes one there if the directory is missing or empty; its parent
  /// must exist.
  ///
  /// Throws `locked` if it is open already, `corrupted` if it is damaged, `denied`, `full`, or `io`.
  package init(path: String, options: RocksDBOptions = RocksDBOptions()) throws(StorageError) {
    self.path = path
    state = Mutex(.open(try RocksDBDatabase(path: path, options: options)))
  }

  package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
    try database().get(key)
  }

  package func scan(
    _ range: KeyRange, limit: Int, descending: Bool
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    try database().scan(range, limit: limit, descending: descending)
  }

  /// How many writes have waited for the disk since the store was opened.
  package var durableWriteCount: UInt64 { durableWrites.load(ordering: .relaxed) }

  package func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) {
    if durable { durableWrites.add(1, ordering: .relaxed) }
    do {
      try database().write(batch, durable: durable)
    } catch {
      refuse(because: error)
      throw error
    }
  }

  package func sync() throws(StorageError) {
    durableWrites.add(1, ordering: .relaxed)
    do {
      try database().sync()
    } catch {
      refuse(because: error)
      throw error
    }
  }

  package func snapshot() throws(StorageError) -> Snapshot {
    Snapshot(store: self, moment: RocksDBDatabase.Moment(of: try database()))
  }

  package func close() {
    refuse(because: StorageError(.closed, "The database at \(path) is closed."))
  }

  /// The database, which stays open until the caller lets go of it.
  private func database() throws(StorageError) -> RocksDBDatabase {
    try state.withLock { state throws(StorageError) in
      switch state {
      case .open(let database): return database
      case .refusing(let error): throw error
      }
    }
  }

  /// Answers every later call with `error`, unless it already answers with another.
  private func refuse(because error: StorageError) {
    // The last reference is given up outside the lock, because closing takes its time.
    let database: RocksDBDatabase? = state.withLock { state in
      guard case .open(let database) = state else { return nil }
      state = .refusing(error)
      return database
    }
    _ = consume database
  }

  /// A store as it was at one moment.
  package final class Snapshot: StoreReader {
    private let store: RocksDBStore
    private let moment: RocksDBDatabase.Moment

    fileprivate init(store: RocksDBStore, moment: RocksDBDatabase.Moment) {
      self.store = store
      self.moment = moment
    }

    package func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
      try store.database().get(key, at: moment)
    }

    package func scan(
      _ range: KeyRange, limit: Int, descending: Bool
    ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
      try store.database().scan(range, limit: limit, descending: descending, at: moment)
    }
  }
}
