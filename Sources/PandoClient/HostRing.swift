/// The hosts of a ledger, and the one to ask next: the same as before as long as it answers.
package struct HostRing: Sendable {
  let hosts: [String]
  private var position = 0

  /// - Precondition: there is a host.
  package init(_ hosts: [String]) {
    precondition(!hosts.isEmpty, "A client has a host.")
    self.hosts = hosts
  }

  package var current: String { hosts[position] }

  /// Moves on to the next host, unless another call did that already.
  package mutating func moveOn(from host: String) {
    guard host == current else { return }
    position = (position + 1) % hosts.count
  }
}

/// How long to pause before the next attempt: nothing until every host was tried once, then longer and longer.
package struct Backoff: Sendable {
  private let hostCount: Int
  private(set) var failures = 0

  static let first: Duration = .milliseconds(100)
  static let longest: Duration = .seconds(2)

  package init(hostCount: Int) { self.hostCount = hostCount }

  /// How often every host has failed in a row.
  package var rounds: Int { failures / hostCount }

  /// Counts a failure, and says how long to pause.
  package mutating func failed() -> Duration {
    failures += 1
    guard failures % hostCount == 0 else { return .zero }
    return min(Backoff.longest, Backoff.first * (1 << min(rounds - 1, 10)))
  }

  /// Forgets the failures.
  package mutating func succeeded() { failures = 0 }
}
