import ArgumentParser
import PandoClient
import PandoPrimitives

/// `pando permission set`
struct PermissionSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Sets what an account may do to the ledger as a whole.",
    discussion: """
      The account has the permissions that are named, and no others; none at all takes all from it. A key with root must \
      sign: on a network of `pando network new` the admin, on a local network the key admin. To give or take createTable \
      alone, grantCreateTable is enough. docs/spec/permissions.md says what each permission allows.

      Examples:

        pando permission set treasury createTable --key admin
        pando permission set treasury --key admin
      """)

  @Argument(help: ArgumentHelp("An address or the name of a key.", valueName: "account"))
  var account: String

  @Argument(help: "What it may do from now on.")
  var permission: [WorldPermission] = []

  @OptionGroup var signing: SigningOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard permissions.isValid else { throw ValidationError("root stands alone: it includes no other permission.") }
  }

  private var permissions: WorldPermissions { WorldPermissions(permission.map(\.value)) }

  func run() async throws {
    let home = common.home
    let client = try connection.client(home)
    let address = try KeyStore(home).address(account)
    let keys = try signing.keyPairs(home)
    let what = permission.isEmpty ? "nothing" : permission.map(\.rawValue).joined(separator: ", ")
    try await signing.submit(
      [.setWorldPermissions(WorldGrant(address: address, permissions: permissions))], with: keys, to: client,
      common.output, "\(address) may: \(what)")
  }
}

/// A permission as the command line and the REST interface name it.
enum WorldPermission: String, CaseIterable, ExpressibleByArgument {
  case root, createTable, changeConfig, grantCreateTable

  var value: WorldPermissions {
    switch self {
    case .root: .root
    case .createTable: .createTable
    case .changeConfig: .changeConfig
    case .grantCreateTable: .grantCreateTable
    }
  }
}
