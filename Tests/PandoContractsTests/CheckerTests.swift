import PandoContracts
import Testing

/// What parser and checker say of sources that run together, as codes.
func findings(_ sources: [String], options: CheckerOptions = CheckerOptions()) -> [DiagnosticCode] {
  let parsed = sources.enumerated().map { ParsedSource(Source(name: "\($0.offset).sim", $0.element)) }
  return Checker.check(parsed, options: options).flatMap { $0.diagnostics.map(\.code) }
}

func findings(_ source: String, options: CheckerOptions = CheckerOptions()) -> [DiagnosticCode] {
  findings([source], options: options)
}

@Suite struct CheckerTests {
  struct Case: Sendable, CustomStringConvertible {
    let code: DiagnosticCode
    /// The body of an action, or whole declarations when it begins with `contract` or `func`.
    let bad: String
    /// The same without the mistake.
    let good: String

    init(_ code: DiagnosticCode, _ bad: String, _ good: String) {
      self.code = code
      self.bad = bad
      self.good = good
    }

    var description: String { "\(code): \(bad)" }
  }

  static let names: [Case] = [
    Case(.undefinedVariable, "$result = a", "var a int\n$result = a"),
    Case(.undefinedVariable, "a = 1", "$a = 1"),
    Case(.undefinedVariable, "$result = [a]", "$result = [\"a\"]"),
    Case(.undefinedVariable, "$result = {k: a}", "$result = {k: \"a\"}"),
    Case(.undefinedVariable, "if true { var a int\n$result = a }\n$result = a", "var a int\nif true { $result = a }"),
    Case(.undefinedFunction, "Foo()", "@1Foo()"),
    Case(.undefinedFunction, "$result = Lem([1])", "$result = Len([1])"),
    Case(
      .usedBeforeDeclared, "contract A { action { f() } }\nfunc f() {}", "func f() {}\ncontract A { action { f() } }"),
    Case(
      .usedBeforeDeclared, "contract A { action { f() }\nfunc f() {}\n}", "contract A { func f() {}\naction { f() }\n}"),
    Case(.undefinedTail, "$result = DBFind(\"a\").Wher({})", "$result = DBFind(\"a\").Where({})"),
    Case(.undefinedTail, "$result = Str(1).ToUpper()", "$result = ToUpper(Str(1))"),
    Case(.undefinedTail, "$result = @1Foo().One(\"a\")", "$result = DBFind(\"a\").One(\"b\")"),
    Case(.redeclared, "var a int\nvar a int\n$result = a", "var a int\nif a { var a int\n$result = a }"),
    Case(.redeclared, "func f(a int, a int) { $x = a }", "func f(a int, b int) { $x = a + b }"),
    Case(.redeclared, "func f(a int) { var a int\n$x = a }", "func f(a int) { $x = a }"),
    Case(.redeclared, "func f() {}\nfunc f() {}", "func f() {}\nfunc g() {}"),
    Case(.redeclared, "contract A {}\ncontract @1A {}", "contract A {}\ncontract @2A {}"),
    Case(.redeclared, "contract A { action {} action {} }", "contract A { conditions {} action {} }"),
    Case(
      .redeclared, "contract A { func f() {}\nfunc f() {}\naction { f() } }",
      "contract A { func f() {}\naction { f() } }"),
    Case(
      .systemVariableName, "contract A { data { block int }\naction { $x = $block } }",
      "contract A { data { blocks int }\naction { $x = $blocks } }"),
    Case(.hidesBuiltin, "func Len() {}", "func Length() {}"),
    Case(.hidesBuiltin, "contract Int {}", "contract Integer {}"),
    Case(.systemVariableAssigned, "$key_id = 1", "$result = 1"),
    Case(.systemVariableAssigned, "$loop_a = 1", "$lop_a = 1"),
    Case(.systemVariableAssigned, "$stack[0] = \"a\"", "$stacks = []\n$stacks[0] = \"a\""),
    Case(.neverSet, "$result = $a", "$a = 1\n$result = $a"),
    Case(.neverSet, "$result = $a\n$a = 1", "while $result { $result = $b\n$b = 1 }"),
    Case(
      .neverSet, "contract A { conditions { $x = $a }\naction { $a = $x } }",
      "contract A { conditions { $a = 1 }\naction { $x = $a } }"),
    Case(
      .neverSet, "func f() { $b = 1 }\ncontract A { action { $x = $a\nf() } }",
      "func g() { $a = 1 }\nfunc f() { g() }\ncontract A { action { f()\n$x = $a } }"),
    Case(
      .neverSet, "contract A { action { $x = $a } }\ncontract B { action { A(\"b\", 1) } }",
      "contract A { action { $x = $a } }\ncontract B { action { A(\"a\", 1) } }"),
    Case(.unusedVariable, "var a int\na = 1", "var a int\n$result = a"),
    Case(.unusedParameter, "func f(a int) {}", "func f(a int) int { return a }"),
    Case(.unusedParameter, "func f().T(a int) {}", "func f().T(a int) { $x = a }"),
    Case(.unusedFunction, "contract A { func f() {} }", "contract A { func f() {}\naction { f() } }"),
    Case(.unusedField, "contract A { data { a int } }", "contract A { data { a int }\naction { $x = $a } }"),
    Case(
      .unusedField, "contract A { data { Ids int }\naction { ConditionById(\"a\", true) } }",
      "contract A { data { Id int }\naction { ConditionById(\"a\", true) } }"),
    Case(.repeatedName, "$result = {a: 1, \"a\": 2}", "$result = {a: 1, \"A\": 2}"),
    Case(
      .repeatedName, "contract A { data { a int\na string }\naction { $x = $a } }",
      "contract A { data { a int\nb string }\naction { $x = $a + $b } }"),
    Case(.repeatedName, "contract A { settings { a = 1, a = 2 } }", "contract A { settings { a = 1, b = 2 } }"),
    Case(.unavailableFunction, "$result = HTTPRequest(\"u\", \"GET\", {}, {})", "$result = GetBlock(1)"),
    Case(.unavailableFunction, "StartCLB(\"a\")", "Println(\"a\")"),
  ]

  static let types: [Case] = [
    Case(.argumentCount, "$result = Len()", "$result = Len([])"),
    Case(.argumentCount, "$result = Size(\"a\", \"b\")", "$result = Size(\"a\")"),
    Case(.argumentCount, "$result = Sprintf(\"a\")", "$result = Sprintf(\"a\", 1, 2, 3)"),
    Case(.argumentCount, "$result = DBFind(\"a\").WhereId()", "$result = DBFind(\"a\").WhereId(1)"),
    Case(.argumentCount, "$result = DBFind(\"a\").One()", "$result = DBFind(\"a\").One(\"b\")"),
    Case(
      .argumentCount, "func f(a int) { $x = a }\nfunc g() { f(1, 2) }", "func f(a int) { $x = a }\nfunc g() { f(1) }"),
    Case(
      .argumentCount, "func f(a int, b ...) { $x = a + Len(b) }\nfunc g() { f() }",
      "func f(a int, b ...) { $x = a + Len(b) }\nfunc g(c ...) { f(1, 2, 3)\nf(c...) }"),
    Case(.argumentType, "$result = Size(1)", "$result = Size(Str(1))"),
    Case(.argumentType, "$result = Len(nil)", "$result = Size(nil)"),
    Case(.argumentType, "$result = MathMod(1, 2.0)", "$result = MathMod(1.0, 2.0)"),
    Case(
      .argumentType, "func f(a string) { $x = a }\nfunc g() { f(1) }", "func f(a int) { $x = a }\nfunc g() { f(1.5) }"),
    Case(
      .argumentType, "func f(a int) { $x = a }\nfunc g() { f(\"1\") }", "func f(a money) { $x = a }\nfunc g() { f(1) }"),
    Case(.assignedType, "var a int\na = \"1\"\n$result = a", "var a int\na = Int(\"1\")\n$result = a"),
    Case(.assignedType, "var a float\na = 1\n$result = a", "var a float\na = nil\n$result = a"),
    Case(.assignedType, "var a money\na = nil\n$result = a", "var a money\na = \"1\"\na = 1\na = 1.5\n$result = a"),
    Case(.assignedType, "var a money\na = true\n$result = a", "var a address\na = 1\n$result = a"),
    Case(.assignedType, "var a map\na = []\n$result = a", "var a file\na = {}\n$result = a"),
    Case(
      .assignedType, "contract A { data { a int }\naction { $a = $a + 1.5 } }",
      "contract A { data { a int }\naction { $a = $a + 1 } }"),
    Case(
      .assignedType, "func f() int, string { return 1, \"a\" }\nfunc g() { var a, b int\na, b = f()\n$x = a + b }",
      "func f() int, string { return 1, \"a\" }\nfunc g() { var a int, b string\na, b = f()\n$x = b + a }"),
    Case(.valueCount, "$a, $b = 1", "$a, $b = 1, 2"),
    Case(.valueCount, "$a = 1, 2", "$a = 1"),
    Case(
      .valueCount, "func f() int, int { return 1, 2 }\nfunc g() { $a = f() }",
      "func f() int, int { return 1, 2 }\nfunc g() { $a, $b = f() }"),
    Case(.noValue, "$a = EvalCondition(\"a\", \"b\", \"c\")", "EvalCondition(\"a\", \"b\", \"c\")"),
    Case(.noValue, "func f() {}\nfunc g() { $x = 1 + f() }", "func f() int { return 1 }\nfunc g() { $x = 1 + f() }"),
    Case(
      .noValue, "func f() int, int { return 1, 2 }\nfunc g() { $a = 1 + f() }",
      "func f() int { return 1 }\nfunc g() { $a = 1 + f() }"),
    Case(.operandType, "$result = true + 1", "$result = true && 1"),
    Case(.operandType, "$result = \"a\" - \"b\"", "$result = \"a\" + \"b\""),
    Case(.operandType, "$result = 1 == \"1\"", "$result = \"1\" == 1"),
    Case(.operandType, "$result = Money(1) * 2", "$result = Money(1) * Money(2)"),
    Case(.operandType, "$result = -\"1\"", "$result = -1.5"),
    Case(.operandType, "$result = nil + 1", "$result = nil == 1"),
    Case(.operandType, "$result = true < false", "$result = true == false"),
    Case(.operandType, "var a array\n$result = a + 1", "var a array\n$result = Len(a) + 1"),
    Case(.divisionByZero, "$result = 1 / 0", "$result = 0 / 1"),
    Case(.divisionByZero, "$result = 1.5 / 0.00", "$result = 1.5 / 0.01"),
    Case(.divisionByZero, "$result = 1 / (2 - 2)", "$result = 1 / (2 - 1)"),
    Case(.divisionByZero, "$result = 1 / \"0\"", "$result = 1 / \"2\""),
    Case(.returnCount, "func f() int, int { return 1 }", "func f() int, int { return 1, 2 }"),
    Case(.returnCount, "func f() int { return }", "func f() { return }"),
    Case(.returnType, "func f() int { return \"a\" }", "func f() int { return nil }"),
    Case(.returnType, "func f() money { return 1 }", "func f() money { return Money(1) }"),
    Case(.missingReturn, "func f() int {}", "func f() int { error \"no\" }"),
    Case(
      .missingReturn, "func f(a int) int { if a { return 1 } elif a == 2 { return 2 } }",
      "func f(a int) int { if a { return 1 } elif a == 2 { return 2 } else { return 3 } }"),
    Case(.missingReturn, "func f() int { while true { break } }", "func f() int { while true { $x = Len([]) } }"),
    Case(.contractArguments, "@1Foo(1)", "@1Foo(\"a\", 1)"),
    Case(.contractArguments, "@1Foo(\"a,b\", 1)", "@1Foo(\"a,b\", 1, 2)"),
    Case(
      .contractArguments,
      "contract A { data { a, b int }\naction { $x = $a + $b } }\ncontract B { action { A(\"a\", 1) } }",
      "contract A { data { a int\nb int \"optional\" }\naction { $x = $a + $b } }\ncontract B { action { A(\"a\", 1) } }"
    ),
    Case(.indexType, "var a array\n$result = a[\"0\"]", "var a array\n$result = a[0]"),
    Case(.indexType, "var a map\n$result = a[0]", "var a map\n$result = a[\"0\"]"),
    Case(.indexType, "var a string\n$result = a[0]", "var a array\na[0] = \"x\""),
    Case(.indexType, "var a int\na[0] = 1", "var a map\na[\"0\"] = 1"),
    Case(.extendedTypeChange, "$a = 1\n$a = \"a\"", "$a = 1\n$a = nil\n$a = 2"),
    Case(.nilOnlyComparison, "var a map\n$result = a == \"\"", "var a map\n$result = a == nil"),
    Case(.selfAssignment, "var a array\na[0] = a", "var a, b array\na[0] = b"),
  ]

  static let flow: [Case] = [
    Case(
      .writeInConditions, "contract A { conditions { DBUpdate(\"a\", 1, {}) } }",
      "contract A { action { DBUpdate(\"a\", 1, {}) } }"),
    Case(
      .writeInConditions, "func f() { DBUpdate(\"a\", 1, {}) }\nfunc g() { f() }\ncontract A { conditions { g() } }",
      "func f() { $x = DBFind(\"a\") }\nfunc g() { f() }\ncontract A { conditions { g() } }"),
    Case(
      .writeInConditions, "contract A { conditions { B() } }\ncontract B { action { $x = DBInsert(\"a\", {}) } }",
      "contract A { conditions { B() } }\ncontract B { action { $x = DBCount(\"a\", {}) } }"),
    Case(
      .writeInConditions, "contract A { conditions { $x = CallContract(\"B\", {}) } }", "contract A { conditions {} }"),
    Case(.contractCallsItself, "contract A { action { A() } }", "contract A { action { @2A() } }"),
    Case(
      .contractLoop, "func f() { A() }\ncontract A { action { f() } }",
      "func f() { @2A() }\ncontract A { action { f() } }"),
    Case(.endlessRecursion, "func f() { f() }", "func g() {}\nfunc f() { g() }"),
    Case(
      .endlessRecursion, "func f(n int) int { if n == 0 || f(n - 1) { return 1 }\nreturn 2 }",
      "func f(n int) int { return n }"),
    Case(
      .recursion, "func f(n int) int { if n == 0 { return 1 }\nreturn n * f(n - 1) }", "func f(n int) int { return n }"),
    Case(.jumpOutsideLoop, "break", "while $key_id { break }"),
    Case(.jumpOutsideLoop, "if true { continue }", "while @1F() { if true { continue } }"),
    Case(.unreachable, "return\n$a = 1", "$a = 1\nreturn"),
    Case(.unreachable, "error \"a\"\n$a = 1", "if 1 { error \"a\" }\n$a = 1"),
    Case(.unreachable, "if 1 { return } else { error 1 }\n$a = 1", "if 1 { return } elif 2 { error 1 }\n$a = 1"),
    Case(.unreachable, "while @1F() { break\n$a = 1 }", "while @1F() { $a = 1\nbreak }"),
    Case(.unreachable, "while true { @1F() }\n$a = 1", "while true { break }\n$a = 1"),
    Case(.loopWithoutProgress, "var a int\nwhile a < 10 { $b = a }", "var a int\nwhile a < 10 { a = a + 1 }"),
    Case(.loopWithoutProgress, "while true { $b = 1 }", "while true { if $key_id { return } }"),
    Case(.loopWithoutProgress, "$b = 1\nwhile $b { while true { break } }", "$b = 1\nwhile $b { $b = 0 }"),
    Case(.statementOutsideFunction, "contract A { var a int }", "contract A { func f() {}\naction { f() } }"),
  ]

  private func source(_ text: String) -> String {
    text.hasPrefix("contract") || text.hasPrefix("func") ? text : inAction(text)
  }

  @Test(arguments: names + types + flow) func mistakeIsFoundAndItsCureIsLeftAlone(example: Case) {
    let bad = findings(source(example.bad))
    #expect(bad.contains(example.code), "\(bad)")
    let good = findings(source(example.good))
    #expect(!good.contains(example.code), "\(good) in \(example.good)")
    // The cure is wholly sound, and the mistake leads to no other errors.
    #expect(!good.contains { $0.severity == .error }, "\(good) in \(example.good)")
    let others = bad.filter { $0.severity == .error && $0 != example.code }
    #expect(others.isEmpty, "\(others)")
  }

  @Test func everyRuleOfTheCheckerHasAnExample() {
    let examples = Set((CheckerTests.names + CheckerTests.types + CheckerTests.flow).map(\.code))
    for code in DiagnosticCode.allCases where code.rawValue >= "N03" && code.rawValue < "N06" {
      #expect(examples.contains(code), "\(code)")
    }
  }

  @Test func everyRuleOfTheParserHasAnExample() {
    let tests = Set(ParserTests.statements.map(\.code) + ParserTests.declarations.map(\.0) + [.nestingTooDeep])
    for code in DiagnosticCode.allCases where code.rawValue >= "N02" && code.rawValue < "N03" {
      #expect(tests.contains(code), "\(code)")
    }
  }

  @Test func soundProgramHasNoFindings() {
    let program = """
      func limitOf(account int, kinds ...) money {
          var limit money
          limit = DBFind("limits").Columns("amount").Where({account: account}).One("amount")
          if Len(kinds) == 0 {
              return Money(0)
          }
          return limit
      }
      contract Transfer {
          data {
              To address
              Amount money
              Comment string "optional"
          }
          settings {
              fee = 1
          }
          func check(account int) bool {
              return account != 0 && account != $key_id
          }
          conditions {
              if !check($To) {
                  error "No such account"
              }
              $row = DBRow("keys").WhereId($key_id)
              if Money($row["amount"]) < $Amount {
                  warning Sprintf("Too little: %v", $row["amount"])
              }
          }
          action {
              var total money, i int, done array
              total = $Amount + Money(Settings("@1Transfer", "fee"))
              while i < 3 {
                  i = i + 1
                  if i == 2 {
                      continue
                  }
                  done[i] = i
              }
              DBUpdate("keys", $To, {"+amount": total, comment: $Comment})
              $result = Str(limitOf($To, "a", "b")) + JSONEncode(done)
          }
      }
      """
    #expect(findings(program) == [])
    #expect(Printer.text(ParsedSource(Source(program)).tree) == program + "\n")
  }

  // MARK: Several sources, and where they run

  @Test func sourcesSeeEachOther() {
    #expect(findings(["contract A { action { f()\nB() } }", "func f() {}\ncontract B {}"]) == [])
    #expect(findings(["contract A {}", "contract A {}"]) == [.redeclared])
  }

  @Test func circlesGoThroughSources() {
    let sources = ["contract A { action { B() } }", "contract B { action { C() } }", "contract C { action { A() } }"]
    #expect(findings(sources) == [.contractLoop, .contractLoop, .contractLoop])
  }

  @Test func ecosystemDecidesWhatANameMeans() {
    var options = CheckerOptions()
    #expect(findings("contract A { action { @1A() } }", options: options) == [.contractCallsItself])
    #expect(findings("contract A { action { @A() } }", options: options) == [.contractCallsItself])
    options.ecosystem = 5
    #expect(findings("contract A { action { @1A() } }", options: options) == [])
    #expect(findings("contract A { action { @5A() } }", options: options) == [.contractCallsItself])
  }

  @Test func knownNamesAreTakenOnTrust() {
    var options = CheckerOptions()
    options.known = ["Foo"]
    #expect(findings(inAction("Foo(\"a\", 1)"), options: options) == [])
    #expect(findings(inAction("$result = Foo(1) + 1"), options: options) == [])
  }

  @Test func placeDecidesWhichFunctionsThereAre() {
    var options = CheckerOptions()
    options.place = .offLedger
    #expect(findings(inAction("ValidateCron(\"* * * * *\")"), options: options) == [])
    #expect(findings(inAction("$result = GetBlock(1)"), options: options) == [.unavailableFunction])
    #expect(findings(inAction("StartCLB(\"a\")"), options: options) == [.unavailableFunction])
    options.place = .offLedgerMaster
    #expect(findings(inAction("StartCLB(\"a\")"), options: options) == [])
  }

  @Test func noWarningTakesThePlaceOfAnError() {
    let warnings = (0..<300).map { "var a\($0) int" }.joined(separator: "\n")
    let codes = findings(inAction(warnings + "\nb = 1"))
    #expect(codes.count == 102)
    #expect(codes.filter { $0.severity == .error } == [.undefinedVariable])
  }

  @Test func hintsNameWhatWasMeant() {
    let parsed = ParsedSource(Source(inAction("var amount int\n$result = amuont + Lenn([])")))
    let hints = Checker.check([parsed])[0].diagnostics.compactMap(\.hint)
    #expect(hints.contains("Did you mean `amount`?"))
    #expect(hints.contains("Did you mean `Len`?"))
    let field = ParsedSource(Source("contract A { data { Amount int } action { $result = $Amuont } }"))
    #expect(Checker.check([field])[0].diagnostics.compactMap(\.hint).contains("Did you mean `$Amount`?"))
  }

  @Test func anyProgramIsChecked() {
    for seed in 0..<300 {
      var generator = TreeGenerator(seed: UInt64(seed))
      let sources = (0..<2).map { _ in ParsedSource(Source(Printer.text(generator.tree()))) }
      let first = Checker.check(sources)
      let second = Checker.check(sources)
      #expect(first.map(\.diagnostics) == second.map(\.diagnostics))
    }
  }

  /// Brackets as deep as they may be, with an operator of each precedence on every level: the deepest tree there is.
  @Test func deepestTreeFitsTheStack() {
    let depth = FrontEndLimits.standard.nestingMax - 2
    for (opening, closing) in [("(", ")"), ("Str(", ")"), ("-(", ")"), ("$a[", "]"), ("@1F(1).T(", ")")] {
      let level = "1 || 1 && 1 == 1 < 1 + 1 * \(opening)"
      // `-(` and the like count twice.
      for count in [depth / 2, depth] {
        let value = String(repeating: level, count: count) + "1" + String(repeating: closing, count: count)
        let parsed = ParsedSource(Source(inAction("$result = \(value)")))
        _ = Checker.check([parsed])
        #expect(!Printer.text(parsed.tree).isEmpty)
      }
    }
    let blocks = String(repeating: "while @1F() { if 1 {\n", count: depth / 2)
    let parsed = ParsedSource(Source(inAction(blocks + String(repeating: "} }", count: depth / 2))))
    #expect(Checker.check([parsed])[0].errorCount == 0)
    #expect(!Printer.text(parsed.tree).isEmpty)
  }

  @Test func hostileProgramsAreCheckedInTime() {
    let chain = (1...10_000).map { "func f\($0)() { $v\($0) = 1\nf\($0 - 1)() }" }.joined(separator: "\n")
    #expect(findings("func f0() {}\n" + chain) == [])
    let undefined = (1...10_000).map { "contract C\($0) { action { G\($0)() } }" }.joined(separator: "\n")
    #expect(findings(undefined).count == 101)
    let ring = (1...5_000).map { "contract C\($0) { action { C\($0 % 5_000 + 1)() } }" }.joined(separator: "\n")
    #expect(findings(ring).count == 101)
  }
}
