import PandoContracts
import Testing

/// What programs mean, example by example.
@Suite struct MachineTests {
  private let host = MemoryHost()

  /// The result of the contract `A`, or the text of its fault.
  private func run(_ text: String, _ fields: [(key: ByteString, value: Value)] = []) throws -> String {
    let compilation = Compiler.compile([ParsedSource(Source(text))])
    let bytecode = try #require(compilation.bytecode, "\(TextRenderer.text(compilation.reports))")
    let executable = try Executable(bytecode)
    host.programs = [executable]
    let contract = try #require(executable.contract("@1A"))
    do throws(Fault) {
      return try Machine(host: host).start(contract, ValueMap(fields)).text.string
    } catch {
      return error.text.string
    }
  }

  private func action(_ statements: String) throws -> String { try run(inAction(statements)) }

  @Test func severalValuesAreAssignedAtOnce() throws {
    #expect(try action("var a, b int\na, b = 1, 2\na, b = b, a\n$result = Str(a) + Str(b)") == "21")
  }

  @Test func variablesAreNewInEachRoundOfALoop() throws {
    let loop = "var i, sum int\nwhile i < 3 {\nvar n int\nn = n + 1\nsum = sum + n\ni = i + 1\n}\n$result = sum"
    #expect(try action(loop) == "3")
  }

  @Test func bothSidesOfLogicAreEvaluated() throws {
    let text =
      "contract A {\nfunc f() bool {\n$n = $n + 1\nreturn true\n}\naction {\n$n = 0\nif true || f() { $result = $n }\n}\n}"
    #expect(try run(text) == "1")
  }

  @Test func arraysAreSharedAlsoWhenTheyGrow() throws {
    #expect(try action("var a, b array\nb = a\na[2] = 7\n$result = b") == "[<nil> <nil> 7]")
  }

  @Test func mapsKeepTheOrderOfTheirEntries() throws {
    let text = "var m map\nm[\"z\"] = 1\nm[\"a\"] = 2\nm[\"z\"] = 3\n$result = m"
    #expect(try action(text) == "map[z:3 a:2]")
    let many = "var m map\nvar i int\nwhile i < 100 {\nm[Str(100 - i)] = i\ni = i + 1\n}\n$result = Len(GetMapKeys(m))"
    #expect(try action(many) == "100")
  }

  @Test func literalsMayNameTheVariableThatTheyAreFor() throws {
    #expect(try action("var a array\na = [1]\na = [a, 2]\n$result = a") == "[[1] 2]")
  }

  @Test func innerFunctionsSeeTheVariablesAroundThem() throws {
    let text = """
      contract A {
        func outer(n int) int {
          var sum int
          func add(k int) int {
            sum = sum + k * n
            func twice() int { return sum + sum }
            return twice()
          }
          var i int
          while i < 3 {
            i = i + 1
            if add(i) > 1000 { return 0 }
          }
          return sum + add(1)
        }
        action { $result = outer(2) }
      }
      """
    // sum is read before add(1) changes it: 12 + 2 · 14.
    #expect(try run(text) == "40")
  }

  @Test func functionsWithoutRegistersFindTheirOuterOnes() throws {
    let text = """
      contract A {
        action {
          var n int
          n = 5
          func f() {
            func g() {
              func h() { n = n + 1 }
              h()
              h()
            }
            g()
          }
          f()
          $result = n
        }
      }
      """
    #expect(try run(text) == "7")
  }

  @Test func tailsMayBeLeftOutAndComeInAnyOrder() throws {
    let text = """
      func f(a int).Name(n string).Rest(r ...) string { return Str(a) + n + Str(Len(r)) }
      contract A {
        action { $result = f(1) + f(2).Rest(1, 2).Name("x") + f(3).Name("y").Name("z") }
      }
      """
    #expect(try run(text) == "102x23z0")
  }

  @Test func argumentsAreSpread() throws {
    let text = """
      func f(a int, b string, r ...) string { return Str(a) + b + Str(r) }
      contract A {
        action {
          var list array
          list = ["b", 3, 4]
          $result = f(1, list...)
        }
      }
      """
    #expect(try run(text) == "1b[3 4]")
    #expect(try run(text.replacing("[\"b\", 3, 4]", with: "[]")) == "wrong count of parameters [@1A:6]")
    #expect(try run(text.replacing("\"b\"", with: "5")) == "parameter 2 has wrong type [@1A:6]")
  }

  @Test func functionsGiveSeveralValues() throws {
    let text = """
      func f(n int) int, string { return n + 1, "x" }
      func g() int, string { return f(7) }
      contract A {
        action {
          var n int, s string
          n, s = g()
          $result = Str(n) + s
        }
      }
      """
    #expect(try run(text) == "8x")
  }

  // MARK: Contracts

  private static let callee = """
    contract B {
      data {
        Amount int
        Note string "optional"
      }
      settings { rate = 5 }
      conditions { $sum = $Amount * 2 }
      action { $result = Str($sum) + $Note + $parent + $this_contract + Str($stack) }
    }

    """

  @Test func contractsHaveVariablesOfTheirOwn() throws {
    let text = MachineTests.callee + inAction("$sum = 1\nvar s string\ns = B(\"Amount\", 4)\n$result = s + Str($sum)")
    #expect(try run(text) == "8AB[@1A @1B]1")
  }

  @Test func contractsAreCalledByNameWithAMap() throws {
    let text = MachineTests.callee + inAction("$result = CallContract(\"B\", {Amount: 1, Note: \"n\"})")
    #expect(try run(text) == "2nAB[@1A @1B]")
    #expect(try run(MachineTests.callee + inAction("$result = Settings(\"@1B\", \"rate\")")) == "5")
  }

  @Test func aFieldThatIsMissingIsAnError() throws {
    #expect(try run(MachineTests.callee + inAction("$x = CallContract(\"B\", {Note: \"n\"})")).contains("Amount"))
  }

  @Test func conditionsOfOthersAreAsked() throws {
    let text = "contract C {\nconditions { error \"no\" }\n}\n" + inAction("$result = ContractConditions(\"C\")")
    #expect(try run(text).hasPrefix("no"))
  }

  @Test func conditionsAreEvaluated() throws {
    #expect(try action("$result = CheckCondition(\"ContractAccess(\\\"A\\\")\")") == "true")
    #expect(try action("$result = CheckCondition(\"ContractAccess(\\\"B\\\")\")") == "false")
    #expect(try action("Eval(\"0\")").hasPrefix("access denied"))
    #expect(try action("$result = CheckCondition(\"$key_id == 0 && 1 + 1 == 2\")") == "true")
    #expect(try action("Eval(\"true } contract X {\")").contains("cannot be read"))
  }

  @Test func aDollarVariableKeepsItsType() throws {
    #expect(try action("$x = nil\n$x = 1\n$y = [\"a\"]\nvar a array\na = $y\n$x = a[0]").contains("int64"))
  }

  // MARK: Tables

  @Test func tablesAreReadAndWritten() throws {
    host.facts.block = BlockFacts(height: 1, time: 0)
    host.tables[TableReference(ecosystem: 1, name: "pets")] = MemoryHost.Table([
      TableColumn(name: "id", type: "number"), TableColumn(name: "name", type: "varchar"),
      TableColumn(name: "age", type: "number"),
    ])
    let text = """
      var id int
      id = DBInsert("pets", {name: "Rex", age: 3})
      DBInsert("pets", {name: "Tom", age: 12})
      DBUpdate("pets", id, {"+age": 1})
      var rows array
      rows = DBFind("pets").Where({age: {"$gte": 4}}).Columns("name,age").Order("age")
      $result = rows
      """
    #expect(try action(text) == "[map[name:Rex age:4] map[name:Tom age:12]]")
    #expect(
      host.writes == [
        "insert 1_pets id=1 name=Rex age=3", "insert 1_pets id=2 name=Tom age=12",
        "update 1_pets id=1 name=Rex age=4",
      ])
  }

  @Test func aWorldIsReadFromJSON() throws {
    let world = try MemoryHost(
      json: """
        {"facts": {"ecosystem": 2, "key": 9, "block": {"height": 7}}, "roles": [3],
         "parameters": {"ecosystem": {"x": "y"}, "platform": {"p": "1"}},
         "tables": {"2_t": {"columns": ["id number", "n varchar"], "rows": [{"id": 1, "n": "a"}]}}}
        """)
    #expect(world.facts.key == 9)
    #expect(world.facts.block?.height == 7)
    #expect(try world.hasRole(3))
    #expect(try world.parameter(.ecosystem(2, "x")) == "y")
    #expect(try world.count(TableReference(ecosystem: 2, name: "t"), where: .all([]), TestRun()) == 1)
    #expect(throws: Fault.self) { try MemoryHost(json: "[]") }
    #expect(throws: Fault.self) { try MemoryHost(json: "{\"facts\": {\"colour\": 1}}") }
  }

  @Test func fieldsAreReadFromTexts() throws {
    let text = "contract A {\ndata {\nn int\nm money\nl array \"optional\"\n}\naction { $result = [$n, $m, $l] }\n}"
    let bytecode = try #require(Compiler.compile([ParsedSource(Source(text))]).bytecode)
    let contract = try #require(try Executable(bytecode).contract("@1A"))
    let fields = try contract.fields([("n", "5"), ("m", "12"), ("l", "[1, \"x\"]")])
    #expect(try Machine(host: host).start(contract, fields).text == "[5 12 [1 x]]")
    #expect(throws: Fault.self) { try contract.fields([("n", "5")]) }
    #expect(throws: Fault.self) { try contract.fields([("n", "x"), ("m", "1")]) }
    #expect(throws: Fault.self) { try contract.fields([("n", "1"), ("m", "0")]) }
    #expect(throws: Fault.self) { try contract.fields([("n", "1"), ("m", "1"), ("q", "1")]) }
  }
}
