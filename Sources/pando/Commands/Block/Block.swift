import ArgumentParser

/// `pando block`
struct Block: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows blocks, and proves them final.",
    discussion: """
      Example:

        pando block show latest
      """,
    subcommands: [BlockShow.self])
}
