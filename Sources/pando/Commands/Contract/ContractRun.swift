import ArgumentParser
import PandoContracts

/// `pando contract run`
struct ContractRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a contract in a world in memory.",
    discussion: """
      Prints the result, the fuel that it took, what it wrote and what it printed; or where and why it ended. No node is \
      needed. Fields are given by name; a field of type array or map is given as JSON. The world is described by a JSON \
      file with facts, roles, parameters and tables.

      Examples:

        pando contract run transfer.sim --call Transfer --param Amount=5
        pando contract run transfer.sim --call Transfer --param Amount=5 --host world.json
      """)

  @Argument(help: ArgumentHelp("The sources.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(name: .long, help: ArgumentHelp("The contract.", valueName: "name"))
  var call: String

  @Option(name: .long, help: ArgumentHelp("A field and its value; repeat it.", valueName: "name=value"))
  var param: [String] = []

  @Option(name: .long, help: ArgumentHelp("The world.", valueName: "file"), completion: .file())
  var host: String?

  @Option(name: .long, help: ArgumentHelp("The ecosystem that owns the sources.", valueName: "number"))
  var ecosystem = 1

  @Option(name: .long, help: ArgumentHelp("Fuel that the run may take.", valueName: "number"))
  var fuel: Int?

  func run() throws {
    let host = try ContractSources.world(host)
    let rules = try ContractSources.rules(of: host)
    let executable = try ContractSources.executable(files, ecosystem: ecosystem, schedule: rules.schedule)
    host.programs = [executable]
    guard let contract = ContractSources.contract(call, in: executable, ecosystem: ecosystem) else {
      throw ValidationError("There is no contract \(call) in the sources.")
    }
    let fields = try ContractSources.explained { () throws(Fault) in
      try contract.fields(
        param.map { text in
          let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          return (Name(String(parts[0])), parts.count > 1 ? String(parts[1]) : "")
        })
    }
    let machine = Machine(host: host, rules: rules, fuel: fuel)
    let given = machine.fuelLeft
    do {
      let result = try machine.resultText(machine.start(contract, fields))
      report("Result: \(result)", host, fuel: given - machine.fuelLeft)
    } catch {
      report("\(error.json())\n\(error.text)", host, fuel: given - machine.fuelLeft)
      throw Failure.silent(.refused)
    }
  }

  private func report(_ text: String, _ host: MemoryHost, fuel: Int) {
    for line in host.output { print(line) }
    print(text)
    print("Fuel: \(fuel)")
    for line in host.writes { print("Write: \(line)") }
  }
}
