import ArgumentParser
import PandoClient
import PandoPrimitives

/// `pando key new`
struct KeyNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Makes a key.",
    discussion: """
      The password is typed at the terminal, or comes from --password-file or $PANDO_PASSWORD. With --generate-password it \
      is random, and written into a private file beside the key: for machines, and for trying things out.

      Examples:

        pando key new alice
        pando key new server --scheme p256 --generate-password
      """)

  @Argument(help: ArgumentHelp("A name for it.", valueName: "name"))
  var name: String

  @Option(name: .long, help: "How it signs.")
  var scheme = Choice(SignatureScheme.ed25519)

  @Flag(name: .long, help: "Make a random password and keep it beside the key.")
  var generatePassword = false

  @OptionGroup var password: PasswordOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let path = try KeyStore(common.home).pathForNew(name)
    let key = KeyPair.generate(scheme.value)
    let entry =
      generatePassword
      ? try KeyStore.writeWithGeneratedPassword(key, to: path)
      : try KeyStore.write(key, to: path, password: try Password.new(for: path, file: password.passwordFile))
    try common.output.show(entry) { KeyShow.text([entry], style: $0) }
  }
}
