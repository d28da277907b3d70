import CRocksDB

/// One open RocksDB database: the C library with Swift's values, and all the pointers there are.
///
/// It is open for as long as it is referred to, so that no call and no snapshot can outlive it.
// SAFETY: RocksDB allows all calls made here from any thread, and nothing is assigned after `init`.
@safe
final class RocksDBDatabase: @unchecked Sendable {
  private let path: String
  private let freeDiskByteCountMin: Int
  private let handle: OpaquePointer
  private let readOptions: OpaquePointer
  private let writeOptions: OpaquePointer
  private let durableWriteOptions: OpaquePointer

  /// Opens the database in the directory `path`, or makes one there if the directory is missing or empty.
  init(path: String, options: RocksDBOptions) throws(StorageError) {
    try RocksDBDirectory.make(path)
    let isNew = try RocksDBDirectory.isNew(path)
    try RocksDBDirectory.checkFreeSpace(path, byteCountMin: options.freeDiskByteCountMin)
    let engineOptions = unsafe options.makeEngineOptions()
    defer { unsafe rocksdb_options_destroy(engineOptions) }
    var status: UnsafeMutablePointer<CChar>?
    guard let handle = unsafe rocksdb_open(engineOptions, path, &status) else {
      throw StorageError(status: unsafe RocksDBDatabase.take(status), path: path, isOpeningExisting: !isNew)
    }
    self.path = path
    freeDiskByteCountMin = options.freeDiskByteCountMin
    unsafe self.handle = handle
    unsafe readOptions = rocksdb_readoptions_create()
    unsafe writeOptions = rocksdb_writeoptions_create()
    unsafe durableWriteOptions = rocksdb_writeoptions_create()
    unsafe rocksdb_writeoptions_set_sync(durableWriteOptions, 1)
    // RocksDB syncs the directory itself, but not the entry in its parent that leads to it.
    if isNew { try RocksDBDirectory.syncParent(of: path) }
  }

  deinit {
    unsafe rocksdb_close(handle)
    unsafe rocksdb_readoptions_destroy(readOptions)
    unsafe rocksdb_writeoptions_destroy(writeOptions)
    unsafe rocksdb_writeoptions_destroy(durableWriteOptions)
  }

  func get(_ key: [UInt8], at moment: Moment? = nil) throws(StorageError) -> [UInt8]? {
    var status: UnsafeMutablePointer<CChar>?
    let options = unsafe moment?.readOptions ?? readOptions
    let slice = unsafe key.withUnsafeBytes { key in
      unsafe rocksdb_get_pinned(handle, options, key.characters, key.count, &status)
    }
    try unsafe check(status)
    guard let slice = unsafe slice else { return nil }
    defer { unsafe rocksdb_pinnableslice_destroy(slice) }
    var count = 0
    let start = unsafe rocksdb_pinnableslice_value(slice, &count)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  func scan(
    _ range: KeyRange, limit: Int, descending: Bool, at moment: Moment? = nil
  ) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
    guard !range.isEmpty, limit > 0 else { return [] }
    let options = unsafe rocksdb_readoptions_create()
    defer { unsafe rocksdb_readoptions_destroy(options) }
    if let moment { unsafe rocksdb_readoptions_set_snapshot(options, moment.snapshot) }
    var status: UnsafeMutablePointer<CChar>?
    let found = unsafe range.lower.withUnsafeBytes { lower in
      unsafe range.upper.withUnsafeBytes { upper in
        // RocksDB keeps these pointers for as long as it iterates, which is within this block.
        unsafe rocksdb_readoptions_set_iterate_lower_bound(options, lower.characters, lower.count)
        unsafe rocksdb_readoptions_set_iterate_upper_bound(options, upper.characters, upper.count)
        let iterator = unsafe rocksdb_create_iterator(handle, options)
        defer { unsafe rocksdb_iter_destroy(iterator) }
        let found = unsafe pairs(of: iterator, limit: limit, descending: descending)
        // An iterator that met an error is invalid, as one at its end is.
        unsafe rocksdb_iter_get_error(iterator, &status)
        return found
      }
    }
    try unsafe check(status)
    return found
  }

  /// The first `limit` pairs between the iterator's bounds.
  private func pairs(
    of iterator: OpaquePointer?, limit: Int, descending: Bool
  ) -> [(key: [UInt8], value: [UInt8])] {
    var found: [(key: [UInt8], value: [UInt8])] = []
    unsafe descending ? rocksdb_iter_seek_to_last(iterator) : rocksdb_iter_seek_to_first(iterator)
    while found.count < limit, unsafe rocksdb_iter_valid(iterator) != 0 {
      var (keyCount, valueCount) = (0, 0)
      let key = unsafe rocksdb_iter_key(iterator, &keyCount)
      let value = unsafe rocksdb_iter_value(iterator, &valueCount)
      unsafe found.append(
        (
          key: [UInt8](UnsafeRawBufferPointer(start: key, count: keyCount)),
          value: [UInt8](UnsafeRawBufferPointer(start: value, count: valueCount))
        ))
      unsafe descending ? rocksdb_iter_prev(iterator) : rocksdb_iter_next(iterator)
    }
    return found
  }

  func write(_ batch: WriteBatch, durable: Bool) throws(StorageError) {
    let engineBatch = unsafe rocksdb_writebatch_create()
    defer { unsafe rocksdb_writebatch_destroy(engineBatch) }
    var byteCount = 0
    for operation in batch.operations {
      switch operation {
      case .put(let key, let value):
        byteCount += key.count + value.count
        unsafe key.withUnsafeBytes { key in
          unsafe value.withUnsafeBytes { value in
            unsafe rocksdb_writebatch_put(engineBatch, key.characters, key.count, value.characters, value.count)
          }
        }
      case .delete(let key):
        byteCount += key.count
        unsafe key.withUnsafeBytes { key in
          unsafe rocksdb_writebatch_delete(engineBatch, key.characters, key.count)
        }
      }
    }
    try RocksDBDirectory.checkFreeSpace(path, byteCountMin: freeDiskByteCountMin + byteCount)
    var status: UnsafeMutablePointer<CChar>?
    unsafe rocksdb_write(handle, durable ? durableWriteOptions : writeOptions, engineBatch, &status)
    try unsafe check(status)
  }

  /// Waits until all that was written is on the disk.
  func sync() throws(StorageError) {
    var status: UnsafeMutablePointer<CChar>?
    unsafe rocksdb_flush_wal(handle, 1, &status)
    try unsafe check(status)
  }

  /// The database as it was when this was made.
  // SAFETY: nothing is assigned after `init`, and RocksDB lets any number of threads read through one snapshot.
  @safe
  final class Moment: @unchecked Sendable {
    private let database: RocksDBDatabase
    fileprivate let snapshot: OpaquePointer
    fileprivate let readOptions: OpaquePointer

    init(of database: RocksDBDatabase) {
      self.database = database
      unsafe snapshot = rocksdb_create_snapshot(database.handle)
      unsafe readOptions = rocksdb_readoptions_create()
      unsafe rocksdb_readoptions_set_snapshot(readOptions, snapshot)
    }

    deinit {
      unsafe rocksdb_readoptions_destroy(readOptions)
      unsafe rocksdb_release_snapshot(database.handle, snapshot)
    }
  }

  /// Throws what RocksDB reported, if it reported anything.
  private func check(_ status: UnsafeMutablePointer<CChar>?) throws(StorageError) {
    guard let status = unsafe status else { return }
    throw StorageError(status: unsafe RocksDBDatabase.take(status), path: path)
  }

  /// The text of a status, which is freed.
  private static func take(_ status: UnsafeMutablePointer<CChar>?) -> String {
    guard let status = unsafe status else { return "" }
    defer { unsafe rocksdb_free(status) }
    return unsafe String(cString: status)
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes as C's `const char *`.
  fileprivate var characters: UnsafePointer<CChar>? {
    unsafe baseAddress?.assumingMemoryBound(to: CChar.self)
  }
}
