import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

@Suite struct ReplicaNetworkTests {
  @Test func aTransferSubmittedToOneNodeIsFinalOnAll() throws {
    let ledger = try TestLedger(validators: 4)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 1)
    network.run(100)
    let transaction = try ledger.transfer(from: 0, to: 1, amount: 7, nonce: 1, at: network.now)
    network.submit(transaction, to: 0, ticket: 9)
    network.run(1_000) { $0.heights().allSatisfy { $0 >= 1 } }
    #expect(network.nodes[0].answers[9] == [.success(transaction.id)])
    #expect(network.heights() == [1, 1, 1, 1])
    for node in network.nodes {
      #expect(node.halted == nil)
      #expect(node.committed.map(\.block.id) == network.nodes[0].committed.map(\.block.id))
      let results = try #require(node.committed.first).results.results
      #expect(results.map(\.code) == [.success])
    }
  }

  @Test func eachTransactionOfASubmissionIsAdmittedOrRefusedByItself() throws {
    let ledger = try TestLedger(validators: 4)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 8)
    network.run(100)
    let good = try (1...2).map { try ledger.transfer(from: 0, to: 1, nonce: $0, at: network.now) }
    let late = try ledger.transfer(
      from: 0, to: 1, nonce: 3, at: Moment(monotonic: Timestamp(milliseconds: 1), wall: Timestamp(milliseconds: 1)))
    let forged = Transaction(body: try ledger.transfer(from: 0, to: 1, nonce: 4, at: network.now).body, signatures: [])
    network.submit([late, good[0], forged, good[1], good[0]], to: 0, ticket: 5)
    network.run(1_000) { $0.heights().allSatisfy { $0 >= 1 } }
    let outcomes = try #require(network.nodes[0].answers[5])
    #expect(outcomes.map(\.code) == [.invalidLifetime, nil, .signatureInvalid, nil, .duplicate])
    #expect(outcomes[1] == .success(good[0].id) && outcomes[3] == .success(good[1].id))
    #expect(network.nodes[3].committed.flatMap(\.block.transactions).count == 2)
    network.submit([late], to: 0, ticket: 6)
    #expect(network.nodes[0].answers[6]?.map(\.code) == [.invalidLifetime], "Nothing is left to check.")
  }

  @Test func anIdleNetworkMakesNoBlocks() throws {
    let ledger = try TestLedger(validators: 4)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 2)
    network.run(100)
    network.submit(try ledger.transfer(from: 0, to: 1, nonce: 1, at: network.now), to: 2)
    network.run(20_000)
    #expect(network.heights() == [1, 1, 1, 1])
  }

  @Test func aHeartbeatComesWhenNothingElseDoes() throws {
    let ledger = try TestLedger(validators: 4)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 3)
    network.run(95_000)
    #expect(network.heights() == [3, 3, 3, 3])
  }

  @Test func oneValidatorAloneIsALedger() throws {
    let ledger = try TestLedger(validators: 1)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 4)
    network.submit(try ledger.transfer(from: 0, to: 1, nonce: 1, at: network.now), to: 0)
    network.run(500)
    #expect(network.heights() == [1])
  }

  @Test func aNodeThatWasAwayCatchesUp() throws {
    let ledger = try TestLedger(validators: 4)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 5)
    network.run(100)
    network.crash(3)
    for nonce in 0..<20 {
      network.submit(try ledger.transfer(from: 0, to: 1, nonce: UInt64(nonce), at: network.now), to: nonce % 3)
      network.run(2_000) { $0.heights()[0] > UInt64(nonce) }
    }
    let height = network.heights()[0]
    #expect(height >= 20)
    try network.start(3)
    network.run(5_000) { $0.heights()[3] >= height }
    #expect(network.heights()[3] >= height)
    expectAgreement(network)
  }

  @Test func anApplicationNodeFollowsAndRelays() throws {
    let ledger = try TestLedger(validators: 4, applicationNodes: 1)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 6)
    network.run(100)
    network.submit(try ledger.transfer(from: 0, to: 1, nonce: 1, at: network.now), to: 4, ticket: 1)
    network.run(3_000) { $0.heights().allSatisfy { $0 >= 1 } }
    #expect(network.heights() == [1, 1, 1, 1, 1])
    expectAgreement(network)
  }

  @Test func aMemberJoinsAndAnotherLeavesAtTheStatedHeights() throws {
    let ledger = try TestLedger(validators: 4, applicationNodes: 1)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 7)
    network.run(100)
    let joining = Validator(key: ledger.nodeKeys[4].publicKey)
    let change = ChangeMembers(validators: [joining], activation: Height(5))
    network.submit(try ledger.sign([.changeMembers(change)], by: [ledger.admin], nonce: 1, at: network.now), to: 0)
    network.run(2_000) { $0.heights()[0] >= 1 }
    for nonce in 2..<12 {
      network.submit(try ledger.transfer(from: 0, to: 1, nonce: UInt64(nonce), at: network.now), to: nonce % 4)
      let before = network.heights()[0]
      network.run(3_000) { $0.heights()[0] > before }
    }
    #expect(network.heights()[0] >= 10)
    let fifth = try #require(network.nodes[4].replica)
    #expect(fifth.status.isValidator)
    #expect(fifth.status.epoch == Epoch(first: Height(5)))
    expectAgreement(network)
  }

  @Test func aPendingChangeComesToHoldOnALedgerThatIsIdle() throws {
    var parameters = ChainParameters()
    parameters.heartbeatMilliseconds = 0
    let ledger = try TestLedger(validators: 4, applicationNodes: 1, parameters: parameters)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 8)
    network.run(100)
    let change = ChangeMembers(validators: [Validator(key: ledger.nodeKeys[4].publicKey)], activation: Height(6))
    network.submit(try ledger.sign([.changeMembers(change)], by: [ledger.admin], nonce: 1, at: network.now), to: 0)
    network.run(20_000) { $0.heights().allSatisfy { $0 >= 5 } }
    #expect(network.nodes.map { $0.replica?.status.epoch } == Array(repeating: Epoch(first: Height(6)), count: 5))
    // And then it rests again.
    network.run(1_000)
    let heights = network.heights()
    network.run(60_000)
    #expect(network.heights() == heights)
    expectAgreement(network)
  }

  @Test(arguments: 0..<20)
  func lossAndCrashesNeverSplitTheLedger(seed: UInt64) throws {
    let ledger = try TestLedger(validators: 4)
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: seed)
    var random = SplitMix64(seed: seed ^ 0xfeed)
    network.run(100)
    network.lossPerMille = Int(random.next() % 200)
    network.delayMillisecondsMax = 1 + random.next() % 100
    for nonce in 0..<15 {
      network.submit(
        try ledger.transfer(from: nonce % 4, to: (nonce + 1) % 4, nonce: UInt64(nonce), at: network.now),
        to: Int(random.next() % 4), ticket: UInt64(nonce))
      network.run(random.next() % 400)
      let victim = Int(random.next() % 4)
      if random.next() % 3 == 0, network.nodes[victim].replica != nil {
        network.crash(victim)
        network.run(random.next() % 1_500)
        try network.start(victim)
      }
    }
    network.lossPerMille = 0
    network.delayMillisecondsMax = 5
    let last = try ledger.transfer(from: 0, to: 1, nonce: 99, at: network.now)
    network.submit(last, to: 0)
    network.run(20_000) { network in
      network.nodes.allSatisfy { $0.committed.contains { $0.block.transactions.contains { $0.id == last.id } } }
    }
    for (index, node) in network.nodes.enumerated() {
      #expect(
        node.committed.contains { $0.block.transactions.contains { $0.id == last.id } }, "node \(index), seed \(seed)")
      #expect(node.halted == nil)
    }
    expectAgreement(network)
  }

  /// One block at each height, whoever committed it.
  private func expectAgreement(_ network: ReplicaNetwork) {
    var blocks: [Height: BlockID] = [:]
    for node in network.nodes {
      for committed in node.committed {
        let id = committed.block.id
        #expect(blocks[committed.block.header.height] ?? id == id)
        blocks[committed.block.header.height] = id
        #expect(committed.evidence.leads(from: id))
      }
    }
  }
}

extension Result where Failure == Refusal {
  /// Why it failed; nil for a success.
  fileprivate var code: ResultCode? {
    if case .failure(let refusal) = self { refusal.code } else { nil }
  }
}
