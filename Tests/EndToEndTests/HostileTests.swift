import PandoAPI
import PandoClient
import PandoPrimitives
import Testing
import pando

/// What comes to the ports of a running network that should not.
@Suite(.serialized) struct HostileTests {
  /// The most that a node may hold while it is attacked.
  private static let residentBytesMax: UInt64 = 256 << 20

  @Test(.timeLimit(.minutes(1)))
  func aNodeWithAnUnknownKeyIsNotLetIn() async throws {
    let network = try await TestNetwork()
    try await network.add("node-5")
    try network.start("node-5")
    let client = try network.client("node-5", patience: .seconds(10))
    try await eventually("node-5 answers") { (try? await client.node()) != nil }
    let demo = try network.key("demo")
    let alice = try network.key("alice").address
    for _ in 0..<10 {
      _ = try await network.client("node-1").transfer(Amount(1), of: NetworkMaker.coin, from: demo, to: alice)
    }
    let outsider = try await client.node()
    #expect(outsider.atHeight == Height(0) && outsider.peers.isEmpty && outsider.role == .outsider)
    let key = try network.node("node-5").key
    for name in ["node-1", "node-2", "node-3", "node-4"] {
      #expect(try await !network.client(name).node().peers.contains { $0.key == key })
    }
  }

  /// Both ports of a node are attacked while clients send through all nodes.
  @Test(.timeLimit(.minutes(2)))
  func attackedNodesServeTheOthersInBoundedMemory() async throws {
    let network = try await TestNetwork()
    let load = try await Load(network)
    let target = try network.node("node-1")
    var connections = 0
    let record = try await load.run {
      connections = try await withThrowingTaskGroup(of: Int.self) { group in
        for port in [target.peerPort, target.restPort] {
          group.addTask { await Attacker(port: port).attack(atOnce: 150) }
        }
        try await load.untilFinal(50)
        try await Task.sleep(for: .seconds(5))
        try await load.untilFinal(50)
        group.cancelAll()
        return try await group.reduce(0, +)
      }
    }
    #expect(connections > 500, "The attack took place.")
    #expect(record.unknown.isEmpty && record.without.isEmpty)
    try await network.expectKept(record)
    for name in network.names {
      let process = try #require(network.process(name), "\(name) still runs")
      let usage = try #require(ProcessUsage.of(process))
      #expect(usage.residentBytes < HostileTests.residentBytesMax, "\(name): \(usage.residentBytes) bytes")
    }
  }
}
