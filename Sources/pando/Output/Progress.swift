/// Shows on a terminal that something takes its time; silent elsewhere.
enum Progress {
  /// Runs `work`, and shows `what` and the seconds on standard error once it takes longer than a moment.
  static func showing<T: Sendable>(_ what: String, _ work: () async throws -> T) async throws -> T {
    guard Style.standardError.isEnabled else { return try await work() }
    let began = ContinuousClock.now
    let ticker = Task {
      while true {
        try await Task.sleep(for: .milliseconds(500))
        StandardStream.error.say("\r\u{1B}[K\(what) … \((ContinuousClock.now - began).components.seconds) s")
      }
    }
    defer {
      ticker.cancel()
      StandardStream.error.say("\r\u{1B}[K")
    }
    return try await work()
  }
}
