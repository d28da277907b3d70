import Foundation
import Testing

@Suite(.serialized) struct LocalNetworkTests {
  @Test(.timeLimit(.minutes(2)))
  func oneCommandStartsALedgerAndReadsItsFirstTransferBack() throws {
    let network = try LocalNetwork()
    let outcome = try network.pando("up", "--fresh", "--once")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output.contains("read back     from node-3"), "\(outcome.output)")
  }

  @Test(.timeLimit(.minutes(3)))
  func transfersSentToEveryNodeAreFinalAndAllRootsAgree() throws {
    let network = try LocalNetwork()
    try network.start()
    for _ in 0..<25 {
      let outcome = try network.pando("transfer", "1", "--to", "alice")
      #expect(outcome.exitCode == 0, "\(outcome.output)")
    }
    let status = try network.pando("status", "--json")
    #expect(status.exitCode == 0, "\(status.output)")
    #expect(network.stop() == 0)
  }

  /// All four nodes are killed at once, several times. The supervisor starts them again; what was final stays final.
  @Test(.timeLimit(.minutes(5)))
  func whatWasFinalSurvivesTheDeathOfAllNodes() throws {
    let network = try LocalNetwork()
    try network.start()
    for round in 1...3 {
      let sent = try network.pando("transfer", "1", "--to", "alice", "--json")
      #expect(sent.exitCode == 0, "\(sent.output)")
      let id = try #require(sent.output.firstMatch(of: /"id"\s*:\s*"([0-9a-f]{64})"/)?.1)
      let nodes = try network.nodeProcesses()
      #expect(nodes.count == 4)
      for node in nodes { kill(node, SIGKILL) }
      var after = try network.pando("transfer", "1", "--to", "alice")
      for _ in 0..<60 where after.exitCode != 0 {
        Thread.sleep(forTimeInterval: 0.5)
        after = try network.pando("transfer", "1", "--to", "alice")
      }
      #expect(after.exitCode == 0, "round \(round): \(after.output)")
      let found = try network.pando("tx", "show", String(id))
      #expect(found.exitCode == 0, "round \(round): \(found.output)")
    }
    let status = try network.pando("status", "--json")
    #expect(status.exitCode == 0, "\(status.output)")
    #expect(network.stop() == 0)
  }
}
