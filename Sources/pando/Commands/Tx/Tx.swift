import ArgumentParser

/// `pando tx`
struct Tx: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows, awaits and sends transactions.",
    discussion: """
      Examples:

        pando tx show 8c1f0b6e6f5a4a8e3f0f8b7b1d4f6a2c9e7d5b3a1f0e8d6c4b2a09f8e7d6c5b4
        pando tx send change.json --key admin
      """,
    subcommands: [TxShow.self, TxWait.self, TxSend.self])
}
