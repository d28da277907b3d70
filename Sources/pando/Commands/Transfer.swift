import ArgumentParser
import PandoClient
import PandoPrimitives

/// `pando transfer`
struct Transfer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Moves an amount of an asset to somebody else.",
    discussion: """
      The amount has the decimals of its table. The sender is the account of the key that signs; the recipient is an \
      address or the name of a key. The command ends when the transfer is final.

      Examples:

        pando transfer 12.50 --to alice
        pando transfer 100 --table acme/points --to alice --key treasury --memo "invoice 42"
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
    let move = Move(table: try asset.name, from: keys[0].address, to: recipient, amount: units)
    try await signing.submit(
      [.move(move)], with: keys, to: client, common.output, decimals: decimals,
      "Moved \(amount) \(asset.table) from \(keys[0].address) to \(recipient)")
  }
}
