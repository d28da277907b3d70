import Foundation
import PandoContracts
import Testing

/// Prices and limits out of a ledger's parameters.
@Suite struct RunRulesTests {
  private func fuel(of action: String, _ host: MemoryHost) throws -> Int {
    let rules = try RunRules(of: host)
    let text = "func f { }\ncontract A { action { \(action) } }"
    let compilation = Compiler.compile([ParsedSource(Source(text))], schedule: rules.schedule)
    let executable = try Executable(try #require(compilation.bytecode))
    let contract = try #require(executable.contract("@1A"))
    let machine = Machine(host: host, limits: rules.limits, schedule: rules.schedule)
    _ = try machine.start(contract, ValueMap())
    return rules.limits.fuelMax - machine.fuelLeft
  }

  @Test func aWorldThatSetsNothingHasTheStandard() throws {
    #expect(try RunRules(of: MemoryHost()) == .standard)
  }

  @Test func aPriceThatALedgerSetsIsCharged() throws {
    let host = MemoryHost()
    let standard = try fuel(of: "f()", host)
    host.parameters[.platform("needle_price_function")] = "1050"
    #expect(try fuel(of: "f()", host) == standard + 1000)
    host.parameters[.platform("needle_price_operation")] = "3"
    // The call is the only operation; the start is no operation.
    #expect(try fuel(of: "f()", host) == standard + 1002)
    host.parameters[.platform("needle_fuel_max")] = "100"
    #expect(throws: Fault.self) { try fuel(of: "f()", host) }
  }

  @Test func everyParameterSetsSomethingOfItsOwn() throws {
    var seen: Set<RunRules> = [.standard]
    for parameter in RunRules.parameters {
      let host = MemoryHost()
      host.parameters[.platform(parameter.name)] = ByteString(String(parameter.range.lowerBound))
      let lowest = try RunRules(of: host)
      host.parameters[.platform(parameter.name)] = ByteString(String(parameter.range.upperBound))
      #expect(try RunRules(of: host) != lowest, "\(parameter.name)")
      #expect(seen.insert(try RunRules(of: host)).inserted || parameter.range.upperBound <= 64, "\(parameter.name)")
      for wrong in [parameter.range.lowerBound - 1, parameter.range.upperBound + 1].map(String.init) + ["", "many"] {
        host.parameters[.platform(parameter.name)] = ByteString(wrong)
        #expect(throws: Fault.self) { try RunRules(of: host) }
      }
    }
  }

  @Test func thePageNamesEveryParameter() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.deletingLastPathComponent().appending(path: "docs/spec/needle.md"), encoding: .utf8)
    for parameter in RunRules.parameters { #expect(page.contains("`\(parameter.name)`"), "\(parameter.name)") }
  }
}
