import ArgumentParser
import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives

/// Who signs a transaction.
struct SigningOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "A key that signs: its name or file; repeat it for several.",
      discussion: "Default: $PANDO_KEY, else the demo account of the local network.", valueName: "key"))
  var key: [String] = []

  @OptionGroup var password: PasswordOptions

  @Option(name: .long, help: ArgumentHelp("A note that the transaction carries, for people.", valueName: "text"))
  var memo: String = ""

  /// The names of the keys, from the first source that names any.
  private var names: [String] {
    if !key.isEmpty { return key }
    let name = ProcessInfo.processInfo.environment["PANDO_KEY"] ?? ""
    return [name.isEmpty ? NetworkMaker.demoKeyName : name]
  }

  /// Opens the keys; asks for passwords where it must.
  func keyPairs(_ home: Home) throws -> [KeyPair] {
    let store = KeyStore(home)
    return try names.map { try store.open($0, passwordFile: password.passwordFile) }
  }

  /// Signs `entries`, sends them, waits, and shows the result.
  /// - Parameters:
  ///   - decimals: those of the table that it is about, if it is about one of amounts.
  ///   - what: one line about it for people.
  func submit(
    _ entries: [Entry], with keys: [KeyPair], to client: LedgerClient, _ output: Output, decimals: UInt64? = nil,
    _ what: String
  ) async throws {
    let transaction = try await client.sign(entries, with: keys, memo: memo)
    let answer = try await Progress.showing("Waiting for finality") { try await client.submit(transaction) }
    try output.showOutcome(answer, decimals: decimals) { Description.outcome(answer, what, style: $0) }
  }
}

/// Where the password of a key file comes from.
struct PasswordOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "A file with the password of the key.",
      discussion: """
        Default: the file KEY.password beside the key file, else $PANDO_PASSWORD, else the terminal is asked.
        """, valueName: "file"),
    completion: .file())
  var passwordFile: String?
}
