import ArgumentParser

/// `pando contract`
struct ContractGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract: "Checks, formats, runs and tests contracts.",
    discussion: """
      Contracts are written in Needle: docs/needle/first-contract.md teaches it, docs/spec/needle.md says all of it, and \
      what each finding means. No node is needed.

      Examples:

        pando contract check transfer.sim
        pando contract fmt transfer.sim
        pando contract run transfer.sim --call Transfer --param Amount=5
        pando contract test transfer.sim transfer_test.sim
      """,
    subcommands: [
      ContractCheck.self, ContractFmt.self, ContractRun.self, ContractTest.self, ContractRepl.self,
      ContractDisassemble.self, ContractBench.self, ContractLSP.self,
    ])
}
