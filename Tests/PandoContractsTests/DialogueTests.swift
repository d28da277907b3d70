import PandoContracts
import Testing

/// `pando contract repl`, without a terminal.
@Suite struct DialogueTests {
  private func answers(_ lines: String..., sources: [String] = []) -> [String] {
    var dialogue = Dialogue(sources: sources.map { ParsedSource(Source($0)) }, host: MemoryHost())
    return lines.map { line in
      switch dialogue.take(line) {
      case .value(let value): value.shown
      case .done: "."
      case .mistakes(let mistakes): mistakes.map(\.code.rawValue).joined(separator: " ")
      case .fault(let fault): "fault: \(fault.message)"
      }
    }
  }

  @Test func expressionsAreAnswered() {
    #expect(answers("1 + 2 * 3", "\"a\" + \"b\"", "Str(7)", "1 < 2", "nil") == ["7", "\"ab\"", "\"7\"", "true", "nil"])
    #expect(answers("Money(5) / Money(2)", "1.5 * 2.0", "JSONDecode(\"[1, {}]\")") == ["2", "3", "[1,{}]"])
  }

  @Test func emptyLinesAndCommentsAreDone() {
    #expect(answers("", "   ", "// nothing", ";") == [".", ".", ".", "."])
  }

  @Test func variablesStayAndKeepTheirTypes() {
    #expect(answers("$a = 5", "$a + 1", "$a = $a * 2", "$a") == [".", "6", ".", "10"])
    #expect(answers("$m = {\"k\": 1}", "$m[\"k\"] = 2", "$m") == [".", ".", "{\"k\":2}"])
    let typed = answers("$a = 5", "$a = \"text\"", "$a")
    #expect(typed[1].hasPrefix("fault: ") || typed[1].hasPrefix("N0"), "\(typed)")
    #expect(typed[2] == "5")
  }

  @Test func variablesMayHoldNothing() {
    #expect(
      answers("$a = 5", "$a = nil", "$a", "1 + 1", "$b = nil", "$b == nil", "$a = \"x\"", "$a") == [
        ".", ".", "nil", "2", ".", "true", ".", "\"x\"",
      ])
  }

  @Test func statementsRun() {
    #expect(
      answers(
        "var i int while i < 3 { i = i + 1 } $i = i".replacing(" while", with: "\nwhile").replacing(
          " $i =", with: "\n$i ="), "$i") == [".", "3"])
    #expect(answers("error \"no\"", "1 / 0", "$x")[0] == "fault: no")
  }

  @Test func functionsAreRemembered() {
    #expect(answers("func twice(a int) int { return a * 2 }", "twice(21)") == [".", "42"])
    #expect(answers("func f int { return 1 } }")[0].hasPrefix("N0"))
  }

  @Test func sourcesCanBeCalled() {
    let source = "contract Greet { data { Name string } action { $result = \"hello \" + $Name } }"
    #expect(answers("Greet(\"Name\", \"Ann\")", sources: [source]) == ["\"hello Ann\""])
  }

  @Test func mistakesAreTold() {
    for answer in answers("1 +", "Nobody(1)", "}", "\"") { #expect(answer.hasPrefix("N0"), "\(answer)") }
  }

  @Test func aVariableCalledAsAWordSpoilsNothing() { #expect(answers("$if = 1", "1 + 1")[1] == "2") }

  @Test func theReadingThatGetsFurtherTellsWhatIsWrong() {
    // Its first mistake is where the line ends, not where it begins.
    let told = answers("1 +", "foo(", "a = ", "$x = 1 +", "$x = (2", "5", "$x")
    #expect(told[..<5] == ["N0206", "N0206", "N0206", "N0206", "N0204"], "\(told)")
    #expect(told[5] == "5")
  }

  @Test func linesThatCloseTheContractAreRefused() {
    #expect(answers("1 } } contract B { action { $result = 2")[0].hasPrefix("N0"))
  }
}
