import ArgumentParser

/// `pando table`
struct Table: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Creates and shows tables.",
    discussion: """
      Examples:

        pando table create acme/points --kind asset --decimals 2
        pando table show demo/coin
      """,
    subcommands: [TableCreate.self, TableShow.self, TableList.self])
}
