import ArgumentParser
import PandoClient
import PandoPrimitives

/// `pando burn`
struct Burn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes an amount of an asset vanish.",
    discussion: """
      The holder and a token admin of the table must sign. The holder is the account of the first key, unless --from \
      says otherwise.

      Examples:

        pando burn 10 --table demo/coin
        pando burn 10 --table demo/coin --key alice --key demo
      """)

  @Argument(help: ArgumentHelp("How much.", valueName: "amount"))
  var amount: String

  @Option(name: .long, help: ArgumentHelp("Whose (default: the first key's).", valueName: "address"))
  var from: String?

  @OptionGroup var asset: AssetOptions
  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let home = common.home
    let client = try connection.client(home)
    let keys = try signing.keyPairs(home)
    let holder = try from.map { try KeyStore(home).address($0) } ?? keys[0].address
    let (units, decimals) = try await asset.amount(amount, client)
    let burn = PandoPrimitives.Burn(table: try asset.name, from: holder, amount: units)
    try await signing.submit(
      [.burn(burn)], with: keys, to: client, common.output, decimals: decimals,
      "Burned \(amount) \(asset.table) of \(holder)")
  }
}
