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
    let machine = Machine(host: host, rules: rules)
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

  @Test func aPriceOfABuiltinFunctionIsThatOfTheLedger() throws {
    let host = MemoryHost()
    let standard = try fuel(of: "$x = Size(``)", host)
    host.parameters[.platform("price_exec_size")] = "1010"
    #expect(try fuel(of: "$x = Size(``)", host) == standard + 1000)
  }

  /// As IBAX's code does it.
  @Test(arguments: [
    ("DBInsert", "db_insert"), ("PubToID", "pub_to_id"), ("HMac", "h_mac"), ("JSONEncode", "json_encode"),
    ("GetContractById", "get_contract_by_id"), ("Log10", "log10"), ("HTTPPostJSON", "http_post_json"),
  ]) func parametersOfPricesAreNamedForTheirFunctions(_ name: Name, _ words: String) throws {
    #expect(try #require(Builtin.named(name)).priceParameter == "price_exec_\(words)")
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
    for parameter in RunRules.parameters where !parameter.name.string.hasPrefix("price_exec_") {
      #expect(page.contains("`\(parameter.name)`"), "\(parameter.name)")
    }
    #expect(page.contains("`price_exec_db_insert`"))
  }
}
