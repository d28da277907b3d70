package import PandoPrimitives
import Synchronization

/// Tells whoever waits that a block is final. It knows heights and nothing else: what happened is in the store, so
/// there is no queue, and nobody who is slow costs anything.
package final class CommitFeed: Sendable {
  private struct Waiter {
    let height: Height
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var height: Height
    var waiters: [UInt64: Waiter] = [:]
    /// Those that were cancelled before they began to wait.
    var cancelled: Set<UInt64> = []
    var lastNumber: UInt64 = 0
  }

  private let state: Mutex<State>

  /// - Parameter height: the last final block.
  package init(height: Height) { state = Mutex(State(height: height)) }

  /// The last final block.
  package var height: Height { state.withLock { $0.height } }

  /// Wakes whoever waits for a block up to `height`, which is readable in the store from now on.
  package func advance(to height: Height) {
    let woken = state.withLock { state in
      precondition(height >= state.height, "Final blocks stay final.")
      state.height = height
      let woken = state.waiters.filter { $0.value.height < height }
      for number in woken.keys { state.waiters[number] = nil }
      return Array(woken.values)
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Waits until a block above `height` is final, or until `deadline`, or until the task is cancelled.
  /// - Returns: the last final block by then.
  package func wait(above height: Height, until deadline: ContinuousClock.Instant) async -> Height {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait(above: height) }
      // Ends early only when the task is cancelled, and then the wait ends as well.
      group.addTask { try? await Task.sleep(until: deadline, clock: .continuous) }
      await group.next()
      group.cancelAll()
    }
    return self.height
  }

  private func wait(above height: Height) async {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayWait = state.withLock { state in
          guard state.height <= height, state.cancelled.remove(number) == nil else { return false }
          state.waiters[number] = Waiter(height: height, continuation: continuation)
          return true
        }
        if !mayWait { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: number)
        if waiter == nil { state.cancelled.insert(number) }
        return waiter
      }
      waiter?.continuation.resume()
    }
    state.withLock { _ = $0.cancelled.remove(number) }
  }
}
