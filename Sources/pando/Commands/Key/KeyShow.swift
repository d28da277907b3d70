import ArgumentParser
import PandoPrimitives

/// `pando key show`
struct KeyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows the address and the public key of a key, or of all.",
    discussion: """
      Needs no password, and never shows a secret.

      Examples:

        pando key show
        pando key show alice --json
      """)

  @Argument(help: ArgumentHelp("The name or the file of a key (default: all keys).", valueName: "key"))
  var name: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let store = KeyStore(common.home)
    if let name {
      let entry = try store.entry(name)
      return try common.output.show(entry) { KeyShow.text([entry], style: $0) }
    }
    let entries = try store.entries()
    try common.output.show(entries) { style in
      entries.isEmpty ? "There are no keys; make one with: pando key new NAME" : KeyShow.text(entries, style: style)
    }
  }

  static func text(_ entries: [KeyStore.Entry], style: Style) -> String {
    entries.map { entry in
      """
      \(style.bold(entry.name))
        address     \(entry.address)
        public key  \(entry.publicKey) (\(entry.publicKey.scheme))
        file        \(entry.file)
      """
    }.joined(separator: "\n")
  }
}
