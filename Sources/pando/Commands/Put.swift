import ArgumentParser
import PandoPrimitives

/// `pando put`
struct Put: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a value under a key of a binary table.",
    discussion: """
      Makes the row, or changes the one that is there. A new row belongs to --owner; who else may write it is the \
      table's affair.

      Examples:

        pando put greeting "hello, world"
        pando put 00ff c0ffee --hex --table acme/blobs --owner alice
        pando put contract --file contract.pdf
      """)

  @OptionGroup var row: RowOptions

  @Argument(help: ArgumentHelp("The value; or give --file.", valueName: "value"))
  var value: String?

  @Option(name: .long, help: ArgumentHelp("Take the value from a file.", valueName: "file"), completion: .file())
  var file: String?

  @Option(name: .long, help: ArgumentHelp("An owner of the row; repeat it for several.", valueName: "address"))
  var owner: [String] = []

  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (value == nil) != (file == nil) else { throw ValidationError("Give a value or --file, one of the two.") }
  }

  func run() async throws {
    let home = common.home
    let client = try connection.client(home)
    let owners = try owner.map { try KeyStore(home).address($0) }
    let bytes = try file.map { try Files.bytes(of: $0) } ?? row.bytes(value ?? "", "value")
    let put = PandoPrimitives.Put(table: try row.name, key: try row.keyBytes, value: bytes, owners: owners)
    try await signing.submit(
      [.put(put)], with: try signing.keyPairs(home), to: client, common.output,
      "Put \(Description.count(bytes.count, "byte")) under \(row.key) in \(row.table)")
  }
}
