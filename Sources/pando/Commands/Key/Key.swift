import ArgumentParser

/// `pando key`
struct Key: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes, shows and imports keys.",
    discussion: """
      A key is a PKCS#12 file under a password, which openssl and others read too; its public half lies beside it. Keys \
      are kept in the directory `keys` of --directory, and other commands know them by name.

      Examples:

        pando key new alice
        pando key show
      """,
    subcommands: [KeyNew.self, KeyShow.self, KeyImport.self])
}
