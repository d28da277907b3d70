import PandoAPI
import PandoClient
import PandoPrimitives
import Testing
import pando

/// Members come and go by transactions of the consensus admins, while clients send.
@Suite(.serialized) struct MembershipTests {
  private func change(
    _ network: TestNetwork, validators: [Validator] = [], applicationNodes: [ApplicationNode] = [],
    removed: [PublicKey] = []
  ) async throws -> TransactionAnswer {
    let client = try network.client("node-2")
    let activation = Height(try await client.node().atHeight.value + 20)
    let change = ChangeMembers(
      validators: validators, applicationNodes: applicationNodes, removed: removed, activation: activation)
    return try await client.submit(try await client.sign([.changeMembers(change)], with: [try network.key("admin")]))
  }

  private func rules(_ network: TestNetwork, _ name: String) async throws -> LedgerAnswer.Rules {
    try await network.client(name).ledger(fresh: true).rules
  }

  @Test(.timeLimit(.minutes(3)))
  func aFifthNodeJoinsFollowsVotesAndTheFirstLeavesUnderLoad() async throws {
    let network = try await TestNetwork()
    let load = try await Load(network)
    try await network.add("node-5")
    let first = try network.node("node-1").key
    let fifth = try network.node("node-5").key
    let record = try await load.run {
      try await load.untilFinal(100)

      let joined = try await change(network, applicationNodes: [ApplicationNode(key: fifth, name: "node-5")])
      #expect(joined.code == .success, "\(joined.message)")
      try network.start("node-5")
      try await network.untilReady("node-5")
      // The change may be a block or two above what counts as ready.
      try await eventually("node-5 follows") { try await network.client("node-5").node().role == .application }

      let promoted = try await change(network, validators: [Validator(key: fifth, name: "node-5")])
      #expect(promoted.code == .success, "\(promoted.message)")
      try await eventually("node-5 votes") { try await network.client("node-5").node().role == .validator }
      let five = try await rules(network, "node-5")
      #expect(five.validators.count == 5 && five.quorum == 4)
      try await load.untilFinal(50)

      let left = try await change(network, removed: [first])
      #expect(left.code == .success, "\(left.message)")
      try await eventually("node-1 has left") { try await rules(network, "node-2").validators.count == 4 }
      let four = try await rules(network, "node-5")
      #expect(four.quorum == 3 && !four.validators.contains { $0.key == first })
      try await network.stop("node-1")
      try await load.untilFinal(50)

      // Three of the four are a quorum, the newcomer among them.
      try await network.killNow("node-4")
      try await load.untilFinal(20)
      try network.start("node-4")
      try await network.untilReady("node-4")
    }
    #expect(record.unknown.isEmpty && record.without.isEmpty)
    try await network.expectKept(record, on: ["node-2", "node-3", "node-4", "node-5"])
    print("the longest pause while members changed: \(record.longestPause)")
  }

  @Test(.timeLimit(.minutes(1)))
  func aChangeThatLeavesNoQuorumIsRefused() async throws {
    let network = try await TestNetwork()
    let everyone = network.nodes.map(\.key)
    let none = try await change(network, removed: everyone)
    #expect(none.reason == "validators_none")
    let strangers = (0..<9).map { _ in Validator(key: KeyPair.generate().publicKey) }
    let lost = try await change(network, validators: strangers)
    #expect(lost.code == .invalidOperation, "\(lost.reason)")
    #expect(try await rules(network, "node-1").validators.count == 4)
    let demo = try network.key("demo")
    let alice = try network.key("alice").address
    let sent = try await network.client().transfer(Amount(1), of: NetworkMaker.coin, from: demo, to: alice)
    #expect(sent.code == .success)
  }
}
