import Foundation
import PandoAPI
import PandoClient
import PandoNode
import PandoPrimitives

/// Carries out measurements on a network that runs.
struct BenchRunner: Sendable {
  /// What is measured.
  struct Plan: Sendable {
    let workload: Workload
    let accountCount: Int
    let rate: Double
    /// Customers of a closed loop; nil for an open one.
    let clientCount: Int?
    let durationSeconds: Int
    let warmupSeconds: Int
    let signsLive: Bool
    let seed: UInt64
    /// Keeps the tables apart from those of other measurements on the same ledger.
    let suffix: String
    /// Whether three times the rate comes for a while, and then the rate again.
    var overloads = false
    /// Whose leader is killed halfway; nil when nobody is.
    var crashing: BenchNetwork?
  }

  /// How long transactions may take to become final after the last was due, before they count as failed.
  private static let drainSeconds = 15
  /// How long the last reading of the meters may take.
  private static let readingNanoseconds: Int64 = 500_000_000

  private let plan: Plan
  private let nodes: [BenchNode]
  private let clients: [LedgerClient]
  private let watched: LedgerClient
  private let accounts: Accounts
  private let maker: TransactionMaker
  private let say: @Sendable (String) -> Void
  /// Transactions made so far; each run goes on counting.
  private var nextNumber = 0

  /// Makes accounts and tables on the ledger that `nodes` serve.
  init(_ plan: Plan, nodes: [BenchNode], funder: KeyPair, say: @escaping @Sendable (String) -> Void) async throws {
    self.plan = plan
    self.nodes = nodes
    self.say = say
    // A batch is sent once: what a node does not answer is a failure of that node.
    var once = LedgerClient.Options()
    once.deadline = .zero
    once.requestTimeout = .seconds(10)
    clients = try nodes.map { try LedgerClient(hosts: [$0.url], options: once) }
    var patient = LedgerClient.Options()
    patient.deadline = .seconds(120)
    watched = try LedgerClient(hosts: nodes.map(\.url), options: patient)
    let ledger = try await watched.ledger()
    say("Making \(plan.accountCount) accounts")
    accounts = try await Accounts(count: plan.accountCount, seed: plan.seed)
    let tables = BenchTables(suffix: plan.suffix)
    maker = TransactionMaker(
      plan.workload, accounts: accounts, tables: tables, chainID: ledger.chainId,
      lifetimeMilliseconds: ledger.rules.parameters.lifetimeWindowMilliseconds, seed: plan.seed)
    let preparation = Preparation(
      client: watched, funder: funder, accounts: accounts, tables: tables, workload: plan.workload)
    try await preparation.run { say("\($0) of \(plan.accountCount) accounts are on the ledger") }
  }

  /// Runs once at the planned rate, or at `rate`.
  mutating func run(rate: Double? = nil) async throws -> BenchReport {
    let rate = rate ?? plan.rate
    let phases =
      plan.overloads
      ? LoadPhase.overload(rate: rate, warmup: plan.warmupSeconds, duration: plan.durationSeconds) : []
    let end = phases.last?.range.upperBound ?? Int64(plan.warmupSeconds + plan.durationSeconds) * 1_000_000_000
    let window = Int64(plan.warmupSeconds) * 1_000_000_000..<end
    let isOpen = plan.clientCount == nil
    let steady = isOpen && phases.isEmpty ? Arrivals.all(perSecond: rate, before: end, seed: plan.seed) : []
    let arrivals = steady + phases.flatMap { $0.arrivals(seed: plan.seed) }
    let transaction = try await source(arrivals)
    let journal = Journal(firstNumber: nextNumber, capacity: arrivals.count)
    let first = try await watched.node().atHeight.next
    say(isOpen ? "Offering \(Int(rate)) a second" : "Running \(plan.clientCount ?? 0) clients")

    let (before, after, outage) = try await drive(journal, from: first, window, arrivals, transaction)
    let items = journal.items
    nextNumber += max(arrivals.count, items.count)
    say("Checking the ledger")
    let audit = try await Audit.run(nodes, from: first, told: items)
    let measured = Measurement(
      window: window, items: items, blocks: journal.blocks,
      dueMoments: isOpen ? arrivals : items.map(\.dueAt), before: before, after: after,
      generatorPeakBytes: UInt64(ProcessStatistics.peakResidentByteCount),
      checkMicroseconds: try await CheckMeter.measure(), loadAverage: BenchRunner.loadAverage)
    var report = BenchReport(setup(rate), measured, audit: audit, names: nodes.map(\.name))
    report.phases = phases.map { BenchReport.Phase($0, measured) }
    report.outage = outage
    return report
  }

  /// Climbs until the ledger does not bear the rate.
  mutating func climb() async throws -> LadderReport {
    var ladder = Ladder(from: plan.rate)
    var rungs: [LadderReport.Rung] = []
    var best: BenchReport?
    while let rate = ladder.rate {
      let report = try await run(rate: rate)
      rungs.append(LadderReport.Rung(report, rate: rate))
      ladder.ran(report.isBorne)
      if report.isBorne, rate == ladder.best { best = report }
      guard report.audit.isSound else { return LadderReport(rungs: rungs, best: report) }
      try await untilIdle()
    }
    return LadderReport(rungs: rungs, best: best)
  }
}

extension BenchRunner {
  /// Where transactions come from: signed before the run, unless they are to be signed as they go.
  private func source(_ arrivals: [Int64]) async throws -> @Sendable (Int) throws -> TransactionMaker.Prepared {
    let (maker, first) = (maker, nextNumber)
    guard plan.clientCount == nil, !plan.signsLive else { return { try maker.prepared($0) } }
    say("Signing \(arrivals.count) transactions")
    // Each is as old when it is sent as signing took, and no older, as if its customer had just made it.
    let begun = Timestamp.now()
    let prepared = try await Parallel.map(arrivals.count) { index in
      try maker.prepared(first + index, created: begun.advanced(byMilliseconds: UInt64(arrivals[index] / 1_000_000)))
    }
    return { prepared[$0 - first] }
  }

  /// Offers transactions, watches what becomes of them, and reads the meters at both ends of the window. Returns when
  /// everything is final that will be.
  private func drive(
    _ journal: Journal, from first: Height, _ window: Range<Int64>, _ arrivals: [Int64],
    _ transaction: @escaping @Sendable (Int) throws -> TransactionMaker.Prepared
  ) async throws -> (Measurement.Reading, Measurement.Reading, Outage.Report?) {
    let clock = RunClock()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      let watch = FinalityWatch(client: watched, clock: clock, journal: journal)
      group.addTask { try await watch.run(from: first) }
      async let readings = readings(at: window, clock)
      async let outage = outage(in: window, clock, journal)
      if let clientCount = plan.clientCount {
        let loop = ClosedLoop(
          clientCount: clientCount, hosts: nodes.map(\.url), clock: clock, journal: journal, firstNumber: nextNumber,
          end: window.upperBound, maker: maker)
        try await loop.run()
      } else {
        let loop = OpenLoop(
          clients: clients, clock: clock, journal: journal, firstNumber: nextNumber, arrivals: arrivals,
          transaction: transaction)
        try await loop.run()
      }
      let (before, after) = try await readings
      let report = try await outage
      let drainEnd = clock.now + Int64(BenchRunner.drainSeconds) * 1_000_000_000
      while journal.waitingCount > 0, clock.now < drainEnd { try await Task.sleep(for: .milliseconds(20)) }
      group.cancelAll()
      try await group.waitForAll()
      return (before, after, report)
    }
  }

  /// Kills the leader in the middle of the window, if that is planned, and starts it again after the last reading.
  private func outage(in window: Range<Int64>, _ clock: RunClock, _ journal: Journal) async throws -> Outage.Report? {
    guard let network = plan.crashing else { return nil }
    let outage = Outage(network: network, clock: clock, journal: journal)
    return try await outage.run(
      at: window.lowerBound + Int64(window.count) / 2, until: window.upperBound + BenchRunner.readingNanoseconds)
  }

  /// What everybody had used when the window began and when it ended.
  private func readings(
    at window: Range<Int64>, _ clock: RunClock
  ) async throws -> (Measurement.Reading, Measurement.Reading) {
    try await clock.sleep(until: window.lowerBound)
    let before = try await reading(clock)
    try await clock.sleep(until: window.upperBound)
    return (before, try await reading(clock))
  }

  private func reading(_ clock: RunClock) async throws -> Measurement.Reading {
    let nodes = try await NodeMeter.read(nodes)
    return Measurement.Reading(at: clock.now, generatorSeconds: ProcessStatistics.processorSeconds, nodes: nodes)
  }

  /// Waits until no node has anything waiting, so that one rung does not burden the next.
  private func untilIdle() async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let reports = await NodeReport.askAll(nodes.map { ($0.name, $0.url, nil) })
      if reports.allSatisfy({ $0.node?.mempool.count == 0 }) { return }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func setup(_ rate: Double) -> BenchReport.Setup {
    BenchReport.Setup(
      workload: plan.workload.rawValue, accounts: plan.accountCount, validators: nodes.count,
      rate: plan.clientCount == nil ? rate : nil, clients: plan.clientCount, durationSeconds: plan.durationSeconds,
      warmupSeconds: plan.warmupSeconds, signsLive: plan.signsLive || plan.clientCount != nil, seed: plan.seed)
  }

  private static var loadAverage: [Double] {
    var averages = [Double](repeating: 0, count: 3)
    // SAFETY: the array has room for the three numbers that are asked for, and lives for the call.
    let count = unsafe getloadavg(&averages, 3)
    return Array(averages.prefix(max(0, Int(count))))
  }
}
