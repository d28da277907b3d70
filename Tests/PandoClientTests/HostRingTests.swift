import PandoClient
import Testing

@Suite struct HostRingTests {
  @Test func hostIsLeftOnceHoweverManyCallsFail() {
    var ring = HostRing(["a", "b", "c"])
    ring.moveOn(from: "a")
    ring.moveOn(from: "a")
    #expect(ring.current == "b")
    ring.moveOn(from: "b")
    ring.moveOn(from: "c")
    #expect(ring.current == "a")
  }

  @Test func pausesComeAfterWholeRoundsAndGrow() {
    var backoff = Backoff(hostCount: 2)
    let pauses = (0..<14).map { _ in backoff.failed() }
    #expect(
      pauses == [0, 100, 0, 200, 0, 400, 0, 800, 0, 1_600, 0, 2_000, 0, 2_000].map { Duration.milliseconds($0) })
    #expect(backoff.rounds == 7)
    backoff.succeeded()
    #expect(backoff.failed() == .zero)
  }
}
