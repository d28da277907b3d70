import ArgumentParser

/// `pando account`
struct Account: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows accounts.",
    discussion: """
      Example:

        pando account show alice
      """,
    subcommands: [AccountShow.self])
}
