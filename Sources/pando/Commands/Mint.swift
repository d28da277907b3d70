import ArgumentParser
import PandoPrimitives

/// `pando mint`
struct Mint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes an amount of an asset appear.",
    discussion: """
      A token admin of the table must sign; a table without token admins has its owners instead.

      Example:

        pando mint 1000 --to alice --table demo/coin
      """)

  @Argument(help: ArgumentHelp("How much.", valueName: "amount"))
  var amount: String

  @Option(name: .long, help: ArgumentHelp("Who gets it.", valueName: "address"))
  var to: String

  @OptionGroup var asset: AssetOptions
  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let home = common.home
    let client = try connection.client(home)
    let recipient = try KeyStore(home).address(to)
    let keys = try signing.keyPairs(home)
    let (units, decimals) = try await asset.amount(amount, client)
    let mint = PandoPrimitives.Mint(table: try asset.name, to: recipient, amount: units)
    try await signing.submit(
      [.mint(mint)], with: keys, to: client, common.output, decimals: decimals,
      "Minted \(amount) \(asset.table) for \(recipient)")
  }
}
