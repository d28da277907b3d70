/// What is wrong with the configuration, in one sentence that names the setting, where it was given, and what is
/// allowed.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  package let message: String

  package init(_ message: String) { self.message = message }

  package var description: String { message }
}
