import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage
import Testing

/// What a member may say that is not so, and what must not come of it.
@Suite struct ReplicaLiesTests {
  private let ledger: TestLedger
  private let epoch = Epoch(first: Height(1))

  init() throws { ledger = try TestLedger(validators: 4) }

  private var liar: PublicKey { ledger.nodeKeys[1].publicKey }

  private func connected() throws -> ReplicaDriver<MemoryStore> {
    var driver = try ReplicaDriver(ledger, store: MemoryStore())
    try driver.give(.start, in: ledger)
    for key in ledger.nodeKeys.dropFirst() { try driver.give(.connected(key.publicKey), in: ledger) }
    return driver
  }

  private func status(_ height: UInt64) -> PeerMessage {
    .status(PeerStatus(chainID: ledger.genesis.chainID, height: Height(height), blockID: BlockID(.zero)))
  }

  private func header(
    at height: Height, view: View = View(1), by proposer: PrivateKey, parent: Hash? = nil, time: Timestamp
  ) -> BlockHeader {
    BlockHeader(
      chainID: ledger.genesis.chainID, height: height, view: view, parentID: parent ?? ledger.genesis.chainID,
      time: time, proposer: proposer.publicKey, transactionCount: 0, transactionsDigest: Block.transactionsDigest([]),
      historySize: 0, historyRoot: .zero, stateRoot: .zero, writeSetDigest: .zero, eventsDigest: .zero,
      parametersHash: .zero, validatorsHash: .zero)
  }

  /// The verdict on true evidence comes when the download that it was for is gone, and one with forged evidence for the
  /// same block is in its place.
  @Test func theVerdictOnOneProofSaysNothingAboutAnother() throws {
    var network = try ReplicaNetwork(genesis: ledger.genesis, keys: ledger.nodeKeys, seed: 12)
    network.submit(try ledger.transfer(from: 0, to: 1, nonce: 1, at: network.now), to: 0)
    network.run(1_000) { $0.heights()[0] >= 1 }
    let committed = try #require(network.nodes[0].committed.first)
    let proven = CertifiedBlock(block: committed.block, evidence: committed.evidence)
    let time = committed.block.header.time
    let child = header(
      at: Height(2), view: View(1_000_001), by: ledger.nodeKeys[1], parent: committed.block.id.hash,
      time: time.advanced(byMilliseconds: 1))
    let forgery = Evidence(
      finalization: try ledger.certificate(.finalize(epoch, child.view, child.id), by: [1, 2, 3]), descendants: [child])
    let forged = CertifiedBlock(block: committed.block, evidence: forgery)

    var driver = try connected()
    driver.checksSignatures = false
    try driver.give(.message(status(9), from: liar), in: ledger)
    try driver.give(.message(.blocks([proven]), from: liar), in: ledger)
    let first = try #require(driver.unchecked.first)
    let stray = CertifiedBlock(block: Block(header: child, transactions: []), evidence: forgery)
    try driver.give(.message(.blocks([stray, proven]), from: liar), in: ledger)
    // What it had sent before anyone hung up counts no more.
    try driver.give(.message(.blocks([forged]), from: liar), in: ledger)
    try driver.give(.connected(liar), in: ledger)
    driver.milliseconds += 1_000
    try driver.give(.message(status(9), from: liar), in: ledger)
    try driver.give(.message(.blocks([forged]), from: liar), in: ledger)
    try driver.give(.verified(first.id, .holds(true)), in: ledger)
    #expect(driver.status.height == Height(0))
    let last = try #require(driver.unchecked.last)
    #expect(last.id != first.id)
    #expect(try driver.give(.verified(last.id, .holds(false)), in: ledger).disconnections.count == 1)
    #expect(driver.status.height == Height(0))
  }

  @Test func viewsBeyondAllBoundsAreAskedForInVain() throws {
    var driver = try connected()
    for range in [View(.max - 2)...View(.max - 1), View(0)...View(.max - 1), View(.max - 1)...View(.max - 1)] {
      let request = PeerMessage.requestCertificates(CertificateRequest(epoch: epoch, views: range))
      #expect(try driver.give(.message(request, from: liar), in: ledger).messages.isEmpty)
    }
  }

  @Test(arguments: [0, 2, UInt64.max]) func aBlockAtAnAbsurdHeightIsNotEvenExecuted(height: UInt64) throws {
    let reasons = try refusals { view, leader, time in
      header(at: Height(height), view: view, by: leader, time: time)
    }
    #expect(reasons == ["its height does not follow its parent's"])
  }

  @Test func aLeaderProposesInNobodyElsesName() throws {
    let reasons = try refusals { view, leader, time in
      let other = try #require(ledger.nodeKeys.first { $0.publicKey != leader.publicKey })
      return header(at: Height(1), view: view, by: other, time: time)
    }
    #expect(reasons == ["the proposer that it names does not lead view \(View(1))"])
  }

  /// Why a node refuses what the leader of its view proposes.
  private func refusals(of header: (View, PrivateKey, Timestamp) throws -> BlockHeader) throws -> [String] {
    var driver = try connected()
    var view = View(1)
    var leader = try ledger.leader(of: view)
    while leader.publicKey == driver.key.publicKey {
      let nullification = try ledger.certificate(.nullify(epoch, view), by: [1, 2, 3])
      try driver.give(.message(.certificate(nullification), from: liar), in: ledger)
      view = view.next
      leader = try ledger.leader(of: view)
    }
    let header = try header(view, leader, driver.moment(ledger).wall)
    let ballot = Ballot.notarize(epoch, view, header.id)
    let proposal = Proposal(
      epoch: epoch, view: view, header: header, parentView: View(0), transactionDigests: [],
      signature: try leader.sign(ballot.signedMessage(chainID: ledger.genesis.chainID)))
    let effects = try driver.give(.message(.proposal(proposal), from: leader.publicKey), in: ledger)
    return effects.compactMap { effect in
      if case .note(.refusedBlock(_, _, let reason)) = effect { reason } else { nil }
    }
  }

  @Test func aHeightThatNobodyElseHasKeepsNoNodeBusy() throws {
    var driver = try connected()
    for key in ledger.nodeKeys.dropFirst(2) { try driver.give(.message(status(0), from: key.publicKey), in: ledger) }
    var questionCount = 0
    for _ in 0..<160 {
      driver.milliseconds += 25
      var messages = try driver.give(.message(status(.max), from: liar), in: ledger).messages
      #expect(!driver.status.isBehind)
      messages += try driver.give(.tick, in: ledger).messages
      while messages.contains(where: \.isRequestForBlocks) {
        questionCount += 1
        messages = try driver.give(.message(.blocks([]), from: liar), in: ledger).messages
      }
    }
    #expect((1...6).contains(questionCount), "\(questionCount) questions in four seconds")
  }

  @Test func whatIsAskedForTwiceIsSentOnce() throws {
    var driver = try connected()
    let transaction = try ledger.transfer(from: 0, to: 1, nonce: 1, at: driver.moment(ledger))
    try driver.give(.submit([transaction], ticket: 1), in: ledger)
    let digests = Array(repeating: transaction.digest, count: PeerMessage.digestCountMax)
    let answers = try driver.give(.message(.requestTransactions(digests), from: liar), in: ledger).messages
    #expect(answers == [.transactions([transaction])])
  }
}

extension PeerMessage {
  fileprivate var isRequestForBlocks: Bool { if case .requestBlocks = self { true } else { false } }
}
