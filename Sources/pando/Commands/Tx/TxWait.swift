import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando tx wait`
struct TxWait: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Waits until a transaction is final.",
    discussion: """
      Ends with code 0 when it took effect, with 1 when it is final and failed, and with 4 when the time is up before.

      Example:

        pando tx wait 8c1f0b6e6f5a4a8e3f0f8b7b1d4f6a2c9e7d5b3a1f0e8d6c4b2a09f8e7d6c5b4 --timeout 60
      """)

  @Argument(help: ArgumentHelp("Its identifier, 64 hexadecimal digits.", valueName: "id"))
  var id: TransactionID

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try connection.client(common.home)
    let id = id
    let answer = try await Progress.showing("Waiting for finality") { try await client.outcome(of: id) }
    try common.output.showOutcome(answer) { Description.outcome(answer, answer.message, style: $0) }
  }
}
