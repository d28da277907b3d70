import Foundation

/// A lock on a file that the kernel ties to a process: it knows who holds it, and frees it when the process ends,
/// however that happens. So it answers "is it running, and as which process" without the staleness of a file with a
/// number in it.
package final class ProcessLock: Sendable {
  private let file: FileHandle

  private init(_ file: FileHandle) { self.file = file }

  /// What trying to take a lock brings.
  package enum Attempt {
    /// This process holds it until the value is gone.
    case taken(ProcessLock)
    /// The process with this number holds it.
    case held(by: ProcessID)
  }

  /// Takes the lock on the file at `path`, which is made if it is not there.
  /// - Important: the lock is lost when the process opens and closes the same file by other means; nothing else does.
  package static func take(_ path: String) throws(Failure) -> Attempt {
    // SAFETY: the string lives for the call.
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(.local, "lock_file", "\(path) cannot be opened: \(String(describing: cause)).")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // Whoever holds it may end between the two questions; then the lock is free at the second attempt.
    for _ in 0..<100 {
      var wanted = wholeFile
      // SAFETY: the pointer is to a local and lives for the call.
      if unsafe fcntl(descriptor, F_SETLK, &wanted) == 0 { return .taken(ProcessLock(file)) }
      if let holder = ProcessLock.holder(descriptor) { return .held(by: holder) }
    }
    throw Failure(.local, "lock_file", "\(path) cannot be locked: \(String(describing: cause)).")
  }

  /// The process that holds the lock on the file at `path`; nil when none does. Never this process itself.
  package static func holder(_ path: String) -> ProcessID? {
    // SAFETY: the string lives for the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return holder(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> ProcessID? {
    var found = wholeFile
    // SAFETY: the pointer is to a local and lives for the call.
    guard unsafe fcntl(descriptor, F_GETLK, &found) == 0, found.l_type != F_UNLCK else { return nil }
    return found.l_pid
  }

  private static var wholeFile: flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return lock
  }

  private static var cause: String { unsafe String(cString: strerror(errno)) }
}
