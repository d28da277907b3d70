import PandoLedger
package import PandoStorage

/// How much memory a node may use to read its database from, and what for. It is used as far as there is something to
/// remember.
package struct StorageCache: Sendable {
  /// All of it: by default enough for the rows and the tree of some 200,000 accounts.
  package var byteCountMax: Int

  package init(byteCountMax: Int = 256 << 20) { self.byteCountMax = byteCountMax }

  /// Opens the database in the directory `path`, or makes one there, with the cache in front of it.
  package func open(_ path: String) throws(StorageError) -> NodeCore.Store {
    var options = RocksDBOptions()
    // A quarter for what is read from files, the rest for rows and nodes of the state tree, ready to use.
    options.blockCacheByteCount = byteCountMax / 4
    return StateNodeCache(
      over: try RocksDBStore(path: path, options: options), byteCountMax: byteCountMax - options.blockCacheByteCount)
  }
}
