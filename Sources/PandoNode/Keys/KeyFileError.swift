/// Why a key file cannot be read or written, and what to do about it. It never holds a secret.
package struct KeyFileError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    case missing
    case alreadyThere
    case looseMode
    case notAFile
    case inaccessible
    case wrongPassword
    case emptyPassword
    case unsupported
    case wrongScheme
    case damaged
  }

  package let code: Code
  package let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
