import Foundation
import PandoSimulator
import Synchronization

/// Runs seeds, several at a time, and adds up what came of them.
final class SeedRunner: Sendable {
  private struct State {
    var next: UInt64
    var summary = SimulationSummary()
  }

  private let end: UInt64
  private let profiles: [Profile]
  private let jobs: Int
  private let liarsBeyond: Int
  private let isVerbose: Bool
  private let began = ContinuousClock.now
  private let deadline: ContinuousClock.Instant?
  private let state: Mutex<State>

  init(
    first: UInt64, count: UInt64, profiles: [Profile], minutes: Int?, jobs: Int?, liarsBeyond: Int, isVerbose: Bool
  ) {
    end = first + count
    self.profiles = profiles
    self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    self.liarsBeyond = liarsBeyond
    self.isVerbose = isVerbose
    deadline = minutes.map { .now + .seconds(60 * $0) }
    state = Mutex(State(next: first))
  }

  /// Runs all seeds; each run is one thread's.
  func run() async -> SimulationSummary {
    SeedsUnderWay.reportTraps()
    await withTaskGroup { group in
      for job in 0..<jobs { group.addTask { self.work(job) } }
    }
    showProgress(isLast: true)
    return state.withLock { state in
      state.summary.finish(after: began.duration(to: .now))
      return state.summary
    }
  }

  private func work(_ job: Int) {
    while let seed = nextSeed() {
      SeedsUnderWay.note(seed, job: job)
      let profile = profiles[Int(seed % UInt64(profiles.count))]
      var plan = SimulationPlan.draw(seed: seed, profile: profile)
      plan.addLiars(beyondTheRule: liarsBeyond)
      var simulation = Simulation(plan, trace: isVerbose ? { print($0) } : nil)
      let report = simulation.run()
      state.withLock { $0.summary.add(report) }
      if let failure = report.failure { show(failure, of: report) }
      showProgress()
    }
    SeedsUnderWay.note(nil, job: job)
  }

  private func nextSeed() -> UInt64? {
    state.withLock { state in
      guard state.next < end, deadline.map({ .now < $0 }) ?? true else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  private func show(_ failure: SimulationFailure, of report: SimulationReport) {
    let violation = failure.violation
    write(
      "\r\u{1B}[K✗ seed \(report.seed) breaks \(violation.rule) at \(failure.milliseconds) ms: \(violation.sentence)\n"
        + "  \(failure.command)\(liarsBeyond > 0 ? " --byzantine-extra \(liarsBeyond)" : "")\n")
  }

  private func showProgress(isLast: Bool = false) {
    guard Style.standardError.isEnabled, !isVerbose else { return }
    if isLast { return write("\r\u{1B}[K") }
    let summary = state.withLock { $0.summary }
    guard summary.seeds % 10 == 0 else { return }
    let seconds = max(1, began.duration(to: .now).components.seconds)
    write(
      "\r\u{1B}[K\(summary.seeds) seeds, \(summary.failures.count) failed, \(summary.blocks) blocks, "
        + "\(Int64(summary.seeds) / seconds) seeds/s")
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Which seeds run now, so that a trap in the code under test names them before the process ends.
private enum SeedsUnderWay {
  /// One for each job; zero for none, otherwise the seed plus one.
  private static let seeds = Mutex<[Int: UInt64]>([:])

  static func note(_ seed: UInt64?, job: Int) { seeds.withLock { $0[job] = seed } }

  /// Swift ends a process that breaks a precondition with an illegal instruction.
  static func reportTraps() {
    for number in [SIGILL, SIGTRAP] {
      signal(number) { number in
        fflush(nil)
        let running = SeedsUnderWay.seeds.withLock { $0.values.sorted() }
        let text = "✗ the program trapped during seed \(running.map(String.init).joined(separator: " or "))\n"
        FileHandle.standardError.write(Data(text.utf8))
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }
}
