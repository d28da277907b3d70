import Foundation
package import PandoClient
import PandoNode
package import PandoPrimitives

/// The key files that commands know by name: the user's own, and those that `pando up` made.
///
/// `NAME.p12` is the private key under a password; `NAME.pub` beside it is the public key, which everyone may read.
package struct KeyStore {
  private let directories: [String]

  package init(_ home: Home) { directories = [home.keys, home.network.keys] }

  /// A key as it lies there, unopened.
  package struct Entry: Encodable, Equatable {
    package let name: String
    package let address: String
    package let publicKey: PublicKey
    package let file: String
  }

  /// Where a new key of this name goes.
  /// - Throws: a failure when it is no name for a file.
  package func pathForNew(_ name: String) throws -> String {
    let isName =
      !name.isEmpty && name.utf8.count <= 64 && name.first != "."
      && name.utf8.allSatisfy { $0.isKeyNameCharacter }
    guard isName else {
      throw Failure(
        .usage, "key_name", "\"\(name)\" is no name for a key; use letters, digits, '-', '_' and '.', 64 at most.")
    }
    return "\(directories[0])/\(name).p12"
  }

  /// Writes `key` under a password, and its public half beside it.
  /// - Throws: a failure when a key of this name is there already.
  package static func write(
    _ key: KeyPair, to path: String, password: String, iterations: Int = KeyFile.iterationsDefault
  ) throws -> Entry {
    try Files.makeDirectory((path as NSString).deletingLastPathComponent, private: true)
    try KeyFile.write(key.privateKey, to: path, password: password, iterations: iterations)
    try Files.write("\(key.publicKey)\n", to: beside(path, "pub"))
    return entry(key.publicKey, path)
  }

  /// Writes `key` under a password that nobody knows, which goes into a private file beside it.
  @discardableResult
  package static func writeWithGeneratedPassword(_ key: KeyPair, to path: String) throws -> Entry {
    let password = Password.generate()
    let entry = try write(key, to: path, password: password, iterations: Password.iterationsForGenerated)
    try Files.write(password + "\n", to: beside(path, "password"), private: true)
    return entry
  }

  /// Opens the key that `name` is the name or the path of. Asks at the terminal when nothing else has the password.
  package func open(_ name: String, passwordFile: String? = nil) throws -> KeyPair {
    let path = try path(of: name)
    let secret = try Password.existing(for: path, file: passwordFile)
    return KeyPair(try KeyFile.read(path, password: secret))
  }

  /// The public half of the key that `name` is the name or the path of.
  package func entry(_ name: String) throws -> Entry {
    let path = try path(of: name)
    let file = KeyStore.beside(path, "pub")
    let text = try Files.read(file).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let key = PublicKey(hexadecimal: text) else {
      throw Failure(.local, "public_key_file", "\(file) holds no public key; make it anew with: pando key import")
    }
    return KeyStore.entry(key, path)
  }

  /// All keys, by name.
  package func entries() throws -> [Entry] {
    let names = directories.flatMap { directory in
      ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
        .filter { $0.hasSuffix(".p12") }.map { String($0.dropLast(4)) }
    }
    return try Set(names).sorted().map { try entry($0) }
  }

  /// The address that `text` spells, or that of the key it names.
  package func address(_ text: String) throws -> Address {
    if let address = Address(text) { return address }
    guard !text.isEmpty else {
      throw Failure(.usage, "address_missing", "An account is an address or the name of a key; nothing is given.")
    }
    guard !text.hasPrefix("\(Address.prefix)1") else {
      throw Failure(.usage, "address_malformed", "\"\(text)\" is not an address: its checksum or its length is wrong.")
    }
    return Address(try entry(text).publicKey)
  }

  private func path(of name: String) throws -> String {
    let places = directories.map { "\($0)/\(name).p12" } + [name]
    if let path = places.first(where: { Files.isFile($0) }) { return path }
    throw Failure(
      .notFound, "no_such_key",
      "There is no key \"\(name)\": no such file, and none of that name in \(directories[0]). "
        + "List them with: pando key show")
  }

  private static func entry(_ key: PublicKey, _ path: String) -> Entry {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    return Entry(name: name, address: Address(key).description, publicKey: key, file: path)
  }

  /// The file with the same name and another ending.
  package static func beside(_ path: String, _ ending: String) -> String {
    (path as NSString).deletingPathExtension + ".\(ending)"
  }
}

extension UInt8 {
  fileprivate var isKeyNameCharacter: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
