import Glibc

extension StorageError {
  /// What a RocksDB status means for the database at `path`.
  ///
  /// The C interface gives the status as text only: a kind, then a detail, as "IO error: No space left on device: …".
  package init(status: String, path: String, isOpeningExisting: Bool = false) {
    self.init(StorageError.code(of: status, isOpeningExisting: isOpeningExisting), path: path, cause: status)
  }

  /// What a failed system call means for the database at `path`.
  init(errno number: Int32, path: String) {
    let code: Code =
      switch number {
      case EACCES, EPERM, EROFS: .denied
      case ENOSPC, EDQUOT: .full
      default: .io
      }
    self.init(code, path: path, cause: unsafe String(cString: strerror(number)))
  }

  init(_ code: Code, path: String, cause: String) {
    let message =
      switch code {
      case .io: "The database at \(path) cannot be read or written."
      case .corrupted: "The database at \(path) is damaged."
      case .full: "The disk that holds the database at \(path) is full."
      case .locked: "The database at \(path) is in use by another process."
      case .denied: "This process has no right to the database at \(path)."
      case .closed: "The database at \(path) is closed."
      }
    self.init(code, message, cause: cause)
  }

  private static func code(of status: String, isOpeningExisting: Bool) -> Code {
    let says = { (text: String) in status.contains(text) }
    if status.hasPrefix("Corruption") { return .corrupted }
    if says("No space left on device") || says("Disk quota exceeded") { return .full }
    if says("While lock file") || says("lock hold by current process") { return .locked }
    if says("Permission denied") || says("Operation not permitted") || says("Read-only file system") {
      return .denied
    }
    // The database names a file that is not there.
    if isOpeningExisting, says("No such file or directory") { return .corrupted }
    return .io
  }
}
