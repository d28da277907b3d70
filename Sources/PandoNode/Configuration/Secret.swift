/// Text that no log, error or debugger shows.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The text, for handing on to what needs it and nothing else.
  package let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { "<secret>" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where the password of the node's key is.
package enum PasswordSource: Hashable, Sendable {
  /// In the environment.
  case given(Secret)
  case file(String)

  /// The password.
  /// - Throws: `ConfigurationError` when the file is not there, not private, or empty.
  package func password() throws(ConfigurationError) -> Secret {
    switch self {
    case .given(let secret): secret
    case .file(let path): try PasswordSource.read(path)
    }
  }

  private static func read(_ path: String) throws(ConfigurationError) -> Secret {
    let bytes: [UInt8]
    do {
      bytes = try PrivateFile.contents(of: path)
    } catch {
      throw ConfigurationError(problem(error.code, path))
    }
    // An editor ends the line; that end is no part of the password.
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard let text = String(validating: line, as: UTF8.self), !text.isEmpty else {
      throw ConfigurationError("Password file \(path) holds no password on its first line.")
    }
    return Secret(text)
  }

  private static func problem(_ code: KeyFileError.Code, _ path: String) -> String {
    switch code {
    case .missing:
      "There is no password file \(path); write one, or set \(Settings.keyPassword.description.variable)."
    case .looseMode: "Others may read password file \(path); take that from them with: chmod 600 \(path)"
    case .notAFile: "\(path) is not a file; key.passwordFile names the file that holds the password."
    default: "Password file \(path) cannot be read; see to its owner and mode."
    }
  }
}
