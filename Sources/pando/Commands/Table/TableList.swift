import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando table list`
struct TableList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the tables of the ledger.",
    discussion: """
      Example:

        pando table list
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let tables = try await connection.client(common.home).allTables()
    try common.output.show(tables) { style in
      var table = TextTable([("TABLE", .left), ("KIND", .left), ("DECIMALS", .right), ("RIGHTS", .left)])
      for one in tables {
        table.append([
          .init(one.name.description), .init("\(one.kind)"), .init(one.kind == .asset ? "\(one.decimals)" : "-"),
          .init("\(one.permissionModel)"),
        ])
      }
      return table.lines(style: style).joined(separator: "\n")
    }
  }
}
