import ArgumentParser
import PandoContracts

/// `pando contract test`
struct ContractTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the test contracts of sources.",
    discussion: """
      A test is a contract whose name begins with Test and that has no field that must be given. Each runs in a world of \
      its own, which --host describes, and passes when it ends without an error. Its settings may say what it has to \
      come to: fails = "text", an error with this text in it; result = "text", this $result. Ends with code 1 when a test \
      fails, or when there is none.

      Examples:

        pando contract test coins.sim coins_test.sim
        pando contract test coins.sim coins_test.sim --host world.json --only Transfer
      """)

  @Argument(help: ArgumentHelp("The sources.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(
    name: .long, help: ArgumentHelp("The world that each test begins with.", valueName: "file"), completion: .file())
  var host: String?

  @Option(name: .long, help: ArgumentHelp("Only tests with this in their names.", valueName: "text"))
  var only = ""

  @Option(name: .long, help: ArgumentHelp("The ecosystem that owns the sources.", valueName: "number"))
  var ecosystem = 1

  func run() throws {
    let path = host
    let rules = try ContractSources.rules(of: try ContractSources.world(path))
    let executable = try ContractSources.executable(files, ecosystem: ecosystem, schedule: rules.schedule)
    let tests = ContractTestRun(executable, rules: rules) { try ContractSources.world(path) }
    var failureCount = 0
    let found = tests.tests(containing: only)
    for test in found {
      let outcome = try tests.run(test)
      for line in outcome.output { print("     \(line)") }
      if let failure = outcome.failure {
        failureCount += 1
        print("FAIL \(outcome.name): \(failure)")
      } else {
        print("ok   \(outcome.name) (fuel \(outcome.fuel))")
      }
    }
    print("\(Description.count(found.count, "test")), \(Description.count(failureCount, "failure")).")
    if found.isEmpty || failureCount > 0 { throw Failure.silent(.refused) }
  }
}
