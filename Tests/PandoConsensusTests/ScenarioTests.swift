import Foundation
import Testing

/// Runs every script in Tests/Scenarios. `PANDO_REGENERATE_SCENARIOS=1` writes the traces instead of comparing them:
/// then read the difference, for it is the review.
@Suite struct ScenarioTests {
  private static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scenarios")
  private static let regenerates = ProcessInfo.processInfo.environment["PANDO_REGENERATE_SCENARIOS"] == "1"

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
    .filter { $0.hasSuffix(".txt") }.sorted()

  @Test func scriptsAreFound() {
    #expect(Self.names.count >= 12)
  }

  @Test(arguments: names)
  func everyStepIsAsWritten(name: String) throws {
    let url = Self.directory.appendingPathComponent(name)
    let text = try String(contentsOf: url, encoding: .utf8)
    var scenario = Scenario()
    var rewritten: [String] = []
    for paragraph in text.components(separatedBy: "\n\n") {
      var lines = paragraph.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
      let comments = Array(lines.prefix { $0.hasPrefix("#") })
      lines.removeFirst(comments.count)
      guard let command = lines.first else {
        rewritten.append(comments.joined(separator: "\n"))
        continue
      }
      let trace = try scenario.run(command)
      if !Self.regenerates { #expect(Array(lines.dropFirst(2)) == trace, "after \(command) in \(name)") }
      rewritten.append((comments + [command, "----"] + trace).joined(separator: "\n"))
    }
    if Self.regenerates {
      try (rewritten.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n")
        .write(to: url, atomically: true, encoding: .utf8)
    }
  }
}
