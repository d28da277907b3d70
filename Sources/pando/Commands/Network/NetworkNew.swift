import ArgumentParser
import PandoAPI
import PandoPrimitives

/// `pando network new`
struct NetworkNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a genesis, and a folder with key and configuration for each node.",
    discussion: """
      A validator is NAME=HOST:PORT, where HOST:PORT is where other nodes reach it. Its key is made here, unless its \
      operator made one and gave its public half: NAME=HOST:PORT,PUBLICKEY. Members and parameters are later changed by \
      the consensus admins; without --admin a key is made for one. The admins also hold the world permission root: they say who may create tables.

      Examples:

        pando network new acme-net --validator a=node-a.example:7000 --validator b=node-b.example:7000 \\
          --validator c=node-c.example:7000 --validator d=node-d.example:7000
        pando network new acme-net --name acme --ledger settlement --fault-mode crash \\
          --validator a=10.0.0.1:7000 --validator b=10.0.0.2:7000 --validator c=10.0.0.3:7000
      """)

  @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"), completion: .directory)
  var destination: String

  @Option(name: .long, help: ArgumentHelp("A validator; repeat it.", valueName: "name=host:port"))
  var validator: [ValidatorArgument]

  @Option(name: .long, help: ArgumentHelp("The name of the network.", valueName: "name"))
  var name = "pando"

  @Option(name: .long, help: ArgumentHelp("The name of the ledger.", valueName: "name"))
  var ledger = "main"

  @Option(name: .long, help: ArgumentHelp("The public key of a consensus admin; repeat it.", valueName: "key"))
  var admin: [PublicKey] = []

  @Option(
    name: .long, help: ArgumentHelp("How many admins must sign a change (default: most of them).", valueName: "count"))
  var adminsRequired: Int?

  @Option(name: .long, help: "Which faults the validators guard against.")
  var faultMode = Choice(FaultMode.byzantine)

  @Option(
    name: .long, help: ArgumentHelp("The port of each node's REST interface, on its own host.", valueName: "port"))
  var restPort = 8_400

  @OptionGroup var common: CommonOptions

  func run() throws {
    let made = try ConsortiumMaker(
      directory: destination, network: name, ledger: ledger, validators: validator, admins: admin,
      adminsRequired: adminsRequired, faultMode: faultMode.value, restPort: restPort
    ).make()
    try common.output.show(made) { made.text($0) }
  }
}
