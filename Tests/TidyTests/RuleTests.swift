import Testing

/// Each rule finds what it is for, and leaves alone what it is not for.
@Suite struct RuleTests {
  private func lines(_ rule: Rule, _ text: String, path: String = "Sources/PandoLedger/A.swift") -> [Int] {
    rule(SourceFile(path: path, text: text)).map(\.line).sorted()
  }

  @Test func literalsAndCommentsAreNotCode() {
    let text = """
      let a = "try! Double"  // try! Double
      /* try! /* nested */ Double */
      let b = #"say "try!" \\(Double)"#
      let c = \"\"\"
        try! \\" as!
        \"\"\"
      /// Double
      let d = "\\(try! f("x)")) fatalError"
      let e = try! g()
      """
    #expect(lines(WordRules.silentTraps, text) == [8, 9])
    #expect(lines(WordRules.unrepeatable, text) == [])
  }

  @Test func whatDependsOnMoreThanItsInputIsFound() {
    for text in [
      "let now = Date()", "let x = Int.random(in: 0..<3)", "var y: Double", "let z = Float(1)", "x.hashValue",
      "func f() async {}", "Task { g() }", "let c = ContinuousClock()", "print(1)", "list.shuffled()",
    ] {
      #expect(!lines(WordRules.unrepeatable, text).isEmpty, "\(text)")
    }
    for text in ["let dateOfBirth = 1", "var isDoubled = true", "let randomness = x.random", "struct Tasks { }"] {
      #expect(lines(WordRules.unrepeatable, text).isEmpty, "\(text)")
    }
  }

  @Test func loopsOverUnorderedCollectionsAreFound() {
    let declarations =
      "var a: [Int: Int] = [:]\nlet b = Set<Int>()\nvar c: [Int] = []\nvar d: Set<Hash>\nvar e: [(k: Int, v: Int)] = []\n"
    for loop in ["for (k, v) in a {", "for x in b {", "for x in self.d where x > 1 {", "for k in a.keys {"] {
      #expect(lines(WordRules.unorderedLoops, declarations + loop) == [6], "\(loop)")
    }
    for loop in [
      "for x in c {", "for x in b.sorted() {", "for k in a.keys.sorted() {", "for x in a {  // in any order: a sum",
      "for x in sorted(b) {", "if x in: b {", "for x in e {",
    ] {
      #expect(lines(WordRules.unorderedLoops, declarations + loop) == [], "\(loop)")
    }
  }

  @Test func tasksWithoutANumberAreFound() {
    #expect(lines(WordRules.unnumberedTasks, "// TODO: later\n// TODO(#12): later\n// FIXME now\n// todos") == [1, 3])
  }

  @Test func unsafetyWithoutAReasonIsFound() {
    let text = """
      final class A: @unchecked Sendable {}




      // SAFETY: written once, before any thread starts.
      final class B: @unchecked Sendable {}
      nonisolated(unsafe) let c = 1  // SAFETY: constant.
      nonisolated let d = 1
      """
    #expect(lines(WordRules.unexplainedUnsafety, text) == [1])
  }

  @Test func longLinesFilesAndFunctionsAreFound() {
    let line = String(repeating: "x", count: 121)
    #expect(lines(SizeRules.longLines, "a\n" + line + "\n" + line.dropLast()) == [2])
    #expect(lines(SizeRules.longLines, "f(\"\(line)\")\n\"\"\"\n\(line)\n\"\"\"\n// \(line)") == [5])
    #expect(lines(SizeRules.longFiles, String(repeating: "a\n", count: 600)) == [])
    #expect(lines(SizeRules.longFiles, String(repeating: "a\n", count: 601)) == [601])
    func function(_ count: Int, _ header: String) -> String {
      "struct S {\n  \(header) {\n" + String(repeating: "    a()\n", count: count - 2) + "  }\n}\n"
    }
    for header in ["func f()", "init()", "subscript(i: Int) -> Int", "func f(\n  a: Int)", "init?(a: Int)"] {
      let extra = header.contains("\n") ? 1 : 0
      #expect(lines(SizeRules.longFunctions, function(70 - extra, header)) == [])
      #expect(lines(SizeRules.longFunctions, function(71 - extra, header)) == [2])
    }
    #expect(lines(SizeRules.longFunctions, function(90, "enum E")) == [])
    #expect(lines(SizeRules.longFunctions, function(90, "let x = self.init(3).map")) == [])
  }

  @Test func undocumentedDeclarationsAreFound() {
    let text = """
      public struct A {
        public let a: Int
        public init() {}
        public mutating func f() {}
        package func inner() {}
        package enum Kind {}
        /// What it does.
        @inlinable
        package static func g() {}
        func h() {}
        public static func < (left: A, right: A) -> Bool { true }
        public func encode(to encoder: E) {}
      }

      extension A: P {
        public func required() {}
      }

      extension A {
        public func extra() {}
      }

      /// What it is.
      public final class B {}
      // Not a documentation comment.
      public enum C {}
      """
    let ours = SourceFile(path: "Sources/PandoLedger/P.swift", text: "protocol Codec {\n  func encode(to: E)\n}")
    #expect(lines(DocumentationRule(protocolsIn: [ours]).undocumented, text) == [1, 4, 20, 26])
    #expect(lines(DocumentationRule(protocolsIn: []).undocumented, text) == [1, 4, 12, 20, 26])
  }

  @Test func importsAgainstTheMapAreFound() {
    let map = ArchitectureMap(
      markdown: """
        | Target | Kind | May import | Its job |
        |---|---|---|---|
        | `PandoPrimitives` | core | `Crypto` | The nouns. |
        | `PandoLedger` | core | `PandoPrimitives` | `What` a block does. |
        | `PandoNode` | shell | `PandoLedger`, `PandoPrimitives` | Sockets. |
        """)
    #expect(map.targets.map(\.name) == ["PandoPrimitives", "PandoLedger", "PandoNode"])
    #expect(map.targets.map(\.isCore) == [true, true, false])
    #expect(map.target("PandoLedger")?.imports == ["PandoPrimitives"])
    let text = "import PandoPrimitives\npackage import Collections\nimport Foundation\nimport struct PandoNode.Thing\n"
    #expect(lines(map.forbiddenImports, text) == [3, 4])
    #expect(lines(map.forbiddenImports, "import NIO\nimport PandoLedger", path: "Sources/PandoNode/A.swift") == [])
    #expect(lines(map.forbiddenImports, text, path: "Sources/PandoPrimitives/A.swift") == [1, 3, 4])
    #expect(lines(map.forbiddenImports, text, path: "Sources/Elsewhere/A.swift") == [1])
  }

  @Test func linksAreFoundOutsideCode() {
    let text = "See [a](b.md), [c](https://x.y) and [d](e.md#part) ![p](q.png).\n```\n[f](g.md)\n```\n[h](#here) [i](j)"
    let links = LinkRules.links(inMarkdown: text)
    #expect(links.map(\.target) == ["b.md", "e.md", "q.png", "j"])
    #expect(links.map(\.line) == [1, 1, 1, 5])
    let file = SourceFile(path: "A.swift", text: "// (docs/spec/encoding.md, \"Domains\")\nlet a = \"docs/x.md\"")
    #expect(LinkRules.pages(inComments: file).map(\.page) == ["docs/spec/encoding.md"])
  }
}
