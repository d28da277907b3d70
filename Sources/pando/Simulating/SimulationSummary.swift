import PandoPrimitives
import PandoSimulator

/// What came of many runs.
struct SimulationSummary: Encodable {
  struct Fault: Encodable {
    let kind: String
    var count: UInt64
  }

  struct Failed: Encodable {
    let seed: UInt64
    let profile: String
    let rule: String
    let sentence: String
    let command: String
  }

  private(set) var seeds: UInt64 = 0
  private(set) var virtualMilliseconds: UInt64 = 0
  private(set) var nodeMilliseconds: UInt64 = 0
  private(set) var blocks = 0
  private(set) var views: UInt64 = 0
  private(set) var transactions = 0
  private(set) var messages: UInt64 = 0
  private(set) var healingMillisecondsMax: UInt64 = 0
  private(set) var wallMilliseconds: UInt64 = 0
  private(set) var faults = FaultKind.allCases.map { Fault(kind: $0.rawValue, count: 0) }
  private(set) var failures: [Failed] = []
  /// Of one run the hash of everything that happened; of several, over theirs whatever their order.
  private(set) var hash = ""
  private var sum: UInt64 = 0

  private enum CodingKeys: String, CodingKey {
    case seeds, virtualMilliseconds, nodeMilliseconds, blocks, views, transactions, messages, healingMillisecondsMax
    case wallMilliseconds, faults, failures, hash
  }

  mutating func add(_ report: SimulationReport) {
    seeds += 1
    virtualMilliseconds += report.virtualMilliseconds
    nodeMilliseconds += report.nodeMilliseconds
    blocks += report.blocks
    views += report.views
    transactions += report.transactions
    messages += report.messages
    healingMillisecondsMax = max(healingMillisecondsMax, report.healingMilliseconds)
    for index in faults.indices { faults[index].count += report.faults[index] }
    sum &+= report.hash.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    let digits = String(sum, radix: 16)
    hash = seeds == 1 ? "\(report.hash)" : String(repeating: "0", count: 16 - digits.count) + digits
    if let failure = report.failure {
      failures.append(
        Failed(
          seed: report.seed, profile: report.profile.rawValue, rule: failure.violation.rule,
          sentence: failure.violation.sentence, command: failure.command))
    }
  }

  mutating func finish(after duration: Duration) {
    wallMilliseconds =
      UInt64(duration.components.seconds) * 1_000
      + UInt64(duration.components.attoseconds / 1_000_000_000_000_000)
  }

  /// How many hours nodes lived in an hour of ours.
  var nodeHoursPerHour: UInt64 { nodeMilliseconds / max(1, wallMilliseconds) }

  func text(_ style: Style) -> String {
    let happened = faults.filter { $0.count > 0 }.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")
    let verdict =
      failures.isEmpty
      ? style.good("✓ no rule was broken") : style.bad("✗ \(Description.count(failures.count, "seed")) failed")
    return """
      \(verdict) in \(Description.count(Int(seeds), "seed"))
        network time  \(virtualMilliseconds / 1_000) s; \(nodeMilliseconds / 3_600_000) node hours
        wall time     \(wallMilliseconds / 1_000) s; \(nodeHoursPerHour) node hours in an hour
        agreed on     \(blocks) blocks with \(transactions) transactions in \(views) views, \(messages) messages
        slowest heal  \(healingMillisecondsMax) ms
        faults        \(happened.isEmpty ? "none" : happened)
        hash          \(hash)
      """
  }
}
