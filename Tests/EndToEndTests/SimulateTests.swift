import Foundation
import Testing
import pando

/// What `pando simulate` writes, and where.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SimulateTests {
  private let home = Home(
    directory: FileManager.default.temporaryDirectory.appending(path: "pando-simulate-\(UUID().uuidString)").path,
    environment: [:])

  init() throws { try Files.makeDirectory(home.path) }

  @Test func theTraceIsWholeAndTheSummaryApart() async throws {
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let outcome = try await Program.run(
      line: "pando simulate 1 --profile disk --verbose > trace 2> summary", home: home)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let trace = try Files.read("\(home.path)/trace").split(separator: "\n")
    #expect(trace.count > 100)
    let times = trace.map { $0.split(separator: " ").first.flatMap { UInt64($0) } }
    #expect(!times.contains(nil) && times.compactMap(\.self) == times.compactMap(\.self).sorted())
    let summary = try Files.read("\(home.path)/summary")
    #expect(summary.hasPrefix("✓ no rule was broken in 1 seed\n") && !summary.contains("\u{1B}"), "\(summary)")
  }

  @Test func theLastSeedOfAllIsASeedToo() async throws {
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let outcome = try await Program.run(["simulate", "18446744073709551615", "--profile", "disk"], home: home)
    #expect(outcome.exitCode == 0 && outcome.output.contains("in 1 seed\n"), "\(outcome.output)")
  }

  @Test(arguments: ["", "--verbose"]) func aFullDiskIsNoCrash(option: String) async throws {
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let outcome = try await Program.run(line: "pando simulate 1 --profile disk \(option) > /dev/full", home: home)
    #expect(outcome.exitCode == 5, "\(outcome.output)")
    #expect(outcome.output.contains("The output cannot be written: No space left on device."), "\(outcome.output)")
  }

  @Test func aSeedThatFailsIsSaidInPlainLines() async throws {
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    // Nearly half of such seeds fail.
    let outcome = try await Program.run(
      ["simulate", "1", "--seeds", "12", "--profile", "byzantine", "--byzantine-extra", "3"], home: home)
    #expect(outcome.exitCode == 1 && outcome.output.contains("--byzantine-extra 3\n"), "\(outcome.output)")
    #expect(!outcome.output.contains("\u{1B}"))
  }
}
