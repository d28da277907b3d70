import NIOCore
import NIOPosix

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why the node cannot listen, in a sentence.
package struct ListenError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    case portInUse
    case notPermitted
    case addressUnknown
    case failed
  }

  package let code: Code
  package let message: String

  /// - Parameter guests: for whom: `clients` or `peers`.
  init(for guests: String, host: String, port: Int, cause: any Error) {
    let attempt = "Cannot listen for \(guests) on \(host):\(port)"
    switch (cause as? IOError)?.errnoCode {
    case EADDRINUSE:
      code = .portInUse
      message = "\(attempt): the port is in use; stop the program that uses it or choose another."
    case EACCES, EPERM:
      code = .notPermitted
      message = "\(attempt): this user may not use the port; choose one above 1023."
    case EADDRNOTAVAIL:
      code = .addressUnknown
      message = "\(attempt): this machine has no such address; 0.0.0.0 stands for all it has."
    default:
      code = cause is SocketAddressError ? .addressUnknown : .failed
      message = "\(attempt): \(ListenError.reason(of: cause))."
    }
  }

  package var description: String { message }

  /// What a person wants to know of an error of NIO's sockets.
  static func reason(of error: any Error) -> String {
    if let failures = (error as? NIOConnectionError)?.connectionErrors, let first = failures.first {
      return reason(of: first.error)
    }
    guard let error = error as? IOError else { return "\(error)" }
    return unsafe String(cString: strerror(error.errnoCode))
  }
}
