import Foundation
import PandoContracts
import Testing

/// What docs/spec/needle.md lists is what there is. The lists between the headings are generated:
/// `PANDO_WRITE_PAGES=1` writes them, in a build of these tests.
@Suite struct PageTests {
  private let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/spec/needle.md")

  private var diagnostics: String {
    let rows = DiagnosticCode.allCases.map { "| \($0.rawValue) | \($0.severity.rawValue) | \($0.summary) |" }
    return (["| Code | | |", "|---|---|---|"] + rows).joined(separator: "\n")
  }

  private var builtins: String {
    let rows = Builtin.all.map {
      "| `\($0.text)` | \($0.availability.rawValue)\($0.writes ? ", writes" : "") | \($0.fuel) | \($0.summary) |"
    }
    return (["| Function | Where | Fuel | |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }

  private var systemVariables: String {
    let rows = SystemVariable.all.map { "| `$\($0.name)` | \($0.type?.rawValue ?? "any") | \($0.summary) |" }
    return (["| Variable | Type | |", "|---|---|---|"] + rows).joined(separator: "\n")
  }

  @Test func listsOnThePageAreThoseOfTheCode() throws {
    var page = try String(contentsOf: path, encoding: .utf8)
    for (mark, list) in [("DIAGNOSTICS", diagnostics), ("BUILTINS", builtins), ("SYSTEMVARIABLES", systemVariables)] {
      page = page.replacing("\n\(mark)\n", with: "\n\(list)\n")
    }
    if ProcessInfo.processInfo.environment["PANDO_WRITE_PAGES"] != nil {
      try page.write(to: path, atomically: true, encoding: .utf8)
    }
    for list in [diagnostics, builtins, systemVariables] {
      for line in list.split(separator: "\n") { #expect(page.contains(line), "docs/spec/needle.md lacks: \(line)") }
    }
  }

  @Test func pageNamesNoCodeThatThereIsNot() throws {
    let page = try String(contentsOf: path, encoding: .utf8)
    for match in page.matches(of: #/N0[0-9]{3}/#) {
      #expect(DiagnosticCode(rawValue: String(match.0)) != nil, "\(match.0)")
    }
  }
}
