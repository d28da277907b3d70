/// The time since a run began.
package struct RunClock: Sendable {
  package let start: ContinuousClock.Instant

  package init(start: ContinuousClock.Instant = .now) { self.start = start }

  /// Nanoseconds since the start.
  package var now: Int64 { (ContinuousClock.now - start).nanoseconds }

  /// Waits until `moment` nanoseconds after the start.
  package func sleep(until moment: Int64) async throws {
    try await Task.sleep(until: start + .nanoseconds(moment), clock: .continuous)
  }
}

extension Duration {
  package var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
