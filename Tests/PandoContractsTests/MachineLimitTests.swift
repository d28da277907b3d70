import PandoContracts
import Testing

/// Programs that would take all there is: each ends with its error.
@Suite struct MachineLimitTests {
  /// Runs the action of a contract.
  private func run(
    _ action: String, functions: String = "", limits: MachineLimits = .standard
  ) throws -> (result: Result<Value, Fault>, machine: Machine) {
    let text = "\(functions)\ncontract A {\naction {\n\(action)\n}\n}"
    let compilation = Compiler.compile([ParsedSource(Source(text))])
    let bytecode = try #require(compilation.bytecode, "\(TextRenderer.text(compilation.reports))")
    let executable = try Executable(bytecode)
    let machine = Machine(host: MemoryHost(), limits: limits)
    let contract = try #require(executable.contract("@1A"))
    return (Result { () throws(Fault) in try machine.start(contract, ValueMap()) }, machine)
  }

  private func fault(
    _ action: String, functions: String = "", limits: MachineLimits = .standard
  ) throws -> Fault? {
    let (result, machine) = try run(action, functions: functions, limits: limits)
    #expect(machine.memory.used < 2 * limits.memoryMax)
    if case .failure(let fault) = result { return fault }
    return nil
  }

  @Test func endlessLoopRunsOutOfFuel() throws {
    let fault = try fault("var i int\nwhile i >= 0 { i = i + 1 }")
    #expect(fault?.code == .fuel)
    #expect(fault?.json() == "{\"type\":\"panic\",\"error\":\"runtime cost limit overflow [@1A:5]\"}")
  }

  @Test func endlessRecursionIsTooDeep() throws {
    let fault = try fault("$x = f(1)", functions: "func f(n int) int { if n == 0 { return 0 }\nreturn f(n + 1) }")
    #expect(fault?.code == .depth)
    #expect(fault?.message == "max call depth")
    #expect(fault?.trace.count == Fault.traceMax)
  }

  @Test func growingTextRunsOutOfMemoryOrFuel() throws {
    #expect(try fault("var s string\ns = \"x\"\nwhile true { s = s + s }")?.code == .memory)
    #expect(try fault("var s string\nwhile true { s = s + \"x\" }")?.code == .fuel)
  }

  @Test func aRunTakesTheSameMemoryWhateverRanBefore() throws {
    let text = "contract A { action { $result = Str(\"a constant\") + ToLower(\"another\") } }"
    let bytecode = try #require(Compiler.compile([ParsedSource(Source(text))]).bytecode)
    let executable = try Executable(bytecode)
    let contract = try #require(executable.contract("@1A"))
    for _ in 0..<2 {
      let machine = Machine(host: MemoryHost())
      _ = try machine.start(contract, ValueMap())
      #expect(machine.memory.used == 0, "A run that has ended holds nothing, and constants are on no account.")
    }
  }

  @Test func growingArrayEndsAtItsLargestIndex() throws {
    let fault = try fault("var a array\nvar i int\nwhile true { a[i] = i\ni = i + 1 }")
    #expect(fault?.message == "the index is out of range")
    #expect(try self.fault("var a array\na[1000001] = 1")?.message == "the index is out of range")
    #expect(try self.fault("var a array\na[1000000] = 1") == nil)
  }

  @Test func growingMapEndsAtItsLargestCount() throws {
    let fault = try fault("var m map\nvar i int\nwhile true { m[Str(i)] = i\ni = i + 1 }")
    #expect(fault?.message == "the maxumim length of map")
  }

  @Test func manyContainersRunOutOfMemory() throws {
    var limits = MachineLimits()
    limits.memoryMax = 1 << 20
    let fault = try fault(
      "var a, b array\nvar i int\nwhile true { b = [1, 2, 3]\na[i] = b\ni = i + 1 }", limits: limits)
    #expect(fault?.code == .memory)
  }

  /// Two ways from each to the next are more ways than there are atoms: the search for a container ends with the fuel.
  @Test func containersThatHoldOneAnotherTwiceRunOutOfFuel() throws {
    #expect(try fault("var a, b array\nvar i int\nwhile i < 60 { b = [a, a]\na = b\ni = i + 1 }")?.code == .fuel)
  }

  @Test func amountsBeyond64BitsTakeMemory() throws {
    var limits = MachineLimits()
    limits.memoryMax = 1 << 20
    let amounts = "var a array\nvar m money\nvar i int\nm = Money(9223372036854775807)\nm = m * m\n"
    #expect(try fault(amounts + "while true { a[i] = m + Money(i)\ni = i + 1 }", limits: limits)?.code == .memory)
    let (result, machine) = try run(
      amounts + "while i < 100 { a[i] = m + Money(i)\ni = i + 1 }\n$result = Int(a[99] - m)")
    #expect(try result.get().text == "99")
    #expect(machine.memory.used == 0)
  }

  @Test func fieldsThatWereNotGivenTakeMemory() throws {
    var limits = MachineLimits()
    limits.memoryMax = 1 << 20
    let text = "contract A { data { List array \"optional\" }\naction { $List[500000] = 1 } }"
    let bytecode = try #require(Compiler.compile([ParsedSource(Source(text))]).bytecode)
    let contract = try #require(try Executable(bytecode).contract("@1A"))
    let fault = #expect(throws: Fault.self) {
      try Machine(host: MemoryHost(), limits: limits).start(contract, ValueMap())
    }
    #expect(fault?.code == .memory)
  }

  @Test func whatAContractIsGivenIsPaidForEntryByEntry() throws {
    let (small, large) = (try fuel(ofEntries: 10), try fuel(ofEntries: 1010))
    #expect(large - small >= 1000)
  }

  /// The fuel that a call takes alone.
  private func fuel(ofEntries count: Int) throws -> Int {
    let action = """
      var m map
      var i, before int
      while i < \(count) { m[Str(i)] = i
        i = i + 1 }
      before = $txcost
      CallContract("B", m)
      $result = before - $txcost
      """
    let (result, _) = try run(action, functions: "contract B { action { $result = 1 } }")
    return try #require(Int(result.get().text.string))
  }

  @Test func aProgramNamesSoManyVariables() throws {
    func isCompiled(_ count: Int) -> Bool {
      let names = (1...count).map { "$v\($0) = 1" }.joined(separator: "\n")
      return Compiler.compile([ParsedSource(Source(inAction(names)))]).bytecode != nil
    }
    // The result is one of them.
    #expect(isCompiled(Bytecode.variableCountMax - 1))
    #expect(!isCompiled(Bytecode.variableCountMax))
  }

  @Test func whatCannotBePaidIsOutOfFuelAndNotOfMemory() throws {
    var limits = MachineLimits()
    limits.fuelMax = 3_000
    let long = "var s string\ns = `0123456789`\nvar i int\nwhile i < 10 { s = s + s\ni = i + 1 }\n"
    for call in ["JSONEncode(s)", "Sprintf(`%v%v`, s, s)"] {
      #expect(try fault(long + "$x = \(call)", limits: limits)?.code == .fuel, "\(call)")
    }
  }

  @Test func memoryIsGivenBack() throws {
    let (result, machine) = try run(
      """
      var a array
      var i int
      while i < 10000 {
        a = [1, 2, "text", {key: i}]
        a[0] = Str(i) + "text"
        i = i + 1
      }
      """)
    _ = try result.get()
    #expect(machine.memory.used == 0)
  }

  @Test func containersNeverHoldThemselves() throws {
    #expect(try fault("var a, b array\na[0] = b\nb[0] = a")?.message == "self assignment")
    #expect(try fault("var a array\nvar m map\nm[\"a\"] = a\na[0] = {m: m}")?.message == "self assignment")
    // From the inside out nesting is bounded; from the outside in it is torn down without recursion.
    #expect(try fault("var a, b array\nvar i int\nwhile i < 1000 { b = [a]\na = b\ni = i + 1 }")?.code == .depth)
    let chain =
      "var a, b, c array\na = c\nvar i int\nwhile i < 100000 { var n array\nb = n\nc[0] = b\nc = b\ni = i + 1 }"
    #expect(try fault(chain) == nil)
  }

  @Test func arithmeticEndsWithItsError() throws {
    #expect(try fault("var z int\n$x = 1 / z")?.message == "divided by zero")
    #expect(try fault("var z float\n$x = 1.0 / z")?.message == "divided by zero")
    #expect(try fault("$x = Money(1) / Money(0)")?.message == "divided by zero")
    let (result, _) = try run("var i int\ni = 9223372036854775807\n$result = [i]\ni = i + 1\n$result = i")
    #expect(try result.get().text == "-9223372036854775808")
    let (least, _) = try run("var i int\ni = 9223372036854775807\ni = i + 1\n$result = i / (0 - 1)")
    #expect(try least.get().text == "-9223372036854775808")
  }

  @Test func indexOutOfRangeIsAnError() throws {
    #expect(try fault("var a array\n$x = a[0]")?.code == .index)
    #expect(try fault("var a array\nvar i int\ni = 0 - 1\n$x = a[i]")?.code == .index)
    #expect(try fault("var a array\nvar i int\ni = 0 - 1\na[i] = 1")?.code == .index)
  }

  @Test func badTextIsNoResult() throws {
    let (result, machine) = try run("$result = Substr(\"é\", 0, 1)")
    let value = try result.get()
    let fault = #expect(throws: Fault.self) { try machine.resultText(value) }
    #expect(fault?.message == "result is not valid utf-8 string")
  }

  @Test func deepBracketsAreRefusedBeforeTheyRun() {
    let count = 100_000
    let text = inAction("$x = " + String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count))
    #expect(Compiler.compile([ParsedSource(Source(text))]).bytecode == nil)
  }

  @Test func contractsThatCallEachOtherAreALoop() throws {
    let text = "contract B {\naction {\nA()\n}\n}\n"
    #expect(try fault("B()", functions: text)?.message == "there is loop in @1A contract")
  }

  @Test func errorsHaveTheirTexts() throws {
    let fault = try fault("error \"<no> \" + `\"way\"`")
    #expect(fault?.json() == #"{"type":"error","error":"\u003cno\u003e \"way\""}"#)
    let long = try self.fault("warning \"\(String(repeating: "x", count: 200))\"")
    #expect(long?.json() == "{\"type\":\"warning\",\"error\":\"\(String(repeating: "x", count: 150))...\"}")
  }

  @Test func tracesNameThePlacesFromTheInside() throws {
    let fault = try fault("$x = f(0)", functions: "func f(n int) int {\nreturn 1 / n\n}")
    #expect(fault?.text == "divided by zero [:2 @1A:6]")
    let builtin = try self.fault("$x = Int(\"x\")")
    #expect(builtin?.text == "x is not a valid integer : invalid syntax [Int @1A:4]")
  }
}
