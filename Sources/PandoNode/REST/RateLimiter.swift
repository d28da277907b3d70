/// A token bucket for each client: so many requests at once, and so many a second from then on.
///
/// The table is bounded. A bucket that is full again is forgotten, because a new one would be the same; when there is
/// no room even so, new clients share one bucket.
package struct RateLimiter: Sendable {
  private struct Bucket {
    /// In millionths of a request, so that slow rates do not round to nothing.
    var tokens: Int64
    var refilled: ContinuousClock.Instant
  }

  private static let tokensPerRequest: Int64 = 1_000_000
  /// How often at most the table is searched for full buckets.
  private static let sweepInterval: Duration = .seconds(1)

  private let requestsPerSecond: Int64
  private let capacity: Int64
  private let clientCountMax: Int
  private var buckets: [String: Bucket] = [:]
  private var shared: Bucket?
  private var lastSweep: ContinuousClock.Instant?

  package init(requestsPerSecond: Int, burst: Int, clientCountMax: Int) {
    self.requestsPerSecond = Int64(requestsPerSecond)
    capacity = Int64(burst) * RateLimiter.tokensPerRequest
    self.clientCountMax = clientCountMax
  }

  /// How many clients are told apart now.
  package var clientCount: Int { buckets.count }

  /// Takes a token of `client`.
  /// - Returns: nil when there was one, else how many seconds to wait for it, at least 1.
  package mutating func admit(_ client: String, now: ContinuousClock.Instant) -> Int? {
    guard requestsPerSecond > 0 else { return nil }
    if var bucket = buckets[client] {
      defer { buckets[client] = bucket }
      return take(from: &bucket, now: now)
    }
    if buckets.count >= clientCountMax { sweep(now: now) }
    var bucket = Bucket(tokens: capacity, refilled: now)
    if buckets.count < clientCountMax {
      defer { buckets[client] = bucket }
      return take(from: &bucket, now: now)
    }
    var common = shared ?? bucket
    defer { shared = common }
    return take(from: &common, now: now)
  }

  private func take(from bucket: inout Bucket, now: ContinuousClock.Instant) -> Int? {
    refill(&bucket, now: now)
    guard bucket.tokens < RateLimiter.tokensPerRequest else {
      bucket.tokens -= RateLimiter.tokensPerRequest
      return nil
    }
    let tokensPerSecond = requestsPerSecond * RateLimiter.tokensPerRequest
    let missing = RateLimiter.tokensPerRequest - bucket.tokens
    return Int((missing + tokensPerSecond - 1) / tokensPerSecond)
  }

  private func refill(_ bucket: inout Bucket, now: ContinuousClock.Instant) {
    let passed = now - bucket.refilled
    guard passed > .zero else { return }
    // A full bucket takes capacity / rate; more time adds nothing, and must not overflow.
    let secondsToFull = capacity / (requestsPerSecond * RateLimiter.tokensPerRequest) + 1
    let (seconds, attoseconds) = passed.components
    if seconds >= secondsToFull {
      bucket.tokens = capacity
    } else {
      let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
      bucket.tokens = min(capacity, bucket.tokens + microseconds * requestsPerSecond)
    }
    bucket.refilled = now
  }

  private mutating func sweep(now: ContinuousClock.Instant) {
    if let lastSweep, now - lastSweep < RateLimiter.sweepInterval { return }
    lastSweep = now
    for (client, var bucket) in buckets {
      refill(&bucket, now: now)
      if bucket.tokens == capacity { buckets[client] = nil }
    }
  }
}
