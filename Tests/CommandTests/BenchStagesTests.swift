import Foundation
import Testing
import pando

/// `pando bench --stages`
@Suite struct BenchStagesTests {
  @Test func stagesAddUpToTheWhole() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "pando-stages-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    var bench = try await StageBench(accountCount: 20, seed: 1, directory: directory.path)
    let report = try await bench.run(count: 30, seed: 1)
    bench.close()
    #expect(report.transactions == 30 && report.transactionsPerBlock == 30)
    #expect(Set(report.stages.map(\.stage)) == Set(Stage.allCases))
    #expect(report.stages.allSatisfy { $0.microsecondsPerTransaction > 0 || $0.stage == .background })
    let sum = report.stages.reduce(0) { $0 + $1.microsecondsPerTransaction }
    #expect(abs(sum - report.microsecondsPerTransaction) < 0.001 * sum)
    #expect(abs(report.stages.reduce(0) { $0 + $1.share } - 1) < 0.001)
  }
}
