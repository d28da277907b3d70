import ArgumentParser
import PandoContracts

/// `pando contract disassemble`
struct ContractDisassemble: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disassemble",
    abstract: "Shows the bytecode of contracts.",
    discussion: """
      What each instruction does is in Sources/PandoContracts/Compiler/Opcode.swift.

      Examples:

        pando contract disassemble transfer.sim
      """)

  @Argument(help: ArgumentHelp("The sources.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(name: .long, help: ArgumentHelp("The ecosystem that owns the sources.", valueName: "number"))
  var ecosystem = 1

  func run() throws {
    print(Disassembler.text(try ContractSources.executable(files, ecosystem: ecosystem).bytecode), terminator: "")
  }
}
