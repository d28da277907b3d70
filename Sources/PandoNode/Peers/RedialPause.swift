/// How long to wait before the next dial: twice as long each time up to a limit, less a random part of at most half, so
/// that nodes that lost each other at once do not come back in step.
struct RedialPause {
  private let first: Duration
  private let longest: Duration
  private var current: Duration

  init(limits: PeerLimits) {
    first = limits.redialPause
    longest = limits.redialPauseMax
    current = limits.redialPause
  }

  mutating func next() -> Duration {
    defer { current = min(current * 2, longest) }
    return current * Double.random(in: 0.5...1)
  }

  mutating func reset() {
    current = first
  }
}
