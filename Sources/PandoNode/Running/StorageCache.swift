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
    options.blockCacheByteCount = byteCountMax / 4
    return RowCache(over: try RocksDBStore(path: path, options: options), byteCountMax: byteCountMax / 4)
  }

  /// What the state tree may take: half. A quarter is for what is read from files, one for rows, ready to use.
  package var stateTreeByteCountMax: Int { byteCountMax / 2 }
}
