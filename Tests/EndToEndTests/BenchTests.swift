import Foundation
import PandoAPI
import Testing
import pando

@Suite(.serialized) struct BenchTests {
  /// What a program needs of the report.
  struct Shape: Decodable {
    struct Setup: Decodable { let workload: String, accounts: Int, validators: Int }
    struct Latency: Decodable { let p50: Double, p90: Double, p99: Double, p999: Double, max: Double }
    struct Blocks: Decodable { let count: Int, transactionsPerBlock: Double, longestStallMilliseconds: Double }
    struct Usage: Decodable {
      let name: String
      let processorSeconds: Double
      let peakMemoryBytes: UInt64
      let diskBytes: UInt64?
      let peerBytesSent: UInt64?
    }
    struct Failure: Decodable { let what: String, count: Int }
    struct Audit: Decodable { let isSound: Bool, rootsAgree: Bool, foundCount: Int, heightsCompared: Int }

    let setup: Setup
    let offeredPerSecond: Double
    let acceptedPerSecond: Double
    let finalPerSecond: Double
    let finalCount: Int
    let shareWithinTwoSeconds: Double
    let latencyMilliseconds: Latency?
    let failures: [Failure]
    let blocks: Blocks
    let nodes: [Usage]
    let generator: Usage
    let checkMicroseconds: Double
    let costRatio: Double?
    let audit: Audit
  }

  /// The report, which is the JSON among the lines of progress.
  private func run(_ arguments: [String]) async throws -> Shape {
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-none-\(UUID().uuidString)").path,
      environment: [:])
    let outcome = try await Program.run(["bench", "--json"] + arguments, home: home)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let text = outcome.output.drop { $0 != "{" }
    return try JSONDecoder().decode(Shape.self, from: Data(text.utf8))
  }

  @Test(.timeLimit(.minutes(3))) func aMeasurementOfItsOwnNetworkIsSound() async throws {
    let report = try await run(["--duration", "2", "--warmup", "1", "--rate", "200", "--accounts", "100"])
    #expect(report.setup.workload == "transfer" && report.setup.accounts == 100 && report.setup.validators == 4)
    #expect(report.audit.isSound && report.audit.rootsAgree && report.audit.heightsCompared > 0)
    #expect(report.offeredPerSecond > 100 && report.finalCount > 0 && report.audit.foundCount >= report.finalCount)
    let latency = try #require(report.latencyMilliseconds)
    #expect(latency.p50 > 0 && latency.p50 <= latency.p99 && latency.p99 <= latency.max)
    #expect(report.blocks.count > 0 && report.checkMicroseconds > 0 && report.costRatio ?? 0 > 0)
    #expect(report.nodes.map(\.name) == ["node-1", "node-2", "node-3", "node-4"])
    for node in report.nodes {
      #expect(node.processorSeconds > 0 && node.peakMemoryBytes > 0)
      #expect(node.diskBytes ?? 0 > 0 && node.peerBytesSent ?? 0 > 0)
    }
  }

  @Test(.timeLimit(.minutes(3)), arguments: Workload.allCases)
  func everyWorkloadRunsOnOneValidator(workload: Workload) async throws {
    let report = try await run([
      "--workload", workload.rawValue, "--duration", "1", "--warmup", "0", "--clients", "2", "--accounts", "50",
      "--validators", "1",
    ])
    #expect(report.audit.isSound && report.finalCount > 0)
    #expect(report.failures.isEmpty, "\(report.failures)")
  }
}
