import PandoContracts
import Testing
import pando

/// `pando contract test`
@Suite struct ContractTestRunTests {
  private func outcomes(_ source: String, only part: String = "") throws -> [ContractTestRun.Outcome] {
    let bytecode = try #require(Compiler.compile([ParsedSource(Source(source))]).bytecode)
    let run = ContractTestRun(try Executable(bytecode)) {
      let host = MemoryHost()
      host.tables[TableReference(ecosystem: 1, name: "notes")] = MemoryHost.Table([
        TableColumn(name: "id", type: "number"), TableColumn(name: "text", type: "varchar"),
      ])
      host.facts.block = BlockFacts(height: 1, time: 0)
      return host
    }
    return try run.tests(containing: part).map { try run.run($0) }
  }

  @Test func contractsNamedTestRunAndOthersDoNot() throws {
    let found = try outcomes(
      """
      contract A { action { error "never" } }
      contract TestB { action { Println("seen") } }
      contract TestC { action { error "wrong" } }
      """)
    #expect(found.map(\.name) == ["TestB", "TestC"])
    #expect(found[0].failure == nil)
    #expect(found[0].output == ["seen"])
    #expect(found[0].fuel > 0)
    #expect(found[1].failure?.contains("wrong") == true)
    #expect(try outcomes("contract TestB { }\ncontract TestC { }", only: "C").map(\.name) == ["TestC"])
  }

  @Test func aTestMayExpectAnError() throws {
    let found = try outcomes(
      """
      contract TestA { settings { fails = "too much" } action { error "that is too much" } }
      contract TestB { settings { fails = "too much" } action { error "other" } }
      contract TestC { settings { fails = "too much" } action { } }
      contract TestD { settings { fails = "divided by zero" } action { var a int $result = 1 / a } }
      """.replacing(" $result", with: "\n$result"))
    #expect(found.map { $0.failure == nil } == [true, false, false, true])
  }

  @Test func aTestMayExpectAResult() throws {
    let found = try outcomes(
      """
      contract TestA { settings { result = "3" } action { $result = 1 + 2 } }
      contract TestB { settings { result = "3" } action { $result = 1 + 3 } }
      """)
    #expect(found[0].failure == nil)
    #expect(found[1].failure == "its result is \"4\"; \"3\" was expected")
  }

  @Test func eachTestHasAWorldOfItsOwn() throws {
    let write = "DBInsert(\"notes\", {text: \"a\"})\nif Len(DBFind(\"notes\")) != 1 { error \"not alone\" }"
    let found = try outcomes("contract TestA { action {\n\(write)\n} }\ncontract TestB { action {\n\(write)\n} }")
    #expect(found.map(\.failure) == [nil, nil])
  }
}
