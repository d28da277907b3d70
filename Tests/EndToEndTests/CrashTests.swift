import PandoClient
import PandoPrimitives
import Testing
import pando

/// Nodes die as in a power failure, while clients send.
@Suite(.serialized) struct CrashTests {
  @Test(.timeLimit(.minutes(2)))
  func transfersFromSeveralSendersAreFinalAndAllRootsAgree() async throws {
    let network = try await TestNetwork()
    let load = try await Load(network)
    let record = try await load.run { try await load.untilFinal(200) }
    #expect(record.told.count >= 200)
    #expect(record.unknown.isEmpty && record.without.isEmpty)
    try await network.expectKept(record)
  }

  /// Leaders take turns, so one of them leads when it dies.
  @Test(.timeLimit(.minutes(2)))
  func eachValidatorDiesOnceUnderLoadAndTheRestGoOn() async throws {
    let network = try await TestNetwork()
    let load = try await Load(network)
    let record = try await load.run {
      for name in network.names {
        try await load.untilFinal(20)
        try await network.killNow(name)
        try await load.untilFinal(20)
        try network.start(name)
        try await network.untilReady(name)
      }
    }
    #expect(record.unknown.isEmpty && record.without.isEmpty)
    try await network.expectKept(record)
  }

  @Test(.timeLimit(.minutes(2)))
  func withTwoOfFourNothingIsFinalAndWithThreeItGoesOn() async throws {
    let network = try await TestNetwork()
    let load = try await Load(network)
    let record = try await load.run {
      try await load.untilFinal(50)
      try await network.killNow("node-2", "node-3")
      // What was on its way may still be answered.
      try await Task.sleep(for: .milliseconds(500))
      let before = load.finalCount
      let heights = try await network.heights(["node-1", "node-4"])
      try await Task.sleep(for: .seconds(3))
      #expect(load.finalCount == before)
      #expect(try await network.heights(["node-1", "node-4"]) == heights)
      try network.start("node-3")
      try await load.untilFinal(20, within: .seconds(10))
    }
    #expect(record.unknown.isEmpty && record.without.isEmpty)
    try network.start("node-2")
    try await network.untilReady("node-2")
    try await network.expectKept(record)
  }

  @Test(.timeLimit(.minutes(5)))
  func whatWasFinalSurvivesTheDeathOfAllNodesTwentyTimes() async throws {
    let network = try await TestNetwork()
    let load = try await Load(network)
    let record = try await load.run {
      for _ in 0..<20 {
        try await load.untilFinal(10)
        try await network.killNow("node-1", "node-2", "node-3", "node-4")
        for name in network.names { try network.start(name) }
      }
      try await load.untilFinal(10)
    }
    for name in network.names { try await network.untilReady(name) }
    try await network.expectKept(record)
  }
}
