import ArgumentParser
import PandoContracts
import PandoNode

/// `pando contract bench`
struct ContractBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how fast a function runs, or a source is compiled.",
    discussion: """
      Runs the function `main` of a source, which has no parameters, several times, with as much fuel as it wants. Prints \
      its result, the milliseconds of processor time of the fastest run, and its fuel. With --compile, nothing is run: \
      prints the lines of the source, and the milliseconds that it takes to read, check and compile it.

      Examples:

        pando contract bench Benchmarks/Needle/fib.needle
        pando contract bench --compile Benchmarks/Needle/sort.needle
      """)

  @Argument(help: ArgumentHelp("The source.", valueName: "file"), completion: .file())
  var file: String

  @Option(name: .long, help: ArgumentHelp("How often it runs.", valueName: "number"))
  var runs = 5

  @Flag(name: .long, help: "Measure the compiler.")
  var compile = false

  func run() throws {
    if compile { return try measureCompiler() }
    let executable = try ContractSources.executable([file], ecosystem: 1)
    guard let main = executable.bytecode.functions.firstIndex(where: { $0.name == "main" && $0.contract == nil }) else {
      throw ValidationError("There is no function main.")
    }
    var limits = MachineLimits()
    limits.fuelMax = 1 << 40
    var result = ""
    let time = try fastest {
      let machine = Machine(host: MemoryHost(), limits: limits)
      result = try ContractSources.explained { () throws(Fault) in try machine.call(main, in: executable) }.text.string
      return limits.fuelMax - machine.fuelLeft
    }
    print("\(result) \(time.milliseconds) \(time.outcome)")
  }

  private func measureCompiler() throws {
    let bytes = try ContractSources.bytes(of: file)
    let time = try fastest { Compiler.compile([ParsedSource(Source(name: file, bytes: bytes))]) }
    guard time.outcome.bytecode != nil else {
      print(ContractCheck.text(time.outcome.reports))
      throw Failure.silent(.refused)
    }
    print("\(bytes.count { $0 == UInt8(ascii: "\n") }) \(time.milliseconds)")
  }

  /// The processor time of the fastest of several runs, with one decimal.
  private func fastest<Outcome>(_ body: () throws -> Outcome) throws -> (outcome: Outcome, milliseconds: String) {
    var start = ProcessStatistics.threadProcessorSeconds
    var outcome = try body()
    var best = ProcessStatistics.threadProcessorSeconds - start
    for _ in 1..<max(1, runs) {
      start = ProcessStatistics.threadProcessorSeconds
      outcome = try body()
      best = min(best, ProcessStatistics.threadProcessorSeconds - start)
    }
    let tenths = Int(best * 10_000)
    return (outcome, "\(tenths / 10).\(tenths % 10)")
  }
}
