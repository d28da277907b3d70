import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando table show`
struct TableShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what a table is, and its rows.",
    discussion: """
      Rows come in ascending order of their keys; --after continues behind one.

      Examples:

        pando table show demo/coin
        pando table show demo/coin --limit 1000 --json
      """)

  @Argument(help: ArgumentHelp("The name, ecosystem/name.", valueName: "table"))
  var table: String

  @Option(name: .long, help: ArgumentHelp("How many rows; 0 for none.", valueName: "count"))
  var limit = 20

  @Option(name: .long, help: ArgumentHelp("Begin behind this key, as JSON shows it.", valueName: "key"))
  var after: String?

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...1_000).contains(limit) else { throw ValidationError("--limit is between 0 and 1000.") }
  }

  private struct Answer: Encodable {
    let table: TableDescriptor
    let rows: [Row]
    let next: String?
    let atHeight: Height
  }

  func run() async throws {
    let client = try connection.client(common.home)
    let name = try TableName(argument: table)
    let about = try await client.table(name)
    let page = limit > 0 ? try await client.rows(of: name, after: after, limit: limit) : nil
    let answer = Answer(
      table: about.table, rows: page?.rows ?? [], next: page?.next, atHeight: page?.atHeight ?? about.atHeight)
    try common.output.show(answer) { TableShow.text(answer, style: $0) }
  }

  private static func text(_ answer: Answer, style: Style) -> String {
    let table = answer.table
    var lines = [
      "\(style.bold(table.name.description))  \(table.kind) table at height \(answer.atHeight)",
      "  owners  \(table.owners.map(\.description).joined(separator: ", "))",
      "  rights  \(table.permissionModel)\(table.readRestricted ? ", read-restricted" : "")"
        + "\(table.proofs ? ", in the state tree" : "")\(table.tracked ? ", tracked" : "")",
    ]
    if table.kind == .asset { lines.append("  amounts with \(Description.count(table.decimals, "decimal"))") }
    lines += answer.rows.map { row in
      switch row {
      case .balance(let address, let amount):
        "  \(address)  \(DecimalAmount.text(amount, decimals: table.decimals))"
      case .binary(let key, let value, _):
        "  \(Description.bytes(key))  \(Description.bytes(Array(value.prefix(64))))\(value.count > 64 ? "…" : "")"
      }
    }
    if let next = answer.next { lines.append(style.dim("  More with: pando table show \(table.name) --after \(next)")) }
    return lines.joined(separator: "\n")
  }
}
