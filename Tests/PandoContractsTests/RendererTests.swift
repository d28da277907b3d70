import Foundation
import PandoContracts
import Testing

@Suite struct RendererTests {
  private func report(_ text: String, _ lower: Int, _ upper: Int, name: String = "a.sim") -> Report {
    Report(
      source: Source(name: name, text),
      diagnostics: [Diagnostic(.undefinedVariable, SourceRange(lower, upper), "No \"x\".", hint: "Try y.")])
  }

  @Test func textShowsTheLineAndMarksThePlace() {
    let text = TextRenderer.text([report("a = 1\n\té = x + 1\nb", 12, 13)])
    #expect(
      text == """
        a.sim:2:6: error: No "x". [N0301]
          2 | \té = x + 1
            | \t    ^
            = Try y.
        """)
  }

  @Test func marksStayOnTheLine() {
    let text = TextRenderer.text([report("abc\ndef\n", 1, 7)])
    #expect(text.contains("  1 | abc\n    |  ^^\n"))
    let atEnd = TextRenderer.text([report("abc\n", 4, 4)])
    #expect(atEnd.contains("a.sim:2:1:"))
    #expect(atEnd.contains("  2 | \n    | ^"))
  }

  @Test func longLinesAreCutAroundThePlace() {
    let text = TextRenderer.text([
      report(
        String(repeating: "a", count: 1_000_000) + "x" + String(repeating: "b", count: 9_999), 1_000_000, 1_000_001)
    ])
    let lines = text.split(separator: "\n")
    #expect(lines[1].count < 250)
    #expect(lines[1].contains("ax"))
    let mark = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
    let place = lines[1].firstIndex(of: "x").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
    #expect(mark == place)
  }

  @Test func nothingCommandsTheTerminal() {
    let text = TextRenderer.text([report("\u{1B}[2J\u{7F}\u{9B}x\u{202E}", 0, 1, name: "\u{1B}c")])
    #expect(
      text.unicodeScalars.allSatisfy { $0 == "\n" || !["Cc", "Cf"].contains("\($0.properties.generalCategory)") })
    #expect(
      !text.contains("\u{1B}") && !text.contains("\u{7F}") && !text.contains("\u{9B}") && !text.contains("\u{202E}"))
  }

  private struct Document: Decodable {
    struct Entry: Decodable, Equatable {
      let file, code, severity, message, hint: String
      let line, column, endLine, endColumn, offset, length: Int
    }
    let diagnostics: [Entry]
  }

  @Test func jsonSaysWhereAndWhat() throws {
    let text = JSONRenderer.text([report("é\n\u{1}\"\\x", 5, 6, name: "a\n\u{1}\"\\.sim")])
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    #expect(
      document.diagnostics == [
        Document.Entry(
          file: "a\n\u{1}\"\\.sim", code: "N0301", severity: "error", message: "No \"x\".", hint: "Try y.", line: 2,
          column: 3,
          endLine: 2, endColumn: 4, offset: 5, length: 1)
      ])
    #expect(JSONRenderer.text([]) == "{\n  \"diagnostics\": []\n}")
  }

  private struct Log: Decodable {
    struct Text: Decodable { let text: String }
    struct Rule: Decodable { let id: String }
    struct Driver: Decodable { let rules: [Rule] }
    struct Tool: Decodable { let driver: Driver }
    struct Region: Decodable, Equatable { let startLine, startColumn, endLine, endColumn: Int }
    struct Artifact: Decodable { let uri: String }
    struct Physical: Decodable {
      let artifactLocation: Artifact
      let region: Region
    }
    struct Location: Decodable { let physicalLocation: Physical }
    struct Result: Decodable {
      let ruleId, level: String
      let message: Text
      let locations: [Location]
    }
    struct Run: Decodable {
      let tool: Tool
      let columnKind: String
      let results: [Result]
    }
    let version: String
    let runs: [Run]
  }

  @Test func sarifNamesEveryRule() throws {
    let text = SARIFRenderer.text([report("x", 0, 1, name: "dir/ä b.sim")], version: "1.0.0")
    let log = try JSONDecoder().decode(Log.self, from: Data(text.utf8))
    #expect(log.version == "2.1.0")
    let run = try #require(log.runs.first)
    #expect(run.tool.driver.rules.map(\.id) == DiagnosticCode.allCases.map(\.rawValue))
    #expect(run.columnKind == "unicodeCodePoints")
    let result = try #require(run.results.first)
    #expect(result.ruleId == "N0301")
    #expect(result.level == "error")
    #expect(result.message.text == "No \"x\". Try y.")
    let location = try #require(result.locations.first).physicalLocation
    #expect(location.artifactLocation.uri == "dir/%C3%A4%20b.sim")
    #expect(location.region == Log.Region(startLine: 1, startColumn: 1, endLine: 1, endColumn: 2))
  }

  @Test func codesAreUniqueAndSayWhatTheyAre() {
    #expect(Set(DiagnosticCode.allCases.map(\.rawValue)).count == DiagnosticCode.allCases.count)
    for code in DiagnosticCode.allCases {
      #expect(code.rawValue.wholeMatch(of: #/N0[1-6][0-9]{2}/#) != nil)
      #expect(code.summary.hasSuffix("."))
    }
  }
}
