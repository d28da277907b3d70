import Foundation
import PandoSimulator
import Synchronization

/// Runs seeds, several at a time, and adds up what came of them.
final class SeedRunner: Sendable {
  private struct State {
    /// Nil once all are taken.
    var next: UInt64?
    var summary = SimulationSummary()
    var traceFailure: Failure?
  }

  private let last: UInt64
  private let profile: Profile?
  private let jobs: Int
  private let liarsBeyond: Int
  private let isVerbose: Bool
  private let began = ContinuousClock.now
  private let deadline: ContinuousClock.Instant?
  private let state: Mutex<State>

  /// - Parameters:
  ///   - count: how many seeds, at least one; no more than there are from `first` on are run.
  ///   - profile: of all of them; nil for each seed's own.
  init(
    first: UInt64, count: UInt64, profile: Profile?, minutes: Int?, jobs: Int?, liarsBeyond: Int, isVerbose: Bool
  ) {
    let (last, isOver) = first.addingReportingOverflow(count - 1)
    self.last = isOver ? .max : last
    self.profile = profile
    self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    self.liarsBeyond = liarsBeyond
    self.isVerbose = isVerbose
    deadline = minutes.map { .now + .seconds(60 * $0) }
    state = Mutex(State(next: first))
  }

  /// Runs all seeds; each run is one thread's.
  /// - Throws: when the trace cannot be written.
  func run() async throws(Failure) -> SimulationSummary {
    TrapReport.install(jobs: jobs)
    await withTaskGroup { group in
      for job in 0..<jobs { group.addTask { self.work(job) } }
    }
    showProgress(isLast: true)
    let state = state.withLock { state in
      state.summary.finish(after: began.duration(to: .now))
      return state
    }
    if let failure = state.traceFailure { throw failure }
    return state.summary
  }

  private func work(_ job: Int) {
    while let seed = nextSeed() {
      let profile = profile ?? .turn(of: seed)
      TrapReport.note("pando simulate \(seed) --profile \(profile.rawValue) --verbose\(extra)", job: job)
      var plan = SimulationPlan.draw(seed: seed, profile: profile)
      plan.addLiars(beyondTheRule: liarsBeyond)
      var simulation = Simulation(plan, trace: isVerbose ? { self.trace($0) } : nil)
      let report = simulation.run()
      state.withLock { $0.summary.add(report) }
      if let failure = report.failure { show(failure, of: report) }
      showProgress()
    }
    TrapReport.note(nil, job: job)
  }

  private func nextSeed() -> UInt64? {
    state.withLock { state in
      guard let seed = state.next, deadline.map({ .now < $0 }) ?? true else { return nil }
      state.next = seed == last ? nil : seed + 1
      return seed
    }
  }

  /// What a replay needs besides the seed and the profile.
  private var extra: String { liarsBeyond > 0 ? " --byzantine-extra \(liarsBeyond)" : "" }

  /// Each line goes out at once, so that a trap loses none.
  private func trace(_ line: String) {
    do throws(Failure) {
      try StandardStream.output.write(line + "\n")
    } catch {
      state.withLock { $0.traceFailure = error }
    }
  }

  private func show(_ failure: SimulationFailure, of report: SimulationReport) {
    let violation = failure.violation
    let sentence = "seed \(report.seed) breaks \(violation.rule) at \(failure.milliseconds) ms: \(violation.sentence)"
    StandardStream.error.say("\(eraser)✗ \(sentence)\n  \(failure.command)\(extra)\n")
  }

  private func showProgress(isLast: Bool = false) {
    guard Style.standardError.isEnabled, !isVerbose else { return }
    if isLast { return StandardStream.error.say(eraser) }
    let summary = state.withLock { $0.summary }
    guard summary.seeds % 10 == 0 else { return }
    let seconds = max(1, began.duration(to: .now).components.seconds)
    StandardStream.error.say(
      "\(eraser)\(summary.seeds) seeds, \(summary.failures.count) failed, \(summary.blocks) blocks, "
        + "\(Int64(summary.seeds) / seconds) seeds/s")
  }

  /// Takes back the line of progress, where there is one.
  private var eraser: String { Style.standardError.isEnabled ? "\r\u{1B}[K" : "" }
}
