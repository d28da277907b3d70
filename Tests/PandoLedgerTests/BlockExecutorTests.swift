import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

@Suite struct BlockExecutorTests {
  @Test func failedEntryUndoesItsWholeTransaction() throws {
    var ledger = try TestLedger()
    let points = try #require(TableName("shop/points"))
    let before = try ledger.execute([]).get().stateRoot
    let entries: [Entry] = [
      pay(10, to: .bob), put("row", "1"), pay(91, to: .bob),
      .createTable(TableDescriptor(name: points, kind: .asset, owners: [PrivateKey.creator.address])),
      mint(5, to: .bob),
    ]
    let block = try ledger.block([ledger.transaction(entries, by: [.alice, .creator])])
    let result = try #require(block.results.results.first)
    #expect(result.refusal?.reason == Reason.balanceTooLow.rawValue)
    #expect(result.events.events.isEmpty)
    #expect(block.stateRoot == before)
    #expect(block.writeSetDigest == (try TestLedger().execute([]).get().writeSetDigest))
    #expect(try ledger.query.balance(of: PrivateKey.alice.address, in: TestLedger.coin) == Amount(100))
    #expect(try ledger.query.rows(of: TestLedger.notes, limit: 1).isEmpty)
    #expect(try ledger.query.table(points) == nil)
    // The transaction is in the block and in the log all the same.
    #expect(block.transactions.count == 1)
    #expect(block.historySize == 1)
  }

  @Test func laterTransactionsOfABlockSeeTheEarlier() throws {
    var ledger = try TestLedger()
    let block = try ledger.block([
      ledger.transaction([pay(60, to: .bob)], by: [.alice]),
      ledger.transaction([pay(60, to: .carol)], by: [.alice]),
      ledger.transaction([pay(60, to: .carol, from: .bob)], by: [.bob]),
    ])
    #expect(block.results.results.map(\.code) == [.success, .negativeBalance, .success])
    #expect(try ledger.query.balance(of: PrivateKey.carol.address, in: TestLedger.coin) == Amount(60))
  }

  @Test func sameBlockOnTheSameStateGivesTheSameRoots() throws {
    var ledger = try TestLedger()
    let transactions = [
      try ledger.transaction([pay(60, to: .bob), put("a", "1")], by: [.alice, .creator]),
      try ledger.transaction([pay(60, to: .carol)], by: [.alice]),
    ]
    let first = try ledger.execute(transactions).get()
    let second = try ledger.execute(transactions).get()
    #expect(first.layer.changes == second.layer.changes)
    #expect(header(first) == header(second))
    #expect(first.results == second.results)
  }

  @Test func layersOverTheStoreReadLikeTheStore() throws {
    var ledger = try TestLedger()
    let first = try ledger.transaction([pay(60, to: .bob)], by: [.alice])
    let second = try ledger.transaction([pay(50, to: .carol, from: .bob)], by: [.bob])
    let parent = try ledger.execute([first]).get()
    let context = BlockContext(
      chainID: ledger.chainID, height: Height(2), time: parent.context.time.advanced(byMilliseconds: 1_000))
    let onLayer = try BlockExecutor.execute(
      on: ledger.view.adding(parent.layer), context: context, transactions: [second], inadmissible: .refuse
    ).get()
    try ledger.commit(parent)
    let onStore = try ledger.execute([second]).get()
    #expect(header(onLayer) == header(onStore))
    let again = try BlockExecutor.execute(
      on: ledger.view.adding(onStore.layer),
      context: BlockContext(
        chainID: ledger.chainID, height: Height(3), time: context.time.advanced(byMilliseconds: 1)),
      transactions: [first], inadmissible: .refuse)
    guard case .failure(let refusal) = again else {
      Issue.record("A transaction of a block in a layer is known.")
      return
    }
    #expect(refusal.refusal.code == .duplicate)
  }

  @Test func headerSaysWhatExecutionSays() throws {
    var ledger = try TestLedger()
    let block = try ledger.block([ledger.transaction([pay(60, to: .bob)], by: [.alice])])
    let header = header(block)
    #expect(block.mismatch(with: header) == nil)
    #expect(header.transactionCount == 1)
    #expect(header.parametersHash == ChainParameters().hash)
    #expect(header.validatorsHash == ValidatorSet(Genesis.demo.membership, faultMode: .byzantine).hash)
    let changes: [(String, (inout BlockHeader) -> Void)] = [
      ("chain id", { $0.chainID = .zero }), ("height", { $0.height = Height(9) }),
      ("time", { $0.time = Timestamp(milliseconds: 1) }), ("transaction count", { $0.transactionCount = 2 }),
      ("transactions digest", { $0.transactionsDigest = .zero }), ("history size", { $0.historySize = 9 }),
      ("history root", { $0.historyRoot = .zero }), ("state root", { $0.stateRoot = .zero }),
      ("write set digest", { $0.writeSetDigest = .zero }), ("events digest", { $0.eventsDigest = .zero }),
      ("parameters hash", { $0.parametersHash = .zero }), ("validators hash", { $0.validatorsHash = .zero }),
    ]
    for (name, change) in changes {
      var other = header
      change(&other)
      #expect(block.mismatch(with: other) == name)
    }
  }

  private func header(_ block: ExecutedBlock) -> BlockHeader {
    block.header(view: View(1), parentID: .zero, proposer: PrivateKey.node(1).publicKey)
  }

  // MARK: What may be in a block

  @Test func inadmissibleTransactionRefusesTheBlockOrIsLeftOut() throws {
    var ledger = try TestLedger()
    let good = try ledger.transaction([pay(1, to: .bob)], by: [.alice])
    let expired = try ledger.transaction([pay(2, to: .bob)], by: [.alice]) { [time = ledger.next.time] in
      $0.created = Timestamp(milliseconds: time.milliseconds - 1)
      $0.expires = time
    }
    let foreign = try ledger.transaction([pay(3, to: .bob)], by: [.alice]) { $0.chainID = .zero }
    let all = [expired, good, foreign, good]
    guard case .failure(let refusal) = try ledger.execute(all) else {
      Issue.record("The block has an expired transaction.")
      return
    }
    #expect(refusal.index == 0)
    #expect(refusal.id == expired.id)
    #expect(refusal.refusal.reason == Reason.expired.rawValue)

    let block = try ledger.execute(all, inadmissible: .skip).get()
    #expect(block.transactions == [good])
    #expect(block.omitted.map(\.id) == [expired.id, foreign.id, good.id])
    #expect(block.omitted.map(\.refusal.code) == [.invalidLifetime, .corrupted, .duplicate])
    #expect(try ledger.execute(block.transactions).get().layer.changes == block.layer.changes)
  }

  @Test func blockTakesNoMoreTransactionsAndBytesThanItsParametersSay() throws {
    var genesis = Genesis.demo
    genesis.parameters.blockTransactionCountMax = 3
    var ledger = try TestLedger(genesis)
    let transactions = try (1...4).map { try ledger.transaction([pay(UInt128($0), to: .bob)], by: [.alice]) }
    let block = try ledger.execute(transactions, inadmissible: .skip).get()
    #expect(block.transactions == Array(transactions.prefix(3)))
    #expect(block.omitted.map(\.refusal.reason) == [Reason.blockFull.rawValue])
    #expect(block.omitted.map(\.refusal.code) == [.noVacancy])
    guard case .failure = try ledger.execute(transactions) else {
      Issue.record("The block has too many transactions.")
      return
    }
  }

  @Test func blockTakesSmallTransactionsAfterOneThatDoesNotFit() throws {
    var genesis = Genesis.demo
    genesis.parameters.transactionByteCountMax = 3_000
    genesis.parameters.blockByteCountMax = 3_000
    var ledger = try TestLedger(genesis)
    let large = String(repeating: "x", count: 1_600)
    let transactions = [
      try ledger.transaction([put("a", large)], by: [.creator]),
      try ledger.transaction([put("b", large)], by: [.creator]),
      try ledger.transaction([put("c", "small")], by: [.creator]),
    ]
    let block = try ledger.execute(transactions, inadmissible: .skip).get()
    #expect(block.transactions == [transactions[0], transactions[2]])
  }

  // MARK: Replay

  @Test func transactionRunsOnceHoweverOftenItComes() throws {
    var ledger = try TestLedger()
    let payment = try ledger.transaction([pay(1, to: .bob)], by: [.alice])
    guard case .failure(let twice) = try ledger.execute([payment, payment]) else {
      Issue.record("The block has a transaction twice.")
      return
    }
    #expect(twice.index == 1)
    try ledger.block([payment])
    for _ in 0..<3 {
      guard case .failure(let refusal) = try ledger.execute([payment]) else {
        Issue.record("The transaction was executed.")
        return
      }
      #expect(refusal.refusal.reason == Reason.alreadyExecuted.rawValue)
      try ledger.block([])
    }
    #expect(try ledger.query.balance(of: PrivateKey.bob.address, in: TestLedger.coin) == Amount(1))
  }

  @Test func failedTransactionRunsOnceToo() throws {
    var ledger = try TestLedger()
    let payment = try ledger.transaction([pay(101, to: .bob)], by: [.alice])
    try ledger.block([payment])
    try ledger.succeed(mint(1, to: .alice), by: .creator)
    guard case .failure(let refusal) = try ledger.execute([payment]) else {
      Issue.record("The transaction was executed.")
      return
    }
    #expect(refusal.refusal.code == .duplicate)
  }

  @Test func indexSaysWhereATransactionIs() throws {
    var ledger = try TestLedger()
    try ledger.block([])
    let transactions = try (1...3).map { try ledger.transaction([pay($0, to: .bob)], by: [.alice]) }
    try ledger.block(transactions)
    for (index, transaction) in transactions.enumerated() {
      let position = try TransactionIndex.position(of: transaction.id, in: ledger.store)
      #expect(position == TransactionPosition(height: Height(2), index: index))
    }
    let other = try ledger.transaction([pay(1, to: .bob)], by: [.alice])
    #expect(try TransactionIndex.position(of: other.id, in: ledger.store) == nil)
  }

  // MARK: The log

  @Test func historyLogHoldsEveryRecordInOrder() throws {
    var ledger = try TestLedger()
    var expected = MerkleFrontier()
    for height in 1...5 as ClosedRange<UInt64> {
      let transactions = try (0..<height).map { try ledger.transaction([pay(UInt128($0), to: .bob)], by: [.alice]) }
      let block = try ledger.block(transactions)
      var leaves: [UInt8] = []
      for (index, result) in block.results.results.enumerated() {
        let record = TransactionRecord(
          id: transactions[index].id, height: Height(height), index: UInt64(index),
          code: index == 0 ? .invalidOperation : .success, eventsDigest: result.events.digest)
        let leaf = MerkleHash.leaf(record.canonicalBytes)
        leaves += leaf.bytes
        expected.append(leaf)
      }
      #expect(try ledger.store.get(KeySpace.historyLeaves.key(expected.size - height)) == leaves)
      #expect(block.historySize == expected.size)
      #expect(block.historyRoot == expected.root)
    }
    #expect(try HistoryLog(ledger.store).root == expected.root)
  }

  @Test func historyLogKeepsTheNodesAbove256Leaves() throws {
    var ledger = try TestLedger()
    var expected = MerkleFrontier()
    var nodes: [[UInt8]: [UInt8]] = [:]
    for height in 1...6 as ClosedRange<UInt64> {
      let block = try ledger.block((0..<100).map { _ in try ledger.transaction([pay(1, to: .bob)], by: [.alice]) })
      for (index, result) in block.results.results.enumerated() {
        let record = TransactionRecord(
          id: result.id, height: Height(height), index: UInt64(index), code: result.code,
          eventsDigest: result.events.digest)
        for node in expected.append(MerkleHash.leaf(record.canonicalBytes)) where node.level >= 8 {
          nodes[HistoryLog.nodeKey(level: node.level, index: node.index)] = node.hash.bytes
        }
      }
    }
    #expect(nodes.count == 3)
    let stored = try ledger.store.scan(KeySpace.historyNode.range).filter { $0.key.count == 10 }
    #expect(Dictionary(uniqueKeysWithValues: stored.map { ($0.key, $0.value) }) == nodes)
  }

  // MARK: Digests

  @Test func tablesWithoutProofsAreInTheWriteSetAlone() throws {
    func blocks(proofs: Bool, value: String) throws -> ExecutedBlock {
      var genesis = Genesis.demo
      genesis.tables[1].proofs = proofs
      var ledger = try TestLedger(genesis)
      return try ledger.block([ledger.transaction([put("row", value)], by: [.creator])])
    }
    let with = try (blocks(proofs: true, value: "1"), blocks(proofs: true, value: "2"))
    let without = try (blocks(proofs: false, value: "1"), blocks(proofs: false, value: "2"))
    #expect(with.0.stateRoot != with.1.stateRoot)
    #expect(without.0.stateRoot == without.1.stateRoot)
    #expect(with.0.writeSetDigest != with.1.writeSetDigest)
    #expect(without.0.writeSetDigest != without.1.writeSetDigest)
  }

  @Test func resultsComeBackFromTheirBytes() throws {
    var ledger = try TestLedger()
    let block = try ledger.block([
      ledger.transaction([pay(1, to: .bob)], by: [.alice]), ledger.transaction([pay(1_000, to: .bob)], by: [.alice]),
    ])
    let bytes = block.results.canonicalBytes
    #expect(try BlockResults(canonicalBytes: bytes) == block.results)
    var hasher = Hash.Hasher(.blockEvents)
    for result in block.results.results { hasher.update(result.events.digest) }
    #expect(hasher.finalize() == block.eventsDigest)
  }

  // MARK: Trouble

  @Test func stateThatCannotBeReadDecidesNothing() throws {
    var ledger = try TestLedger()
    let payment = try ledger.transaction([pay(1, to: .bob)], by: [.alice])
    // Fail each read in turn, until there are no more of them.
    var failures = 0
    var outcome: Result<ExecutedBlock, BlockRefusal>?
    while outcome == nil {
      do throws(StorageError) {
        outcome = try BlockExecutor.execute(
          on: StateView(store: FailingStore(ledger.store, failingAt: failures)), context: ledger.next,
          transactions: [payment], inadmissible: .skip)
      } catch {
        #expect(error.code == .io)
        failures += 1
      }
    }
    #expect(try outcome?.get().results.results.map(\.code) == [.success])
    #expect(failures > 10)
  }
}
