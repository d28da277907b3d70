import ArgumentParser

/// `pando contract`
struct ContractGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract: "Checks, formats and runs contracts.",
    discussion: """
      Contracts are written in Needle; what each finding means is in docs/spec/needle.md. No node is needed.

      Examples:

        pando contract check transfer.sim
        pando contract fmt transfer.sim
        pando contract run transfer.sim --call Transfer --param Amount=5
      """,
    subcommands: [
      ContractCheck.self, ContractFmt.self, ContractRun.self, ContractDisassemble.self, ContractBench.self,
      ContractLSP.self,
    ])
}
