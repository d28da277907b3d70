import Foundation
import PandoLedger
import PandoPrimitives
import Testing

@Suite struct ReasonTests {
  @Test func documentListsEveryReasonWithItsCode() throws {
    let page = try String(contentsOf: Vectors.root.appending(path: "docs/spec/transactions.md"), encoding: .utf8)
    let lines = page.split(separator: "\n")
    for reason in Reason.allCases {
      let row = "| `\(reason.rawValue)` | \(reason.code.rawValue) "
      #expect(lines.contains { $0.hasPrefix(row) }, "docs/spec/transactions.md has no line “\(row)| …”.")
    }
  }

  @Test func reasonsAreWordsThatProgramsCanRead() {
    for reason in Reason.allCases {
      #expect(reason.rawValue.allSatisfy { $0 == "_" || ("a"..."z").contains($0) })
      #expect(reason.code.rawValue > 0)
    }
    #expect(Set(Reason.allCases.map(\.rawValue)).count == Reason.allCases.count)
  }

  /// Every reason is named in a test that reaches it; reading the tests is dumb and cannot be talked out of it.
  @Test func everyReasonIsReachedByATest() throws {
    let folder = Vectors.root.appending(path: "Tests/PandoLedgerTests")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let tests = try files.filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
    for reason in Reason.allCases {
      let name = try Regex("\\.\(reason)\\b").wordBoundaryKind(.simple)
      #expect(tests.contains { $0.contains(name) }, "No test reaches \(reason).")
    }
  }
}
