import Synchronization

/// A number of things (bytes, followers) that may be in use at once.
package final class Budget: Sendable {
  /// A share of the budget, given back when the last reference to it goes.
  package final class Lease: Sendable {
    private let budget: Budget
    private let amount: Mutex<Int>

    fileprivate init(_ budget: Budget) {
      self.budget = budget
      amount = Mutex(0)
    }

    /// Whether `more` could be added to this share.
    package func grow(by more: Int) -> Bool {
      guard budget.take(more) else { return false }
      amount.withLock { $0 += more }
      return true
    }

    deinit { budget.giveBack(amount.withLock { $0 }) }
  }

  private let limit: Int
  private let used = Mutex(0)

  package init(_ limit: Int) { self.limit = limit }

  package var inUse: Int { used.withLock { $0 } }

  /// A share of nothing, to be grown.
  package func lease() -> Lease { Lease(self) }

  /// A share of `amount`, or nil when so much is not free.
  package func lease(_ amount: Int) -> Lease? {
    let lease = Lease(self)
    return lease.grow(by: amount) ? lease : nil
  }

  private func take(_ amount: Int) -> Bool {
    used.withLock { used in
      guard amount <= limit - used else { return false }
      used += amount
      return true
    }
  }

  private func giveBack(_ amount: Int) { used.withLock { $0 -= amount } }
}
