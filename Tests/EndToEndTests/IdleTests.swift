import PandoAPI
import PandoClient
import PandoPrimitives
import Testing
import pando

@Suite(.serialized) struct IdleTests {
  @Test(.timeLimit(.minutes(1)))
  func anIdleLedgerMakesNoBlocks() async throws {
    let network = try await TestNetwork()
    let demo = try network.key("demo")
    let alice = try network.key("alice").address
    let client = try network.client()
    _ = try await client.transfer(Amount(1), of: NetworkMaker.coin, from: demo, to: alice)
    try await Task.sleep(for: .seconds(1))
    let before = try await network.heights(network.names)
    try await Task.sleep(for: .seconds(5))
    #expect(try await network.heights(network.names) == before)
    let after = try await client.transfer(Amount(1), of: NetworkMaker.coin, from: demo, to: alice)
    #expect(after.code == .success)
  }
}
