/// Why the store could not do what it was asked to; the shell decides what follows.
package struct StorageError: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// The device or the file system failed.
    case io
    /// What was read is not what was written.
    case corrupted
    /// No space is left on the device.
    case full
    /// The database is already open, here or in another process.
    case locked
    /// The process has no right to the files.
    case denied
    /// The store has been closed.
    case closed
  }

  package let code: Code
  /// One sentence for an operator.
  package let message: String
  /// What the storage engine said, if it said anything.
  package let cause: String?

  package init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension StorageError: CustomStringConvertible {
  package var description: String {
    guard let cause else { return message }
    return "\(message) (\(cause))"
  }
}
