import PandoContracts
import Testing

@Suite struct LanguageServiceTests {
  /// A service with one source, in which `▮` marks a place.
  private func marked(
    _ text: String, options: CheckerOptions = CheckerOptions()
  ) throws -> (service: LanguageService, offset: Int) {
    let bytes = Array(text.utf8)
    let mark = Array("▮".utf8)
    let offset = try #require((0..<bytes.count).first { bytes[$0...].starts(with: mark) })
    var service = LanguageService(options: options)
    try service.update("a", text: Array(bytes[..<offset] + bytes[(offset + mark.count)...]))
    return (service, offset)
  }

  private func labels(_ text: String) throws -> [String] {
    var (service, offset) = try marked(text)
    return service.completions(at: offset, in: "a").items.map(\.label)
  }

  private func definition(_ text: String) throws -> String? {
    var (service, offset) = try marked(text)
    return service.definition(at: offset, in: "a").map { place in
      let position = service.source("a")!.position(of: place.range.lower)
      return "\(position.line):\(position.column) \(service.source("a")!.text(place.range))"
    }
  }

  private func explanation(_ text: String) throws -> String? {
    var (service, offset) = try marked(text)
    return service.hover(at: offset, in: "a").map { "\($0.explanation.code) — \($0.explanation.text)" }
  }

  // MARK: Definitions

  @Test func definitionsAreThoseOfTheInnermostBlock() throws {
    let text = "contract A {\n action {\n  var x int\n  if true {\n   var x string\n   x▮ = \"a\"\n  }\n  x = 1\n }\n}"
    #expect(try definition(text) == "5:8 x")
    let outer = "contract A {\n action {\n  var x int\n  if true {\n   var x string\n   x = \"a\"\n  }\n  ▮x = 1\n }\n}"
    #expect(try definition(outer) == "3:7 x")
  }

  @Test func functionsContractsAndFieldsAreFound() throws {
    #expect(try definition("func f() int { return 1 }\nfunc g() int { return f▮() }") == "1:6 f")
    #expect(try definition("contract B {}\ncontract A { action { B▮() } }") == "1:10 B")
    #expect(try definition("contract B {}\ncontract A { action { @1B▮() } }") == "1:10 B")
    #expect(try definition("contract A { data { Amount money }\n action { $result = ▮$Amount } }") == "1:21 Amount")
    #expect(try definition("contract A { action { $x = 1\n $result = $x▮ } }") == "1:23 $x")
    #expect(try definition("contract A { func g() int { return 1 }\n action { $result = g▮() } }") == "1:19 g")
  }

  @Test func whatHasNoSourceHasNoDefinition() throws {
    #expect(try definition("contract A { action { $result = Size▮(\"a\") } }") == nil)
    #expect(try definition("contract A { action { $result = $key_id▮ } }") == nil)
    #expect(try definition("contract A { action { $result = 1 + ▮ } }") == nil)
  }

  @Test func usesAreFoundInAllSources() throws {
    var service = LanguageService()
    try service.update("b", text: Array("contract B { action { $result = half(4) } }".utf8))
    try service.update("a", text: Array("func half(x int) int { return x / 2 }".utf8))
    let uses = service.uses(at: 5, in: "a")
    #expect(uses.map { "\($0.name) \($0.range.lower)" } == ["a 5", "b 32"])
    #expect(service.definition(at: 33, in: "b")?.name == "a")
  }

  // MARK: Explanations

  @Test func namesAreExplained() throws {
    #expect(
      try explanation("contract A { action { $result = Size▮(\"a\") } }")?.hasPrefix("func Size(s string) int — ")
        == true)
    #expect(
      try explanation("contract A { action { $result = $key_id▮ } }") == "$key_id int — The account of the signer.")
    #expect(try explanation("func f(a int) int { return a▮ }") == "a int — A parameter.")
    #expect(
      try explanation("func f(a int).T(b string) int { return a }\nfunc g() int { return f▮(1) }")
        == "func f(a int).T(b string) int — ")
    #expect(try explanation("contract A { action { $result = 1▮ } }") == nil)
  }

  // MARK: Completions

  @Test func completionsAreWhatCanStandThere() throws {
    let inBody = try labels("contract A { data { Amount money }\n action { var amount int\n am▮ } }")
    #expect(inBody == ["amount"])
    #expect(try labels("contract A { action { DBI▮ } }") == ["DBInsert"])
    #expect(try labels("contract A { action { whi▮ } }") == ["while"])
    #expect(try labels("contract A { action { if true { var a1 int }\n a1▮ } }") == [], "Its block has ended.")
    #expect(try labels("contract A { action { b1▮\n var b1 int } }") == [], "It is declared further down.")
  }

  @Test func aDollarSignGivesVariablesOfTheContract() throws {
    let all = try labels("contract A { data { Amount money }\n action { $mine = 1\n $result = $▮ } }")
    #expect(all.contains("$Amount") && all.contains("$mine") && all.contains("$key_id"))
    #expect(all.allSatisfy { $0.hasPrefix("$") })
    #expect(try labels("contract A { data { Amount money }\n action { $result = $Am▮ } }") == ["$Amount"])
    let other = try labels("contract B { data { Other int } }\ncontract A { action { $result = $O▮ } }")
    #expect(!other.contains("$Other"))
  }

  @Test func aPeriodGivesTailsOfTheCall() throws {
    let tails = try labels("contract A { action { var r array\n r = DBFind(\"x\").Where({a: 1}).▮ } }")
    #expect(tails.contains("Columns") && tails.contains("Where") && !tails.contains("Size"))
    #expect(try labels("func f().Twice(n int) int { return 1 }\nfunc g() int { return f().T▮ }") == ["Twice"])
    #expect(try labels("contract A { action { $result = 1 . ▮ } }") == [])
  }

  @Test func commentsAndTextsAreLeftAlone() throws {
    #expect(try labels("contract A { action { // Si▮\n } }") == [])
    #expect(try labels("contract A { action { $result = \"Si▮\" } }") == [])
    #expect(try labels("contract A { action { /* Si▮ */ } }") == [])
  }

  @Test func everyPlaceOfABrokenSourceHasAnAnswer() throws {
    let text = "contract Ä { data { a int }\n action { $b = DBFind(\"ü😀\".Where({x: [1, $a.\n \"open } func f(x"
    var service = LanguageService()
    try service.update("a", text: Array(text.utf8))
    for offset in -1...(text.utf8.count + 1) {
      let list = service.completions(at: offset, in: "a")
      #expect(list.range.lower <= list.range.upper && list.range.upper <= text.utf8.count)
      _ = service.hover(at: offset, in: "a")
      _ = service.definition(at: offset, in: "a")
    }
    #expect(service.completions(at: 0, in: "unknown").items.isEmpty)
    #expect(service.formatted("a") == nil && !service.outline(of: "a").isEmpty)
  }

  // MARK: Places and limits

  @Test func placesAreCountedInUTF16() {
    let source = Source("aä😀b\r\nc")
    let places = [(0, 0, 0), (1, 0, 1), (3, 0, 2), (7, 0, 4), (8, 0, 5), (10, 1, 0), (11, 1, 1)]
    for (offset, line, character) in places {
      let position = TextPosition(line: line, character: character)
      #expect(source.textPosition(of: offset) == position)
      #expect(source.offset(of: position) == offset)
    }
    #expect(source.offset(of: TextPosition(line: 0, character: 99)) == 8, "The end of the line.")
    #expect(source.offset(of: TextPosition(line: 9, character: 0)) == 11)
    #expect(source.offset(of: TextPosition(line: -1, character: -5)) == 0)
    #expect(source.offset(of: TextPosition(line: 0, character: 3)) == 7, "Nothing begins inside a surrogate pair.")
  }

  @Test func whatFindsNoRoomIsRefusedAndTheRestStays() throws {
    var limits = LanguageService.Limits()
    limits.sourceCountMax = 2
    limits.byteCountMax = 20
    var service = LanguageService(limits: limits)
    try service.update("a", text: Array("contract A {}".utf8))
    #expect(throws: LanguageService.Refusal.tooManyBytes(20)) { try service.update("b", text: Array("12345678".utf8)) }
    #expect(throws: LanguageService.Refusal.tooManyBytes(20)) {
      try service.update("a", text: Array(repeating: 32, count: 21))
    }
    #expect(service.formatted("a") == "contract A {}\n")
    try service.update("b", text: [])
    #expect(throws: LanguageService.Refusal.tooManySources(2)) { try service.update("c", text: []) }
    service.remove("a")
    try service.update("c", text: Array(repeating: 32, count: 20))
  }

  @Test func theOutlineIsThatOfTheTree() throws {
    var service = LanguageService()
    try service.update(
      "a", text: Array("contract A { data { x, y int }\n conditions {}\n func f() {} }\nfunc g() {}".utf8))
    let outline = service.outline(of: "a")
    #expect(outline.map(\.name) == ["A", "g"])
    #expect(
      outline[0].entries.map { "\($0.kind.rawValue) \($0.name)" } == [
        "field x", "field y", "section conditions", "function f",
      ])
  }
}
