import PandoContracts
import Testing

@Suite struct ParserTests {
  /// The operators of an expression as parentheses show them.
  private func shape(_ text: String) -> String {
    let parsed = ParsedExpression(Source(text))
    #expect(parsed.diagnostics.isEmpty, "\(text): \(parsed.diagnostics.sorted)")
    return shape(parsed.expression)
  }

  private func shape(_ expression: Expression) -> String {
    switch expression.kind {
    case .binary(let first, let links):
      links.reduce(shape(first)) { "(\($0)\($1.binaryOperator.rawValue)\(shape($1.operand)))" }
    case .unary(let unaryOperator, let operand): "(\(unaryOperator.rawValue)\(shape(operand)))"
    case .group(let inner): shape(inner)
    default: Printer.text(expression)
    }
  }

  @Test func operatorsBindAsTheReferenceSays() {
    let shapes = [
      "a || b && c": "(a||(b&&c))", "a && b || c": "((a&&b)||c)", "a == b && c": "((a==b)&&c)",
      "a < b == c": "((a<b)==c)", "a == b < c": "(a==(b<c))", "a + b < c": "((a+b)<c)", "a + b * c": "(a+(b*c))",
      "a * b + c": "((a*b)+c)", "a - b - c": "((a-b)-c)", "a / b * c": "((a/b)*c)", "-a * b": "((-a)*b)",
      "!a == b": "((!a)==b)", "!-a": "(!(-a))", "- -a": "(-(-a))", "a - -b": "(a-(-b))", "(a + b) * c": "((a+b)*c)",
      "a != b == c": "((a!=b)==c)", "a -b": "(a-b)", "-a[1] + 2": "((-a[1])+2)",
      "a || b == c + d * e": "(a||(b==(c+(d*e))))",
    ]
    for (text, expected) in shapes.sorted(by: { $0.key < $1.key }) { #expect(shape(text) == expected, "\(text)") }
  }

  @Test func linesGoOnInsideParenthesesAndBehindOperators() {
    for text in [
      "a = f(\n1,\n2\n)", "a = b +\n\nc", "a, b =  1,\n2", "a = x[\n1\n]", "a = [\n1,\n2\n]", "a = {\nb:\n1,\n}",
      "f(a\n+ b)",
      "if a\n{\n}\nelif b\n{}\nelse\n{ }", "while a\n{}", "a = !\nb", "return 1,\n2", "var a, b int c string,",
      "x = {}",
      "f(a...)", "$a[1] = 2", "f(1).T(2).U()", "var a int; a = 1; f(a)", "if a { b = 1 } c = 2", "x = [1, 2,]",
    ] {
      #expect(syntaxMistakes(inAction(text)) == [], "\(text)")
    }
  }

  @Test func declarationsHaveTheirForms() {
    for text in [
      "", "\n;\n", "contract A {}", "contract\nA\n{\n}", "contract @1A { data { a int } }", "func f {}", "func f() {}",
      "func f(a, b int c string) int {}", "func f(a int, b ...) int, string {}", "func f(a ...) {}",
      "func f\n(a int)\n.T(b int)\n.U\nint\n{}", "contract A { func action {} func conditions() {} }",
      "contract A { settings { a = 1, b = \"x\" c = 2.5 } }", "contract A { data { a, b int \"optional\"; c file } }",
      "contract A { func f() {} var a int }", "func _ü() {}", "contract A {} contract B {}",
    ] {
      #expect(syntaxMistakes(text) == [], "\(text)")
    }
  }

  struct Mistake: Sendable, CustomStringConvertible {
    let code: DiagnosticCode
    let text: String
    var description: String { "\(code): \(text)" }
  }

  /// Each is the body of an action on the third line.
  static let statements: [Mistake] = [
    Mistake(code: .expectedSymbol, text: "f(1"),
    Mistake(code: .expectedSymbol, text: "a = b[1"),
    Mistake(code: .expectedSymbol, text: "a = [1 2]"),
    Mistake(code: .expectedSymbol, text: "a = {b 1}"),
    Mistake(code: .expectedSymbol, text: "if a b = 1"),
    Mistake(code: .expectedType, text: "var a"),
    Mistake(code: .expectedType, text: "var a int b"),
    Mistake(code: .expectedName, text: "var int a"),
    Mistake(code: .expectedName, text: "var"),
    Mistake(code: .expectedName, text: "a, 5 = 1"),
    Mistake(code: .expectedExpression, text: "a ="),
    Mistake(code: .expectedExpression, text: "a = (1 +)"),
    Mistake(code: .expectedExpression, text: "a = * 2"),
    Mistake(code: .expectedExpression, text: "a = 1 * / 2"),
    Mistake(code: .expectedExpression, text: "f(1,)"),
    Mistake(code: .expectedExpression, text: "a = ()"),
    Mistake(code: .expectedExpression, text: "if { a = 1 }"),
    Mistake(code: .expectedExpression, text: "while\n{ a = 1 }"),
    Mistake(code: .expectedExpression, text: "a = int(b)"),
    Mistake(code: .expectedExpression, text: "error"),
    Mistake(code: .expectedStatement, text: "{ a = 1 }"),
    Mistake(code: .expectedStatement, text: "5"),
    Mistake(code: .expectedStatement, text: "+ b"),
    Mistake(code: .expectedEndOfStatement, text: "a = 5 6"),
    Mistake(code: .expectedEndOfStatement, text: "break 2"),
    Mistake(code: .expectedEndOfStatement, text: "f(1) f(2)"),
    Mistake(code: .expectedEndOfStatement, text: "f(1) + 2"),
    Mistake(code: .invalidName, text: "var _a int"),
    Mistake(code: .invalidName, text: "var ä int"),
    Mistake(code: .elseWithoutIf, text: "else { a = 1 }"),
    Mistake(code: .elseWithoutIf, text: "elif a { a = 1 }"),
    Mistake(code: .elseIf, text: "if a { } else if b { }"),
    Mistake(code: .misplacedSection, text: "data { a int }"),
    Mistake(code: .misplacedSection, text: "settings { a = 1 }"),
    Mistake(code: .misplacedSection, text: "action { }"),
    Mistake(code: .indexedValue, text: "a = b[1][2]"),
    Mistake(code: .indexedValue, text: "a = f(1)[2]"),
    Mistake(code: .indexedValue, text: "a = (b)[2]"),
    Mistake(code: .literalElement, text: "a = [-1]"),
    Mistake(code: .literalElement, text: "a = [f(1)]"),
    Mistake(code: .literalElement, text: "a = {k: b + 1}"),
    Mistake(code: .literalElement, text: "a = {k: b[1]}"),
    Mistake(code: .literalKey, text: "a = {1: 2}"),
    Mistake(code: .literalKey, text: "a = {nil: 2}"),
    Mistake(code: .initializedVariable, text: "var a int = 5"),
    Mistake(code: .initializedVariable, text: "var a = 5"),
    Mistake(code: .brokenTail, text: "f(1)\n.T(2)"),
    Mistake(code: .brokenTail, text: "f(1).\nT(2)"),
    Mistake(code: .undefinedTail, text: "f(1).T"),
    Mistake(code: .misplacedSpread, text: "f(a ..., 1)"),
    Mistake(code: .expectedAssignment, text: "a"),
    Mistake(code: .expectedAssignment, text: "a + 1"),
    Mistake(code: .expectedAssignment, text: "a += 1"),
    Mistake(code: .expectedAssignment, text: "a++"),
    Mistake(code: .expectedAssignment, text: "a[1]"),
    Mistake(code: .expectedAssignment, text: "a, b[1] = 1, 2"),
    Mistake(code: .calledVariable, text: "a = $f(1)"),
  ]

  @Test(arguments: statements) func mistakeInAStatementIsFoundAndTheRestIsRead(mistake: Mistake) {
    let good = "good = 1"
    let parsed = ParsedSource(Source(inAction(mistake.text + "\n" + good)))
    #expect(parsed.diagnostics.sorted.map(\.code) == [mistake.code])
    // What follows it is in the tree.
    #expect(Printer.text(parsed.tree).contains(good))
  }

  static let declarations: [(DiagnosticCode, String)] = [
    (DiagnosticCode.expectedDeclaration, "data { }"), (.expectedDeclaration, "}"), (.expectedDeclaration, "var a int"),
    (.expectedName, "contract { }"), (.expectedName, "func (a int) { }"), (.expectedName, "contract if { }"),
    (.expectedSymbol, "contract A"), (.expectedSymbol, "contract A { action { f(1) }"),
    (.expectedType, "contract A { data { a } }"), (.expectedType, "func f(a) { }"), (.expectedName, "func f(int) { }"),
    (.expectedType, "func f(a, b ...) { }"), (.invalidName, "func f(_a int) { }"),
    (.invalidName, "contract A { data { _a int } }"), (.sectionSignature, "contract A { func action(a int) { } }"),
    (.sectionSignature, "contract A { conditions int { } }"), (.misplacedSpread, "func f(a ..., b int) { }"),
    (.expectedLiteral, "contract A { settings { a = -5 } }"), (.expectedSymbol, "contract A { settings { a 5 } }"),
    (.expectedEndOfStatement, "contract A { data { a int, b int } }"),
    (.expectedEndOfStatement, "contract A { data { a int \"x\" \"y\" } }"),
    (.expectedSymbol, "contract A { contract B { } "),
  ]

  @Test(arguments: declarations) func mistakeInADeclarationIsFound(code: DiagnosticCode, text: String) {
    let codes = ParsedSource(Source(text)).diagnostics.sorted.map(\.code)
    #expect(codes.first == code, "\(codes)")
    #expect(codes.count <= 2, "\(codes)")
  }

  @Test func oneMistakeALineIsReportedAndAllOfThem() {
    let text = inAction("a = \nb = 5 5\nif x {\n c = )\n}\nvar d\nf(1")
    #expect(syntaxMistakes(text) == ["N0206 3:4", "N0208 4:7", "N0206 6:6", "N0205 8:6", "N0204 9:4"])
  }

  @Test(arguments: [
    ("(", ")"), ("[", "]"), ("{a: ", "}"), ("f(", ")"), ("-", ""), ("!", ""), ("a[", "]"), ("a + (", ")"),
    ("f(1).T(", ")"),
  ])
  func deepNestingIsReportedAndEnds(opening: String, closing: String) {
    for count in [127, 200, 100_000] {
      let text = String(repeating: opening, count: count) + "1" + String(repeating: closing, count: count)
      let codes = ParsedSource(Source(inAction("x = \(text)\ny = 1"))).diagnostics.sorted.map(\.code)
      #expect(codes.contains(.nestingTooDeep), "\(opening) \(count)")
      // Of the largest, not all is read.
      let others = Set(codes).subtracting([.nestingTooDeep, .literalElement, .tooManyTokens, .expectedSymbol])
      #expect(others.isEmpty, "\(opening) \(count): \(codes)")
    }
    let text = String(repeating: opening, count: 100) + "1" + String(repeating: closing, count: 100)
    #expect(!syntaxMistakes(inAction("x = \(text)")).contains { $0.hasPrefix("N0201") })
  }

  @Test func deepBlocksAreReportedAndEnd() {
    for opening in ["if a {\n", "while a {\n", "func f() {\n", "if a {} elif b {\n", "if a {} else {\n"] {
      for count in [200, 20_000] {
        let text = String(repeating: opening, count: count) + String(repeating: "}\n", count: count)
        let codes = ParsedSource(Source(inAction(text))).diagnostics.sorted.map(\.code)
        #expect(codes == [.nestingTooDeep], "\(opening) \(count): \(codes)")
      }
    }
  }

  @Test func longIsNotDeep() {
    let sum = "x = a" + String(repeating: " + a", count: 50_000)
    let branches = "if a { }" + String(repeating: " elif a { }", count: 20_000)
    let tails = "f()" + String(repeating: ".T()", count: 20_000)
    for text in [sum, branches, tails] { #expect(syntaxMistakes(inAction(text)) == []) }
  }
}
