import ArgumentParser
import PandoContracts
import PandoNode

/// `pando contract bench`
struct ContractBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how fast a function runs.",
    discussion: """
      Runs the function `main` of a source, which has no parameters, several times, with as much fuel as it wants. Prints \
      its result, the milliseconds of processor time of the fastest run, and its fuel.

      Examples:

        pando contract bench Benchmarks/Needle/fib.needle
      """)

  @Argument(help: ArgumentHelp("The source.", valueName: "file"), completion: .file())
  var file: String

  @Option(name: .long, help: ArgumentHelp("How often it runs.", valueName: "number"))
  var runs = 5

  func run() throws {
    let executable = try ContractSources.executable([file], ecosystem: 1)
    guard let main = executable.bytecode.functions.firstIndex(where: { $0.name == "main" && $0.contract == nil }) else {
      throw ValidationError("There is no function main.")
    }
    var limits = MachineLimits()
    limits.fuelMax = 1 << 40
    var best = Double.infinity
    var line = ""
    for _ in 0..<max(1, runs) {
      let machine = Machine(host: MemoryHost(), limits: limits)
      let start = ProcessStatistics.threadProcessorSeconds
      let result = try ContractSources.explained { () throws(Fault) in try machine.call(main, in: executable) }
      best = min(best, ProcessStatistics.threadProcessorSeconds - start)
      let tenths = Int(best * 10_000)
      line = "\(result.text) \(tenths / 10).\(tenths % 10) \(limits.fuelMax - machine.fuelLeft)"
    }
    print(line)
  }
}
