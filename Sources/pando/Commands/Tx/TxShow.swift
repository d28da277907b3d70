import ArgumentParser
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando tx show`
struct TxShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a transaction and what became of it.",
    discussion: """
      Ends with code 0 as soon as the transaction is known, whatever became of it, and with 2 when it is not.

      Example:

        pando tx show 8c1f0b6e6f5a4a8e3f0f8b7b1d4f6a2c9e7d5b3a1f0e8d6c4b2a09f8e7d6c5b4
      """)

  @Argument(help: ArgumentHelp("Its identifier, 64 hexadecimal digits.", valueName: "id"))
  var id: TransactionID

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let answer = try await connection.client(common.home).transaction(id)
    try common.output.show(answer) { style in
      let outcome = Description.outcome(answer, answer.message, style: style)
      guard let transaction = answer.transaction, let json = try? JSON.encode(transaction.body, pretty: true) else {
        return outcome
      }
      return outcome + "\n" + style.dim(String(decoding: json, as: UTF8.self))
    }
  }
}
