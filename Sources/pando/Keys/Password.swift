import Foundation
import PandoPrimitives

/// Passwords of key files: where they come from, and new ones.
enum Password {
  /// A password that nobody guesses: 128 random bits.
  static func generate() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }.hexadecimal
  }

  /// How often a password of ``generate()`` is hashed. Guessing among 2^128 is hopeless however cheap a guess is, so it
  /// needs no help, and opening must be quick; what people choose needs ``KeyFile/iterationsDefault``.
  static let iterationsForGenerated = 1_000

  /// Asks at the terminal, without showing what is typed.
  /// - Throws: a failure when there is no terminal to ask.
  static func ask(_ prompt: String) throws -> String {
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure(
        .local, "no_password",
        "\(prompt): there is no terminal to ask; give --password-file FILE or set PANDO_PASSWORD.")
    }
    // SAFETY: getpass gives a C string in a buffer of its own, which is copied before anything else can change it.
    guard let typed = unsafe getpass("\(prompt): ") else {
      throw Failure(.local, "no_password", "The password could not be read.")
    }
    return unsafe String(cString: typed)
  }

  /// The password in `file`, without the end of its line. Others must not be able to read the file.
  static func read(_ file: String) throws -> String {
    guard try Files.isPrivate(file) else {
      throw Failure(
        .local, "loose_mode", "Others may read password file \(file); take that from them with: chmod 600 \(file)")
    }
    let password = try Files.read(file).trimmingCharacters(in: .newlines)
    guard !password.isEmpty else { throw Failure(.local, "no_password", "Password file \(file) is empty.") }
    return password
  }
}

extension Password {
  /// The password of the key file at `path`, from the first source that has one.
  /// - Parameter file: where the command line says that it is.
  static func existing(for path: String, file: String?) throws -> String {
    if let file { return try read(file) }
    // What lies beside a key is meant for this key; the variable is for all.
    let beside = KeyStore.beside(path, "password")
    if Files.isFile(beside) { return try read(beside) }
    return try fromEnvironment ?? ask("Password of \(path)")
  }

  /// A password for a new key file; typed twice when typed.
  static func new(for path: String, file: String?) throws -> String {
    if let file { return try read(file) }
    if let fromEnvironment { return fromEnvironment }
    let first = try ask("New password for \(path)")
    guard try first == ask("The same again") else {
      throw Failure(.local, "passwords_differ", "The two passwords differ; nothing was written.")
    }
    guard !first.isEmpty else { throw Failure(.local, "no_password", "An empty password protects nothing.") }
    return first
  }

  private static var fromEnvironment: String? {
    ProcessInfo.processInfo.environment["PANDO_PASSWORD"].flatMap { $0.isEmpty ? nil : $0 }
  }
}
