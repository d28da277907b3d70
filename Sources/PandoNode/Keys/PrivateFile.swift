#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Files that nobody but their owner may read.
enum PrivateFile {
  /// The longest file that is looked at.
  private static let byteCountMax = 65_536

  /// The bytes of the file at `path`, unless others may read it.
  static func contents(of path: String) throws(KeyFileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT {
        throw KeyFileError(.missing, "There is no key file \(path); make one with: pando key new")
      }
      throw inaccessible(path, "read")
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw inaccessible(path, "read") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw KeyFileError(.notAFile, "\(path) is not a file; name the key file itself.")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw KeyFileError(.looseMode, "Others may read key file \(path); take that from them with: chmod 600 \(path)")
    }
    guard status.st_size <= byteCountMax else {
      throw KeyFileError(.damaged, "Key file \(path) is far too long for one; restore it from a copy.")
    }
    var bytes = [UInt8](repeating: 0, count: byteCountMax)
    var count = 0
    while count < bytes.count {
      let got = unsafe bytes[count...].withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw inaccessible(path, "read") }
      if got == 0 { break }
      count += got
    }
    return Array(bytes[..<count])
  }

  /// Makes a file that was not there, so that no key is ever written over, and brings it safely to the disk.
  static func create(_ path: String, _ bytes: [UInt8]) throws(KeyFileError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        throw KeyFileError(
          .alreadyThere, "Key file \(path) exists and is not written over; move it away or name another.")
      }
      throw inaccessible(path, "written")
    }
    var isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let failure = inaccessible(path, "written")
    isWritten = close(descriptor) == 0 && isWritten
    guard isWritten else {
      unsafe unlink(path)
      throw failure
    }
    let slash = path.lastIndex(of: "/")
    let directory = unsafe open(slash.map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func inaccessible(_ path: String, _ what: String) -> KeyFileError {
    let cause = unsafe String(cString: strerror(errno))
    return KeyFileError(.inaccessible, "Key file \(path) cannot be \(what): \(cause); mend that and try again.")
  }
}
