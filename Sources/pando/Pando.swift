package import ArgumentParser
import PandoAPI

/// The whole command line: one file in `Commands` for each subcommand.
package struct Pando: AsyncParsableCommand {
  package init() {}

  package static let configuration = CommandConfiguration(
    commandName: "pando",
    abstract: "A permissioned ledger: the node, a local network, and everything a customer does.",
    discussion: """
      Start here: a network of four validators on this machine, with a first transfer on it.

        pando up

      It keeps its files in ./.pando (or --directory, or $PANDO_HOME). While it runs, the other commands find its nodes \
      and its demo account by themselves:

        pando status
        pando transfer 12.50 --to alice
        pando account show alice

      Every command takes --json, and ends with an exit code that says what happened: 0 done, 1 the ledger refused, \
      2 not found, 3 no node reachable, 4 outcome not known yet, 5 trouble on this machine, 6 a proof does not hold, \
      64 wrong usage.
      """,
    version: Release.version,
    groupedSubcommands: [
      CommandGroup(name: "Network", subcommands: [Up.self, Down.self, Status.self, NodeRun.self, Network.self]),
      CommandGroup(
        name: "Ledger",
        subcommands: [
          Transfer.self, Mint.self, Burn.self, Put.self, Get.self, Delete.self, Table.self, Account.self,
          Permission.self,
          Block.self, Tx.self,
        ]),
      CommandGroup(
        name: "Keys and tools",
        subcommands: [Key.self, ContractGroup.self, Bench.self, Simulate.self, Completions.self]),
    ])
}
