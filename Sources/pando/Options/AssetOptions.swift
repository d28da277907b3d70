import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// Which asset a command is about.
struct AssetOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The asset's table, ecosystem/name.", valueName: "table"))
  var table = NetworkMaker.coin.description

  var name: TableName {
    get throws { try TableName(argument: table) }
  }

  /// The amount that `text` spells in this table, and the table's decimals.
  func amount(_ text: String, _ client: LedgerClient) async throws -> (amount: Amount, decimals: UInt64) {
    let descriptor = try await client.table(try name).table
    guard descriptor.kind == .asset else {
      throw Failure(.usage, "table_wrong_kind", "\(table) is a \(descriptor.kind) table; amounts are in asset tables.")
    }
    return (try DecimalAmount.parse(text, decimals: descriptor.decimals), descriptor.decimals)
  }
}

extension TableName {
  /// The table that an argument names.
  /// - Throws: a failure that says how tables are named.
  init(argument text: String) throws(Failure) {
    guard let name = TableName(text) else {
      throw Failure(
        .usage, "table_name",
        "\"\(text)\" is not the name of a table; tables are named ecosystem/name in lower-case letters, digits, _ and -."
      )
    }
    self = name
  }
}
