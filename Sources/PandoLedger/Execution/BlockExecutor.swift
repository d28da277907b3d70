package import PandoPrimitives
package import PandoStorage

/// Executes a block: the same transactions on the same state give the same layer and the same roots, on every node
/// (docs/spec/blocks.md).
package enum BlockExecutor {
  /// Executes `transactions` in order as the block at `context`, on the state below it.
  ///
  /// Transactions that fail are in the block, with their code. Those that may not be in it (not admissible at the time
  /// of the block, executed before, over the limits of a block) are left out or refuse the block, as `policy` says.
  /// - Returns: what the block's header must say and what to keep; or why there can be no such block.
  /// - Throws: only when the state cannot be read; then nothing about the block is decided.
  package static func execute<Store: StoreReader>(
    on view: StateView<Store>, context: BlockContext, transactions: [VerifiedTransaction],
    inadmissible policy: InadmissiblePolicy
  ) throws(StorageError) -> Result<ExecutedBlock, BlockRefusal> {
    var execution = try BlockExecution(view, context, transactionCount: transactions.count)
    for (index, transaction) in transactions.enumerated() {
      guard let refusal = try execution.inadmissibility(of: transaction) else {
        try execution.run(transaction)
        continue
      }
      switch policy {
      case .skip: execution.omit(transaction, refusal)
      case .refuse: return .failure(BlockRefusal(index: index, id: transaction.id, refusal: refusal))
      }
    }
    return .success(try execution.finish())
  }
}

/// A block in execution.
private struct BlockExecution<Store: StoreReader> {
  private let context: BlockContext
  private let configuration: LedgerConfiguration
  private var world: World<Store>
  private var history: HistoryLog

  /// What a transfer writes: two rows and its place in the index.
  private static var writeCountPerTransaction: Int { 3 }

  private var transactions: [VerifiedTransaction] = []
  private var results: [TransactionResult] = []
  /// Over each transaction's events digest, in order: what ``PandoPrimitives/BlockHeader/eventsDigest`` is.
  private var eventsHasher = Hash.Hasher(.blockEvents)
  private var omitted: [Omission] = []
  private var byteCount: UInt64 = 0

  init(_ view: StateView<Store>, _ context: BlockContext, transactionCount: Int) throws(StorageError) {
    precondition(context.height >= Genesis.firstHeight, "The genesis block has no transactions.")
    self.context = context
    configuration = try LedgerConfiguration(at: context.height, from: view)
    world = World(view, configuration)
    world.state.reserveCapacity(Self.writeCountPerTransaction * transactionCount)
    history = try HistoryLog(view)
  }

  /// Why the transaction may not be in the block after those already there; nil if it may.
  func inadmissibility(of verified: VerifiedTransaction) throws(StorageError) -> Refusal? {
    let parameters = configuration.parameters
    do {
      try Admission.check(
        verified.transaction, byteCount: verified.byteCount, parameters: parameters, chainID: context.chainID,
        time: context.time)
    } catch {
      return error
    }
    if try TransactionIndex.contains(verified.id, world.state) {
      return Refusal(
        .alreadyExecuted,
        "The transaction \(verified.id) has been executed; ask for its result instead of sending it again.")
    }
    guard UInt64(transactions.count) < parameters.blockTransactionCountMax,
      byteCount + UInt64(verified.byteCount) <= parameters.blockByteCountMax
    else {
      return Refusal(.blockFull, "The block is full; the transaction may come in the next one.")
    }
    return nil
  }

  mutating func omit(_ transaction: VerifiedTransaction, _ refusal: Refusal) {
    omitted.append(Omission(id: transaction.id, refusal: refusal))
  }

  /// Executes a transaction that is admissible. All of its entries take effect or none.
  mutating func run(_ verified: VerifiedTransaction) throws(StorageError) {
    world.beginTransaction()
    var refusal: Refusal?
    do {
      try apply(verified)
      world.keepTransaction()
    } catch {
      switch error {
      case .refused(let reason):
        world.undoTransaction()
        refusal = reason
      case .storage(let error): throw error
      }
    }
    let result = TransactionResult(id: verified.id, refusal: refusal, events: EventList(world.events))
    let eventsDigest = result.events.digest
    eventsHasher.update(eventsDigest)
    history.append(
      TransactionRecord(
        id: verified.id, height: context.height, index: UInt64(transactions.count), code: result.code,
        eventsDigest: eventsDigest),
      to: &world.state)
    TransactionIndex.add(
      verified.id, at: TransactionPosition(height: context.height, index: transactions.count), to: &world.state)
    transactions.append(verified)
    results.append(result)
    byteCount += UInt64(verified.byteCount)
  }

  private mutating func apply(_ verified: VerifiedTransaction) throws(ExecutionFailure) {
    let credentials = Credentials(verified)
    let entries = verified.transaction.body.entries
    for entry in entries { try entry.apply(to: &world, by: credentials) }
    try world.checkAssets(entries)
  }

  /// Brings the log and the tree up to date and seals the block.
  consuming func finish() throws(StorageError) -> ExecutedBlock {
    history.save(to: &world.state)
    let nextConfiguration = world.configuration.next
    let sealed = try world.seal(at: context.height)
    let results = BlockResults(results)
    return ExecutedBlock(
      context: context, layer: sealed.layer, transactions: transactions, results: results, omitted: omitted,
      transactionsDigest: Block.transactionsDigest(transactions.map(\.digest)), historySize: history.size,
      historyRoot: history.root, stateRoot: sealed.stateRoot, writeSetDigest: sealed.writeSetDigest,
      eventsDigest: eventsHasher.finalize(), configuration: configuration, nextConfiguration: nextConfiguration)
  }
}
