package import PandoContracts

/// The test contracts of sources, those whose names begin with `Test`: each runs in a world of its own.
///
/// A test passes when it ends without an error; or, when its settings say `fails = "text"`, when it ends with an error
/// that has this text in it. A setting `result` says what its result has to be.
package struct ContractTestRun {
  package struct Outcome {
    package let name: String
    package let fuel: Int
    /// Nil when the test passed.
    package let failure: String?
    /// What it printed.
    package let output: [String]
  }

  private let executable: Executable
  private let rules: RunRules
  private let makeWorld: () throws -> MemoryHost

  package init(_ executable: Executable, rules: RunRules = .standard, makeWorld: @escaping () throws -> MemoryHost) {
    self.executable = executable
    self.rules = rules
    self.makeWorld = makeWorld
  }

  /// In the order of the sources.
  /// - Parameter part: only those with this in their names.
  package func tests(containing part: String) -> [CompiledContract] {
    executable.allContracts.filter { contract in
      let name = contract.declaration.plainName.text
      return name.hasPrefix("Test") && (part.isEmpty || name.contains(part))
    }
  }

  package func run(_ test: CompiledContract) throws -> Outcome {
    let world = try makeWorld()
    world.programs = [executable]
    let machine = Machine(host: world, rules: rules)
    let given = machine.fuelLeft
    let failure = outcome(of: test, on: machine)
    return Outcome(
      name: test.declaration.plainName.text, fuel: given - machine.fuelLeft, failure: failure, output: world.output)
  }

  private func outcome(of test: CompiledContract, on machine: Machine) -> String? {
    let wantedFault = setting("fails", of: test)
    do throws(Fault) {
      let result = try machine.resultText(machine.start(test, ValueMap()))
      if let wantedFault { return "it ended without an error; \"\(wantedFault)\" was expected" }
      guard let wanted = setting("result", of: test), wanted != result else { return nil }
      return "its result is \"\(result)\"; \"\(wanted)\" was expected"
    } catch {
      guard let wantedFault else { return error.text.string }
      return error.message.string.contains(wantedFault)
        ? nil : "it ended with \"\(error.text)\"; \"\(wantedFault)\" was expected"
    }
  }

  private func setting(_ name: Name, of test: CompiledContract) -> String? {
    test.declaration.settings.last { $0.name == name }?.constant.value.text.string
  }
}
