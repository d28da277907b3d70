import Foundation
import PandoPrimitives
import Testing

/// Many random runs of a whole network of engines. `PANDO_SEEDS=1000` runs more of them, `PANDO_SEED=17` replays one
/// and prints everything that happens.
@Suite struct RandomisedTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let replayed = environment["PANDO_SEED"].flatMap { UInt64($0) }
  private static let seedCount = environment["PANDO_SEEDS"].flatMap { UInt64($0) } ?? 300

  /// Thirty at a time, so that the runner's bookkeeping does not outweigh the runs.
  static let batches: [Range<UInt64>] =
    replayed.map { [$0..<$0 + 1] } ?? stride(from: 0, to: seedCount, by: 30).map { $0..<min($0 + 30, seedCount) }

  @Test(arguments: batches)
  func nodesAgreeUnderFaultsAndGoOnAfterThem(seeds: Range<UInt64>) {
    for seed in seeds {
      let plan = RunPlan(seed: seed)
      var cluster = Cluster(plan, isVerbose: Self.replayed != nil)
      let problems = cluster.run()
      #expect(problems.isEmpty, "\(plan); replay with PANDO_SEED=\(seed)")
    }
  }
}
