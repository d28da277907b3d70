import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando account show`
struct AccountShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what an account holds, in every asset table.",
    discussion: """
      An account is an address, or the name of a key.

      Examples:

        pando account show alice
        pando account show demo --json
      """)

  @Argument(help: ArgumentHelp("An address or the name of a key.", valueName: "account"))
  var account: String = NetworkMaker.demoKeyName

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  private struct Holding: Encodable {
    let table: TableName
    let amount: Amount
    /// With the table's decimals.
    let text: String
    let atHeight: Height
  }

  private struct Answer: Encodable {
    let address: String
    let holdings: [Holding]
  }

  func run() async throws {
    let address = try KeyStore(common.home).address(account)
    let client = try connection.client(common.home)
    var holdings: [Holding] = []
    for table in try await client.allTables() where table.kind == .asset && !table.readRestricted {
      guard let (amount, height) = try await AccountShow.holding(of: address, in: table.name, client) else { continue }
      holdings.append(
        Holding(
          table: table.name, amount: amount, text: DecimalAmount.text(amount, decimals: table.decimals),
          atHeight: height))
    }
    let answer = Answer(address: address.description, holdings: holdings)
    try common.output.show(answer) { AccountShow.text(answer, style: $0) }
  }

  private static func holding(
    of address: Address, in table: TableName, _ client: LedgerClient
  ) async throws -> (Amount, Height)? {
    do throws(ClientError) {
      let answer = try await client.row(address, in: table)
      guard case .balance(_, let amount) = answer.row else { return nil }
      return (amount, answer.atHeight)
    } catch  where error.code == .notFound {
      return nil
    }
  }

  private static func text(_ answer: Answer, style: Style) -> String {
    var table = TextTable([("ASSET", .left), ("AMOUNT", .right), ("AT HEIGHT", .right)])
    for holding in answer.holdings {
      table.append([
        .init(holding.table.description), .init(holding.text, style.bold), .init(holding.atHeight.description),
      ])
    }
    let lines = answer.holdings.isEmpty ? ["It holds nothing."] : table.lines(style: style)
    return ([answer.address] + lines).joined(separator: "\n")
  }
}
