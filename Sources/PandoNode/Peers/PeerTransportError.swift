import NIOCore
import NIOPosix

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why the node cannot listen for peers, in a sentence.
package struct PeerTransportError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    case portInUse
    case notPermitted
    case addressUnknown
    case failed
  }

  package let code: Code
  package let message: String

  init(host: String, port: Int, cause: any Error) {
    let place = "\(host):\(port)"
    switch (cause as? IOError)?.errnoCode {
    case EADDRINUSE:
      code = .portInUse
      message =
        "Cannot listen for peers on \(place): the port is in use; stop the program that uses it or choose another."
    case EACCES, EPERM:
      code = .notPermitted
      message = "Cannot listen for peers on \(place): this user may not use the port; choose one above 1023."
    case EADDRNOTAVAIL:
      code = .addressUnknown
      message = "Cannot listen for peers on \(place): this machine has no such address; 0.0.0.0 stands for all it has."
    default:
      code = cause is SocketAddressError ? .addressUnknown : .failed
      message = "Cannot listen for peers on \(place): \(PeerTransportError.reason(of: cause))."
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
