import ArgumentParser
import Foundation
import PandoContracts

/// `pando contract repl`
struct ContractRepl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Answers expressions, line by line.",
    discussion: """
      Reads lines from standard input until it ends (Ctrl-D). An expression is answered with its value, a statement is \
      carried out, and a function (func … in one line) is remembered. $ variables stay from line to line. Sources that \
      are named can be called. Without a terminal the command ends with code 1 when a line could not be run.

      Examples:

        pando contract repl
        pando contract repl coins.sim --host world.json
      """)

  @Argument(help: ArgumentHelp("Sources that lines can call.", valueName: "file"), completion: .file())
  var files: [String] = []

  @Option(name: .long, help: ArgumentHelp("The world.", valueName: "file"), completion: .file())
  var host: String?

  @Option(name: .long, help: ArgumentHelp("The ecosystem that owns the sources.", valueName: "number"))
  var ecosystem = 1

  func run() throws {
    let sources = try ContractSources.checked(files, ecosystem: ecosystem)
    let world = try ContractSources.world(host)
    var dialogue = Dialogue(sources: sources, host: world, options: ContractSources.options(ecosystem))
    let isTerminal = isatty(STDIN_FILENO) == 1
    var isSound = true
    var printed = 0
    while true {
      if isTerminal { try StandardStream.output.write("needle> ") }
      guard let line = readLine() else { break }
      let answer = dialogue.take(line)
      for output in world.output.dropFirst(printed) { print(output) }
      printed = world.output.count
      isSound = ContractRepl.show(answer) && isSound
    }
    if !isTerminal, !isSound { throw Failure.silent(.refused) }
  }

  /// - Returns: whether the line could be run.
  private static func show(_ answer: Dialogue.Answer) -> Bool {
    switch answer {
    case .value(let value): print(value.shown)
    case .done: break
    case .mistakes(let mistakes):
      for mistake in mistakes { print("error \(mistake.code.rawValue): \(mistake.message)") }
      return false
    case .fault(let fault):
      print("error: \(fault.message)")
      return false
    }
    return true
  }
}
