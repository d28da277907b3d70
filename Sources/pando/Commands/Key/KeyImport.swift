import ArgumentParser
import Foundation
import PandoClient
import PandoNode
import PandoPrimitives

/// `pando key import`
struct KeyImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes over a key from another file.",
    discussion: """
      The file is PKCS#12, whose password --old-password-file names or the terminal is asked for; or it holds the 32 secret \
      bytes as hexadecimal digits, and then --scheme says of what kind. The key is written anew, under a password of its \
      own. The other file stays as it is.

      Examples:

        pando key import alice alice.p12
        pando key import server secret.hex --scheme p256 --password-file password
      """)

  @Argument(help: ArgumentHelp("A name for it here.", valueName: "name"))
  var name: String

  @Argument(help: ArgumentHelp("The file with the key.", valueName: "file"), completion: .file())
  var file: String

  @Option(name: .long, help: "How a key signs that is given as its secret bytes.")
  var scheme = Choice(SignatureScheme.ed25519)

  @Option(
    name: .long, help: ArgumentHelp("A file with the password of the file.", valueName: "file"), completion: .file())
  var oldPasswordFile: String?

  @OptionGroup var password: PasswordOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let path = try KeyStore(common.home).pathForNew(name)
    let key = KeyPair(try privateKey())
    let entry = try KeyStore.write(key, to: path, password: Password.new(for: path, file: password.passwordFile))
    try common.output.show(entry) { KeyShow.text([entry], style: $0) }
  }

  private func privateKey() throws -> PrivateKey {
    let text = String(decoding: try Files.bytes(of: file), as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    guard let secret = [UInt8](hexadecimal: text) else {
      let old = try oldPasswordFile.map { try Password.read($0) } ?? Password.ask("Password of \(file)")
      return try KeyFile.read(file, password: old)
    }
    guard let key = PrivateKey(scheme: scheme.value, rawBytes: secret) else {
      throw Failure(
        .local, "key_malformed", "\(file) does not hold a secret of \(scheme.value); that has 64 hexadecimal digits.")
    }
    return key
  }
}
