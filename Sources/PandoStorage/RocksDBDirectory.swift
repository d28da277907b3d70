import Glibc

/// What the file system must say before and after RocksDB opens a database, where RocksDB itself would not ask.
enum RocksDBDirectory {
  /// Makes the directory if it is missing. Its parent must exist.
  static func make(_ path: String) throws(StorageError) {
    guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
    throw StorageError(errno: errno, path: path)
  }

  /// Whether there is no database in the directory yet; throws unless there is one or room for one.
  ///
  /// RocksDB makes an empty database wherever it does not find the file `CURRENT`, also amid the remains of another
  /// or among somebody's documents. A validator that starts empty by mistake has forgotten its votes.
  static func isNew(_ path: String) throws(StorageError) -> Bool {
    let names = try entries(of: path)
    if names.contains("CURRENT") {
      try checkLog(path, names)
      return false
    }
    // What a process leaves that is killed while it makes a database.
    let isRemainder = { (name: String) in
      ["LOCK", "IDENTITY"].contains(name) || name.hasPrefix("LOG") || name.hasPrefix("MANIFEST-")
        || name.hasSuffix(".dbtmp")
    }
    guard let foreign = names.sorted().first(where: { !isRemainder($0) }) else { return true }
    throw StorageError(
      .corrupted, "The directory \(path) is not empty and holds no complete database.",
      cause: "\(foreign) is there, CURRENT is not")
  }

  /// Throws unless the log of the last writes is there. RocksDB would open without it, and without those writes.
  ///
  /// A database has a log from the moment in which its second manifest is current, whether it is open or not. The first
  /// manifest is current only while the database is being made.
  private static func checkLog(_ path: String, _ names: [String]) throws(StorageError) {
    guard !names.contains(where: { $0.hasSuffix(".log") }), names.contains(where: isLaterManifest) else { return }
    throw StorageError(
      .corrupted, "The database at \(path) is not complete: the log of its last writes is missing.",
      cause: "there is no file that ends with .log")
  }

  private static func isLaterManifest(_ name: String) -> Bool {
    name.hasPrefix("MANIFEST-") && UInt64(name.dropFirst("MANIFEST-".count)).map { $0 > 1 } ?? false
  }

  /// Makes the entry of the directory in its parent durable.
  static func syncParent(of path: String) throws(StorageError) {
    let descriptor = unsafe open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(errno: errno, path: path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StorageError(errno: errno, path: path) }
  }

  /// Throws `full` unless this many bytes of the disk are free.
  static func checkFreeSpace(_ path: String, byteCountMin: Int) throws(StorageError) {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0 else { throw StorageError(errno: errno, path: path) }
    let free = Int(clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
    guard free < byteCountMin else { return }
    throw StorageError(
      .full, path: path, cause: "\(free >> 20) MiB are free and \(byteCountMin >> 20) MiB are needed")
  }

  /// The names in the directory.
  private static func entries(of path: String) throws(StorageError) -> [String] {
    guard let directory = unsafe opendir(path) else { throw StorageError(errno: errno, path: path) }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
