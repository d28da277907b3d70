import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

/// What a member that breaks the rules may cost the others.
@Suite struct ReplicaBoundsTests {
  private let ledger: TestLedger
  private let epoch = Epoch(first: Height(1))

  init() throws { ledger = try TestLedger(validators: 4) }

  private func connected(mempoolCountMax: Int = 50_000) throws -> ReplicaDriver<MemoryStore> {
    var driver = try ReplicaDriver(ledger, store: MemoryStore(), mempoolCountMax: mempoolCountMax)
    try driver.give(.start, in: ledger)
    for key in ledger.nodeKeys.dropFirst() { try driver.give(.connected(key.publicKey), in: ledger) }
    return driver
  }

  @Test func aFloodOfVotesOccupiesOnlyItsSendersShareOfTheChecks() throws {
    var driver = try connected()
    driver.checksSignatures = false
    let set = ValidatorSet(ledger.genesis.membership, faultMode: .byzantine)
    for sender in 1...2 {
      let key = ledger.nodeKeys[sender].publicKey
      let before = driver.unchecked.count
      for number in 0..<2_000 {
        let vote = Vote(
          ballot: .notarize(epoch, driver.status.view, BlockID(Hash(sha256: [UInt8](ordered: UInt64(number))))),
          signer: try #require(set.index(of: key)), signature: [UInt8](repeating: 1, count: 64))
        try driver.give(.message(.vote(vote), from: key), in: ledger)
      }
      #expect((1...256).contains(driver.unchecked.count - before))
    }
  }

  @Test func questionsWithoutEndAreAnsweredForAWhile() throws {
    var driver = try connected()
    let key = ledger.nodeKeys[1].publicKey
    var answerCount = 0
    let ask = PeerMessage.requestBlocks(BlockRequest(from: Height(1), count: 512))
    for _ in 0..<40_000 { answerCount += try driver.give(.message(ask, from: key), in: ledger).messages.count }
    #expect((1_000..<40_000).contains(answerCount))
    driver.milliseconds += 1_000
    #expect(try driver.give(.message(ask, from: key), in: ledger).messages.count == 1)
  }

  @Test func blocksThatNobodyTakesMakeRoomForLaterOnes() throws {
    var driver = try connected()
    for number in 1...400 {
      let view = View(UInt64(number))
      let leader = try ledger.leader(of: view)
      if leader.publicKey != driver.key.publicKey {
        // A transaction that nobody has: the block waits for it for ever.
        let digest = Hash(sha256: [UInt8](ordered: view.value))
        let proposal = try proposal(view, by: leader, digest: digest, at: driver.moment(ledger).wall)
        let messages = try driver.give(.message(.proposal(proposal), from: leader.publicKey), in: ledger).messages
        #expect(messages.contains(.requestTransactions([digest])), "view \(view)")
      }
      let nullification = try ledger.certificate(.nullify(epoch, view), by: [1, 2, 3])
      try driver.give(.message(.certificate(nullification), from: ledger.nodeKeys[1].publicKey), in: ledger)
      #expect(driver.status.view == view.next)
    }
  }

  @Test func aTransactionThatIsBeingCheckedIsNeitherCheckedAgainNorAskedFor() throws {
    var driver = try connected()
    driver.checksSignatures = false
    let transaction = try ledger.transfer(from: 0, to: 1, nonce: 1, at: driver.moment(ledger))
    for sender in 1...3 {
      let peer = ledger.nodeKeys[sender].publicKey
      try driver.give(.message(.transactions([transaction]), from: peer), in: ledger)
    }
    #expect(driver.unchecked.count == 1)
    driver.checksSignatures = true
    let leader = try ledger.leader(of: driver.status.view)
    try #require(leader.publicKey != driver.key.publicKey)
    let proposal = try proposal(
      driver.status.view, by: leader, digest: transaction.digest, at: driver.moment(ledger).wall)
    let messages = try driver.give(.message(.proposal(proposal), from: leader.publicKey), in: ledger).messages
    #expect(!messages.contains(.requestTransactions([transaction.digest])))
  }

  /// Found by seed 9823 of the simulator: a client brought what a block lacked, peers' copies then were not needed any
  /// more, and the node never voted for the block.
  @Test func aBlockGetsWhatItLacksFromAClientToo() throws {
    var driver = try connected()
    let transaction = try ledger.transfer(from: 0, to: 1, nonce: 1, at: driver.moment(ledger))
    let leader = try ledger.leader(of: driver.status.view)
    try #require(leader.publicKey != driver.key.publicKey)
    let proposal = try proposal(
      driver.status.view, by: leader, digest: transaction.digest, at: driver.moment(ledger).wall)
    let asked = try driver.give(.message(.proposal(proposal), from: leader.publicKey), in: ledger)
    #expect(asked.messages.contains(.requestTransactions([transaction.digest])))
    let submitted = try driver.give(.submit([transaction], ticket: 1), in: ledger)
    // It was executed, and does not bring what this header says.
    let isExecuted = submitted.contains { effect in
      if case .note(.refusedBlock(proposal.header.id, _, _)) = effect { true } else { false }
    }
    #expect(isExecuted)
  }

  @Test func aFullPoolAsksForNothingAndChecksOnlyWhatABlockWaitsFor() throws {
    var driver = try connected(mempoolCountMax: 1)
    let peer = ledger.nodeKeys[1].publicKey
    let transactions = try (1...3).map { try ledger.transfer(from: 0, to: 1, nonce: $0, at: driver.moment(ledger)) }
    try driver.give(.message(.transactions([transactions[0]]), from: peer), in: ledger)
    #expect(driver.status.mempoolCount == 1)
    driver.checksSignatures = false
    let digests = transactions.map(\.digest)
    #expect(try driver.give(.message(.announce(digests), from: peer), in: ledger).messages.isEmpty)
    try driver.give(.message(.transactions(transactions), from: peer), in: ledger)
    #expect(driver.unchecked.isEmpty)

    driver.checksSignatures = true
    let leader = try ledger.leader(of: driver.status.view)
    try #require(leader.publicKey != driver.key.publicKey)
    let proposal = try proposal(driver.status.view, by: leader, digest: digests[1], at: driver.moment(ledger).wall)
    let asked = try driver.give(.message(.proposal(proposal), from: leader.publicKey), in: ledger).messages
    #expect(asked.contains(.requestTransactions([digests[1]])))
    driver.checksSignatures = false
    try driver.give(.message(.transactions(transactions), from: leader.publicKey), in: ledger)
    guard case .transactions(let checked) = driver.unchecked.first?.subject else {
      Issue.record("The block's transaction is not checked.")
      return
    }
    #expect(checked == [transactions[1]])
  }

  @Test func anAnswerHasNoMoreBlocksThanWereAskedFor() throws {
    var driver = try connected()
    let peer = ledger.nodeKeys[1].publicKey
    let status = PeerStatus(chainID: ledger.genesis.chainID, height: Height(1_000), blockID: BlockID(.zero))
    let asked = try driver.give(.message(.status(status), from: peer), in: ledger).messages
    #expect(asked.contains(.requestBlocks(BlockRequest(from: Height(1), count: 256))))
    let header = try proposal(
      View(1), by: ledger.nodeKeys[1], digest: .zero, at: driver.moment(ledger).wall
    ).header
    let finalization = try ledger.certificate(.finalize(epoch, View(1), header.id), by: [1, 2, 3])
    let block = CertifiedBlock(
      block: Block(header: header, transactions: []), evidence: Evidence(finalization: finalization))
    let blocks = [CertifiedBlock](repeating: block, count: 257)
    let effects = try driver.give(.message(.blocks(blocks), from: peer), in: ledger)
    #expect(effects.disconnections == ["it sent more blocks than were asked for"])
    let tooMany = PeerMessage.blocks([CertifiedBlock](repeating: block, count: PeerMessage.blockCountMax + 1))
    #expect(throws: DecodingError.self) { try PeerMessage(canonicalBytes: tooMany.canonicalBytes) }
  }

  @Test func whatComesWithinAFewMillisecondsIsPassedOnTogether() throws {
    var driver = try connected()
    func submit(_ nonce: UInt64) throws -> [Int] {
      let transaction = try ledger.transfer(from: 0, to: 1, nonce: nonce, at: driver.moment(ledger))
      return try driver.give(.submit([transaction], ticket: nonce), in: ledger).messages.compactMap {
        if case .transactions(let transactions) = $0 { transactions.count } else { nil }
      }
    }
    #expect(try submit(1) == [1])
    driver.milliseconds += 2
    #expect(try submit(2) == [])
    #expect(try submit(3) == [])
    driver.milliseconds += 3
    // What waits goes out before the signature of the fourth has been checked.
    #expect(try submit(4) == [2])
    driver.milliseconds += 2
    #expect(try submit(5) == [])
    driver.milliseconds += 25
    let messages = try driver.give(.tick, in: ledger).messages.filter {
      if case .transactions = $0 { true } else { false }
    }
    #expect(messages.count == 1)
  }

  /// A client's transaction goes to every validator at once; one that a validator sent, to no other.
  @Test func whatAValidatorSentIsNotPassedOnToValidators() throws {
    var driver = try connected()
    let mine = try ledger.transfer(from: 0, to: 1, nonce: 1, at: driver.moment(ledger))
    let sent = try driver.give(.submit([mine], ticket: 1), in: ledger).compactMap {
      if case .send(.transactions(let transactions), .peers(let keys)) = $0 { (transactions, Set(keys)) } else { nil }
    }
    let others = Set(ledger.nodeKeys.dropFirst().map(\.publicKey))
    #expect(sent.map(\.0) == [[mine]] && sent.map(\.1) == [others])
    driver.milliseconds += 25
    let theirs = try ledger.transfer(from: 0, to: 1, nonce: 2, at: driver.moment(ledger))
    let heard = try driver.give(.message(.transactions([theirs]), from: ledger.nodeKeys[1].publicKey), in: ledger)
    #expect(driver.status.mempoolCount == 2)
    let isPassedOn = heard.messages.contains {
      switch $0 {
      case .announce, .transactions: true
      default: false
      }
    }
    #expect(!isPassedOn)
  }

  /// A notarization is passed on only to validators that may not have it, and after a while.
  @Test func aCertificateGoesToThoseWhoHaveNotShownToHaveIt() throws {
    var driver = try connected()
    let view = driver.status.view
    let keys = ledger.nodeKeys.map(\.publicKey)
    let nullification = try ledger.certificate(.nullify(epoch, view), by: [1, 2, 3])
    func passedOn(_ effects: [ReplicaEffect<MemoryStore>]) -> [Set<PublicKey>] {
      effects.compactMap {
        if case .send(.certificate(nullification), .peers(let keys)) = $0 { Set(keys) } else { nil }
      }
    }
    let atOnce = try driver.give(.message(.certificate(nullification), from: keys[1]), in: ledger)
    #expect(driver.status.view == view.next && passedOn(atOnce).isEmpty)
    // The second validator votes in the next view; the third is silent.
    let set = ValidatorSet(ledger.genesis.membership, faultMode: .byzantine)
    let vote = Vote(
      ballot: .nullify(epoch, view.next), signer: try #require(set.index(of: keys[2])),
      signature: try ledger.nodeKeys[2].sign(
        Ballot.nullify(epoch, view.next).signedMessage(chainID: ledger.genesis.chainID)))
    try driver.give(.message(.vote(vote), from: keys[2]), in: ledger)
    driver.milliseconds += 100
    #expect(passedOn(try driver.give(.tick, in: ledger)) == [[keys[3]]])
  }

  @Test func whatIsSubmittedBehindALongQueueHearsThatThereIsNoRoom() throws {
    var driver = try connected()
    let queue = try (0..<1_000).map { try ledger.transfer(from: 0, to: 1, nonce: $0, at: driver.moment(ledger)) }
    try driver.give(.submit(queue, ticket: 1), in: ledger)
    func submit(_ nonce: UInt64) throws -> ResultCode? {
      let late = try ledger.transfer(from: 0, to: 1, nonce: nonce, at: driver.moment(ledger))
      let answers = try driver.give(.submit([late], ticket: nonce), in: ledger).compactMap {
        if case .answer(nonce, let outcomes) = $0 { outcomes } else { nil }
      }
      guard case .failure(let refusal) = try #require(answers.first?.first) else { return nil }
      return refusal.code
    }
    driver.milliseconds += 1_000
    #expect(try submit(2_000) == nil)
    driver.milliseconds += 1
    #expect(try submit(2_001) == .noVacancy)
  }

  @Test func aNotarizationProvesNoBlockFinal() throws {
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 11)
    network.submit(try ledger.transfer(from: 0, to: 1, nonce: 1, at: network.now), to: 0)
    network.run(1_000) { $0.heights()[0] >= 1 }
    let block = try #require(network.nodes[0].committed.first).block
    let notarization = try ledger.certificate(.notarize(epoch, block.header.view, block.id), by: [1, 2, 3])
    var driver = try connected()
    let peer = ledger.nodeKeys[1].publicKey
    try driver.give(
      .message(
        .status(PeerStatus(chainID: ledger.genesis.chainID, height: Height(3), blockID: block.id)), from: peer),
      in: ledger)
    let certified = CertifiedBlock(block: block, evidence: Evidence(finalization: notarization))
    let effects = try driver.give(.message(.blocks([certified]), from: peer), in: ledger)
    #expect(effects.disconnections == ["it sent a block without a proof that it is final"])
    #expect(driver.status.height == Height(0))
  }

  private func proposal(_ view: View, by leader: PrivateKey, digest: Hash, at time: Timestamp) throws -> Proposal {
    let header = BlockHeader(
      chainID: ledger.genesis.chainID, height: Height(1), view: view, parentID: ledger.genesis.chainID, time: time,
      proposer: leader.publicKey, transactionCount: 1, transactionsDigest: Block.transactionsDigest([digest]),
      historySize: 1, historyRoot: .zero, stateRoot: .zero, writeSetDigest: .zero, eventsDigest: .zero,
      parametersHash: .zero, validatorsHash: .zero)
    let ballot = Ballot.notarize(epoch, view, header.id)
    return Proposal(
      epoch: epoch, view: view, header: header, parentView: View(0), transactionDigests: [digest],
      signature: try leader.sign(ballot.signedMessage(chainID: ledger.genesis.chainID)))
  }
}
