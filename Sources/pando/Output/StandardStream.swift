import Foundation

/// Where a command writes. Everything goes out at once, whole. What cannot be written is a failure; Foundation's file
/// handles end the process then.
package enum StandardStream {
  case output, error

  private var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }

  package func write(_ text: String) throws(Failure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Somebody made the terminal or the pipe one that does not wait, so we do.
        var events = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // SAFETY: the pointer is to a local and lives for the call.
        _ = unsafe poll(&events, 1, -1)
      } else if errno != EINTR {
        let cause = unsafe String(cString: strerror(errno))
        throw Failure(.local, "output_unwritable", "The output cannot be written: \(cause).")
      }
    }
  }

  /// Writes what is of no use when nobody can read it.
  package func say(_ text: String) { try? write(text) }
}
