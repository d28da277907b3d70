import Foundation
import PandoContracts
import Testing

/// The machine against the walker on programs that nobody thought of. `PANDO_PROGRAMS=1000000` runs so many, from
/// `PANDO_SEED` on.
@Suite struct MachineAgreementTests {
  /// How a run ended, for comparison.
  struct Outcome: Equatable {
    var text: String
    var trace: [Fault.Place] = []
    var fuel: Int
  }

  static func limits(seed: UInt64) -> MachineLimits {
    var limits = MachineLimits()
    limits.fuelMax = seed.isMultiple(of: 4) ? 3000 : 60_000
    limits.callDepthMax = 60
    return limits
  }

  private static func outcome(_ run: () throws(Fault) -> Value, fuel: () -> Int) -> Outcome {
    do throws(Fault) {
      let value = try run()
      return Outcome(text: "\(value.typeText) \(value.text)", fuel: fuel())
    } catch {
      // Where fuel ends depends on where stretches begin, and both only agree on that it does.
      return Outcome(
        text: "\(error.code) \(error.message)", trace: error.code == .fuel ? [] : error.trace, fuel: fuel())
    }
  }

  /// Runs a program both ways.
  /// - Returns: nil when the checker refuses it.
  static func run(_ text: String, seed: UInt64) throws -> (machine: Outcome, walker: Outcome)? {
    let parsed = ParsedSource(Source(text))
    let compilation = Compiler.compile([parsed])
    guard let bytecode = compilation.bytecode else { return nil }
    let executable = try Executable(bytecode)
    let host = MemoryHost()
    host.facts.key = 77
    host.programs = [executable]
    let contract = try #require(executable.contract("@1Main"))
    let machine = Machine(host: host, limits: limits(seed: seed))
    let machineOutcome = outcome(
      { () throws(Fault) in try machine.start(contract, ValueMap([("Amount", 3)])) }, fuel: { machine.fuelLeft })
    let walker = TreeWalker(parsed, host: host, limits: limits(seed: seed))
    let walkerOutcome = outcome(
      { () throws(Fault) in try walker.start("@1Main", ValueMap([("Amount", 3)])) }, fuel: { max(0, walker.fuelLeft) })
    return (machineOutcome, walkerOutcome)
  }

  /// What the checker accepted, and of which it knows all types, never ends with what it is there to find: names that
  /// there are not, values that operators, variables and functions have no use for, numbers of arguments.
  @Test func typedProgramsNeverEndWithWhatTheCheckerSees() throws {
    var accepted = 0
    for seed in 1...1000 as ClosedRange<UInt64> {
      var generator = ProgramGenerator(seed: seed, isTyped: true)
      let text = generator.program()
      guard let (machine, _) = try MachineAgreementTests.run(text, seed: seed) else { continue }
      accepted += 1
      let isSeen = ["type ", "name ", "program "].contains { machine.text.hasPrefix($0) }
      // What is in a container is known to nobody.
      guard isSeen, !machine.text.hasSuffix("json marshalling") else { continue }
      Issue.record("seed \(seed): \(machine)\n\(text)")
      break
    }
    #expect(accepted > 500, "\(accepted) programs were accepted.")
  }

  @Test func machineAndWalkerAgreeOnRandomPrograms() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["PANDO_PROGRAMS"].flatMap { Int($0) } ?? 2000
    let first = environment["PANDO_SEED"].flatMap { UInt64($0) } ?? 1
    var accepted = 0
    var endings: [String: Int] = [:]
    for seed in first..<first + UInt64(count) {
      var generator = ProgramGenerator(seed: seed)
      let text = generator.program()
      guard let (machine, walker) = try MachineAgreementTests.run(text, seed: seed) else { continue }
      accepted += 1
      endings[String(machine.text.prefix { $0 != " " }), default: 0] += 1
      guard machine != walker else { continue }
      Issue.record("seed \(seed): machine \(machine), walker \(walker)\n\(text)")
      break
    }
    #expect(accepted > count / 2, "\(accepted) of \(count) programs were accepted.")
    #expect(endings.count > 8, "\(endings.sorted { $0.key < $1.key })")
  }
}
