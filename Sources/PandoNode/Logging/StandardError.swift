#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where the log goes.
package enum StandardError {
  /// Writes a whole line with as few system calls as may be, so that lines of several threads do not mix. When nobody
  /// takes it, it is lost: the node must not stop because its log is full.
  @Sendable package static func emit(_ line: String) {
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
