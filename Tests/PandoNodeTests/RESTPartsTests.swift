import PandoNode
import PandoPrimitives
import Testing

@Suite struct RESTPartsTests {
  private let start = ContinuousClock.now

  @Test func aBucketHoldsItsBurstAndRefillsAtItsRate() {
    var limiter = RateLimiter(requestsPerSecond: 10, burst: 3, clientCountMax: 10)
    for _ in 1...3 { #expect(limiter.admit("a", now: start) == nil) }
    #expect(limiter.admit("a", now: start) == 1)
    #expect(limiter.admit("a", now: start + .milliseconds(99)) == 1)
    #expect(limiter.admit("a", now: start + .milliseconds(100)) == nil)
    #expect(limiter.admit("a", now: start + .milliseconds(100)) == 1)
    #expect(limiter.admit("b", now: start) == nil, "Others have buckets of their own.")
    // However long nobody asked, there is no more than the burst.
    let later = start + .seconds(1_000_000_000)
    for _ in 1...3 { #expect(limiter.admit("a", now: later) == nil) }
    #expect(limiter.admit("a", now: later) == 1)
  }

  @Test func slowRatesSayHowLongToWait() {
    var limiter = RateLimiter(requestsPerSecond: 1, burst: 1, clientCountMax: 10)
    #expect(limiter.admit("a", now: start) == nil)
    #expect(limiter.admit("a", now: start + .microseconds(1)) == 1)
    #expect(limiter.admit("a", now: start + .seconds(1)) == nil)
  }

  @Test func noRateMeansNoLimit() {
    var limiter = RateLimiter(requestsPerSecond: 0, burst: 1, clientCountMax: 1)
    for client in 1...100 { #expect(limiter.admit("\(client)", now: start) == nil) }
  }

  @Test func theTableOfClientsIsBounded() {
    var limiter = RateLimiter(requestsPerSecond: 1, burst: 2, clientCountMax: 100)
    for client in 1...100 { #expect(limiter.admit("\(client)", now: start) == nil) }
    // The table is full of buckets that are not: those who come now share one.
    #expect(limiter.admit("x", now: start) == nil)
    #expect(limiter.admit("y", now: start) == nil)
    #expect(limiter.admit("z", now: start) == 1)
    #expect(limiter.clientCount == 100)
    // Full buckets are forgotten.
    #expect(limiter.admit("z", now: start + .seconds(2)) == nil)
    #expect(limiter.clientCount == 1)
  }

  @Test(arguments: [
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"),
    ("::", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::ffff:192.0.2.1", "192.0.2.1"),
  ])
  func ipv6ClientsAreNamedByTheirNetwork(text: String, name: String) {
    #expect(ClientName.network(of: text) == name)
  }

  @Test func aBudgetIsGivenBackWithTheLease() {
    let budget = Budget(10)
    do {
      let lease = budget.lease(6)
      #expect(lease != nil && budget.inUse == 6)
      #expect(budget.lease(5) == nil && budget.inUse == 6)
      #expect(lease?.grow(by: 4) == true && lease?.grow(by: 1) == false)
      #expect(budget.inUse == 10)
      withExtendedLifetime(lease) {}
    }
    #expect(budget.inUse == 0)
  }

  @Test(
    arguments: [
      ("0", 0), ("7", 7), ("999999999999999999", 999_999_999_999_999_999), ("", nil), ("01", nil), ("-1", nil),
      ("+1", nil), (" 1", nil), ("1 ", nil), ("1_000", nil), ("1000000000000000000", nil), ("٣", nil),
    ] as [(String, UInt64?)])
  func numbersAreReadStrictly(text: String, number: UInt64?) {
    #expect(DecimalNumber.parse(text) == number)
  }

  @Test(
    arguments: [
      ("1", 2, 0), ("1.0", 1, 1), ("0", 1, 0), ("0.5", 1, 0), ("12.19999", 12, 20_000),
    ] as [(String, UInt64, Int)])
  func aCursorStandsAfterItsEvent(text: String, height: UInt64, index: Int) {
    #expect(EventCursor(after: text) == EventCursor(height: Height(height), index: index))
  }

  @Test func theFeedWakesThoseWhoWait() async {
    let feed = CommitFeed(height: Height(1))
    async let woken = feed.wait(above: Height(2), until: .now + .seconds(60))
    feed.advance(to: Height(2))
    feed.advance(to: Height(3))
    #expect(await woken == Height(3))
    #expect(await feed.wait(above: Height(2), until: .now + .seconds(60)) == Height(3), "What is there is there.")
  }

  @Test func theFeedLetsGoAtTheDeadlineAndWhenCancelled() async {
    let feed = CommitFeed(height: Height(1))
    #expect(await feed.wait(above: Height(1), until: .now) == Height(1))
    let waiting = Task { await feed.wait(above: Height(1), until: .now + .seconds(600)) }
    waiting.cancel()
    #expect(await waiting.value == Height(1))
  }
}
