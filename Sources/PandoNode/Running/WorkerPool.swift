import DequeModule
import Dispatch
import Foundation
import Synchronization

/// Threads of its own for work that takes its time, so that the replica's thread and the event loops never wait for it.
///
/// Preferred work goes before all ordinary work that waits. Within a lane work begins in the order in which it came.
/// The queues are as long as their owner makes them.
package final class WorkerPool: Sendable {
  package enum Lane: Sendable {
    case preferred
    case ordinary
  }

  package typealias Work = @Sendable () -> Void

  private struct State {
    var preferred: Deque<Work> = []
    var ordinary: Deque<Work> = []
    var isStopping = false

    mutating func next() -> Work? { preferred.popFirst() ?? ordinary.popFirst() }
  }

  private let threadCount: Int
  private let state = Mutex(State())
  /// One for each piece of work that waits, and one for each thread when the pool stops.
  private let wakeUps = DispatchSemaphore(value: 0)
  private let endings = DispatchSemaphore(value: 0)

  /// Starts the threads.
  package init(name: String, threadCount: Int = 1) {
    precondition(threadCount > 0, "Somebody has to do the work.")
    self.threadCount = threadCount
    for _ in 0..<threadCount {
      let thread = Thread { [self] in
        runUntilStopped()
        endings.signal()
      }
      thread.name = name
      thread.stackSize = 16 << 20
      thread.start()
    }
  }

  /// Runs `work` on one of the threads; not at all after ``stop()``.
  package func run(in lane: Lane = .ordinary, _ work: @escaping Work) {
    state.withLock { state in
      switch lane {
      case .preferred: state.preferred.append(work)
      case .ordinary: state.ordinary.append(work)
      }
    }
    wakeUps.signal()
  }

  /// Ends the threads after what they are at, and waits for that; what waits is dropped. Call it once.
  package func stop() {
    state.withLock { $0 = State(isStopping: true) }
    for _ in 0..<threadCount { wakeUps.signal() }
    for _ in 0..<threadCount { endings.wait() }
    state.withLock { $0 = State(isStopping: true) }
  }

  private func runUntilStopped() {
    while true {
      wakeUps.wait()
      let (work, isStopping) = state.withLock { state in state.isStopping ? (nil, true) : (state.next(), false) }
      if isStopping { return }
      work?()
    }
  }
}
