package import PandoAPI
package import PandoPrimitives
package import PandoStorage

/// What the interfaces for clients need of a node; REST today, gRPC next. All of it may be called from any task.
package protocol NodeFacade: Sendable {
  associatedtype Reader: LedgerReader

  /// The last final block. Cheap: no disk, no waiting.
  var height: Height { get }

  /// What the node is and does, as of now.
  func status() async throws(StorageError) -> NodeAnswer

  /// Why the node should get no requests now, in a sentence; nil when it should.
  func unreadiness() async -> String?

  /// Decodes, checks and verifies a transaction and puts it into the pool.
  /// - Parameter bytes: the canonical bytes of a `Transaction`, of any length, from outside.
  /// - Throws: a refusal of codes 5, 9, 10, 11 or 12 (docs/spec/transactions.md, "Codes").
  func submit(_ bytes: [UInt8]) async throws(Refusal) -> Admission

  /// Checks and verifies transactions and puts each that is sound into the pool.
  /// - Returns: for each, in order, its identifier or a refusal as of ``submit(_:)``.
  func submit(_ batch: TransactionBatch) async -> [Result<TransactionID, Refusal>]

  /// The transaction with this identifier, if it waits in the pool.
  func pending(_ id: TransactionID) async -> Transaction?

  /// Waits until a block above `height` is final, or until `deadline`, or until the task is cancelled.
  /// - Returns: the last final block by then, which may be far above `height` or still be it.
  func waitForBlock(above height: Height, until deadline: ContinuousClock.Instant) async -> Height

  /// The ledger as of the last final block. Never changes, whatever is committed later; holds resources while it lives.
  func reader() throws(StorageError) -> Reader
}

/// A transaction that the pool has taken.
package struct Admission: Hashable, Sendable {
  package let id: TransactionID
  /// Once the time of a final block is this or later, the transaction is final or never will be.
  package let expires: Timestamp

  package init(id: TransactionID, expires: Timestamp) {
    self.id = id
    self.expires = expires
  }
}

/// A ledger at one height. Every call may read from disk; none waits for anything else.
package protocol LedgerReader: Sendable {
  /// The last final block, which all answers reflect.
  var height: Height { get }
  /// The time of that block; of block 0 that of genesis.
  var time: Timestamp { get }
  var genesis: Genesis { get }

  /// Who changes the rules, the rules for the next block, and those that are scheduled.
  func rules() throws(StorageError) -> LedgerRules

  /// The header of the block at `height`, or nil for 0 and for heights that are not final.
  func header(at height: Height) throws(StorageError) -> BlockHeader?
  /// The height of the final block with this identifier.
  func height(of id: BlockID) throws(StorageError) -> Height?
  /// The block at `height` with what executing it brought.
  func block(at height: Height) throws(StorageError) -> ExecutedFinalBlock?
  /// The canonical bytes of the certified block at `height`, as they were stored.
  func blockBytes(at height: Height) throws(StorageError) -> [UInt8]?
  /// A final transaction with what executing it brought.
  func transaction(_ id: TransactionID) throws(StorageError) -> ExecutedFinalTransaction?

  func table(_ name: TableName) throws(StorageError) -> TableDescriptor?
  /// At most `limit` tables whose names come after `name`, ascending.
  func tables(after name: TableName?, limit: Int) throws(StorageError) -> [TableDescriptor]

  /// The row of `table` with this raw key: the bytes of an address, or of a binary key.
  func row(_ key: [UInt8], of table: TableDescriptor) throws(StorageError) -> Row?
  /// At most `limit` rows whose raw keys come after `key`, ascending; ends early, but not before the first row, when
  /// the rows have `byteCountMax` bytes together.
  func rows(
    after key: [UInt8]?, of table: TableDescriptor, limit: Int, byteCountMax: Int
  ) throws(StorageError) -> [Row]

  /// At most `limit` proofs that validators contradicted themselves, the newest first.
  func evidence(limit: Int) throws(StorageError) -> [EvidenceAnswer.Case]
}

/// The rules of a ledger, now and to come.
package struct LedgerRules: Sendable {
  package let consensusAdmins: Threshold
  package let current: LedgerAnswer.Rules
  /// In order of activation.
  package let scheduled: [LedgerAnswer.Rules]

  package init(consensusAdmins: Threshold, current: LedgerAnswer.Rules, scheduled: [LedgerAnswer.Rules]) {
    self.consensusAdmins = consensusAdmins
    self.current = current
    self.scheduled = scheduled
  }
}

/// What executing a transaction brought.
package struct ExecutionOutcome: Hashable, Sendable {
  /// Nil when the transaction took effect.
  package let failure: Refusal?
  package let events: [Event]

  package var code: ResultCode { failure?.code ?? .success }

  package init(failure: Refusal?, events: [Event]) {
    self.failure = failure
    self.events = events
  }
}

/// A final block and the outcome of each of its transactions.
package struct ExecutedFinalBlock: Sendable {
  package let certified: CertifiedBlock
  /// One for each transaction, in order.
  package let outcomes: [ExecutionOutcome]

  package init(certified: CertifiedBlock, outcomes: [ExecutionOutcome]) {
    self.certified = certified
    self.outcomes = outcomes
  }
}

/// A final transaction, its place and its outcome.
package struct ExecutedFinalTransaction: Sendable {
  package let transaction: Transaction
  package let place: TransactionAnswer.Place
  package let outcome: ExecutionOutcome

  package init(transaction: Transaction, place: TransactionAnswer.Place, outcome: ExecutionOutcome) {
    self.transaction = transaction
    self.place = place
    self.outcome = outcome
  }
}
