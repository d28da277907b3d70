import ArgumentParser
import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives

/// `pando tx send`
struct TxSend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Sends a transaction from a file, and waits for its result.",
    discussion: """
      The file holds a signed transaction, as canonical bytes or as JSON; or entries that are still to be signed, as \
      {"entries": [...]} with the JSON of the REST interface, and then --key says who signs. So members and parameters are \
      changed: their entries are changeMembers and changeParameters, and the consensus admins sign.

      Examples:

        pando tx send signed.json
        pando tx send change.json --key admin
        pando tx send - --no-wait
      """)

  @Argument(help: ArgumentHelp("The file; - for standard input.", valueName: "file"), completion: .file())
  var file: String

  @Flag(name: .long, help: "End as soon as a node took the transaction.")
  var noWait = false

  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try connection.client(common.home)
    let bytes = try file == "-" ? [UInt8](FileHandle.standardInput.readToEnd() ?? Data()) : Files.bytes(of: file)
    let transaction: Transaction
    switch try TransactionFile(bytes) {
    case .signed(let signed): transaction = signed
    case .draft(let draft):
      transaction = try await client.sign(
        draft.entries, with: try signing.keyPairs(common.home), thresholds: draft.thresholds ?? [],
        memo: draft.memo ?? signing.memo)
    }
    let progress: LedgerClient.Progress = noWait ? .accepted : .final
    let answer = try await Progress.showing("Sending") { try await client.submit(transaction, until: progress) }
    try common.output.showOutcome(answer) { Description.outcome(answer, answer.message, style: $0) }
  }
}
