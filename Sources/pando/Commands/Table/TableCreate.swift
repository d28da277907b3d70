import ArgumentParser
import PandoClient
import PandoPrimitives

/// `pando table create`
struct TableCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Creates a table.",
    discussion: """
      The key that signs needs the permission createTable; the demo account of a local network has it. Unless --owner \
      says otherwise, the table belongs to the accounts of the keys that sign.

      Examples:

        pando table create acme/points --kind asset --decimals 2
        pando table create acme/blobs --kind binary --model rowOnly --owner alice
      """)

  @Argument(help: ArgumentHelp("The name, ecosystem/name.", valueName: "table"))
  var table: String

  @Option(name: .long, help: "What rows it has: asset (address to amount) or binary (key to bytes).")
  var kind: Choice<TableKind>

  @Option(name: .long, help: ArgumentHelp("Decimals that people see of an asset's amounts.", valueName: "count"))
  var decimals: UInt64 = 0

  @Option(name: .long, help: ArgumentHelp("An owner of the table; repeat it for several.", valueName: "address"))
  var owner: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Who may mint and burn (default: the owners); repeat it for several.", valueName: "address"))
  var tokenAdmin: [String] = []

  @Option(name: .long, help: "Who may change a row that exists.")
  var model = Choice(PermissionModel.tableOrRow)

  @Flag(name: .long, inversion: .prefixedNo, help: "Whether its rows are in the state tree.")
  var proofs = true

  @Flag(name: .long, help: "Each row knows the transactions that changed it.")
  var tracked = false

  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard decimals <= TableDescriptor.decimalsMax else {
      throw ValidationError("--decimals is 0 to \(TableDescriptor.decimalsMax).")
    }
  }

  func run() async throws {
    let home = common.home
    let client = try connection.client(home)
    let keys = try signing.keyPairs(home)
    let owners = try owner.isEmpty ? keys.map(\.address) : owner.map { try KeyStore(home).address($0) }
    var descriptor = TableDescriptor(
      name: try TableName(argument: table), kind: kind.value, owners: owners, decimals: decimals)
    descriptor.tokenAdmins = try tokenAdmin.map { try KeyStore(home).address($0) }.sorted()
    descriptor.permissionModel = model.value
    descriptor.proofs = proofs
    descriptor.tracked = tracked
    try await signing.submit(
      [.createTable(descriptor)], with: keys, to: client, common.output, "Created the \(kind.value) table \(table)")
  }
}
