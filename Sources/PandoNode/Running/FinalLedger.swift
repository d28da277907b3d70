package import PandoAPI
import PandoLedger
package import PandoPrimitives
import PandoReplica
package import PandoStorage

/// The ledger as of a final block, read from a snapshot of the node's store.
package struct FinalLedger<Reader: StoreReader>: LedgerReader {
  package let height: Height
  package let time: Timestamp
  package let genesis: Genesis

  private let reader: Reader
  private let blocks: BlockStore<Reader>
  private let query: LedgerQuery<Reader>

  package init(_ reader: Reader, genesis: Genesis) throws(StorageError) {
    self.reader = reader
    self.genesis = genesis
    blocks = BlockStore(reader)
    query = LedgerQuery(reader)
    height = try blocks.finalHeight()
    time = try FinalLedger.header(at: height, in: reader)?.time ?? genesis.time
  }

  package func rules() throws(StorageError) -> LedgerRules {
    let now = try LedgerConfiguration(at: height.next, from: reader)
    var heights = [now.pendingMembership?.activation, now.pendingParameters?.activation].compactMap { $0 }.sorted()
    if heights.count == 2, heights[0] == heights[1] { heights.removeLast() }
    var scheduled: [LedgerAnswer.Rules] = []
    for height in heights { scheduled.append(rules(try LedgerConfiguration(at: height, from: reader), from: height)) }
    return LedgerRules(
      consensusAdmins: now.consensusAdmins, current: rules(now, from: now.epoch.first), scheduled: scheduled)
  }

  private func rules(_ configuration: LedgerConfiguration, from height: Height) -> LedgerAnswer.Rules {
    LedgerAnswer.Rules(
      activation: height, parameters: configuration.parameters, membership: configuration.membership)
  }

  package func header(at height: Height) throws(StorageError) -> BlockHeader? {
    try FinalLedger.header(at: height, in: reader)
  }

  /// Decodes the header alone, because nearly every request asks for one and a block may have megabytes.
  private static func header(at height: Height, in reader: Reader) throws(StorageError) -> BlockHeader? {
    guard let bytes = try reader.get(KeySpace.block.key(height.value)) else { return nil }
    do throws(DecodingError) {
      return try CertifiedBlock.header(inCanonicalBytes: bytes)
    } catch {
      throw StorageError(
        .corrupted,
        "The database does not hold block \(height) in a form that can be read; restore it or start this "
          + "node anew.", cause: "\(error)")
    }
  }

  /// The roots after the last final block; those of block 0 are not in a header.
  package func roots() throws(StorageError) -> (state: Hash, historySize: UInt64, history: Hash) {
    if let header = try header(at: height) { return (header.stateRoot, header.historySize, header.historyRoot) }
    return (try StateTree.open(in: reader).tree.root, 0, MerkleHash.empty)
  }

  package func height(of id: BlockID) throws(StorageError) -> Height? { try blocks.height(of: id) }

  package func block(at height: Height) throws(StorageError) -> ExecutedFinalBlock? {
    guard let certified = try blocks.block(at: height), let results = try blocks.results(at: height) else { return nil }
    return ExecutedFinalBlock(certified: certified, outcomes: results.results.map(outcome))
  }

  package func blockBytes(at height: Height) throws(StorageError) -> [UInt8]? {
    try reader.get(KeySpace.block.key(height.value))
  }

  package func transaction(_ id: TransactionID) throws(StorageError) -> ExecutedFinalTransaction? {
    guard let position = try blocks.position(of: id), let block = try block(at: position.height),
      block.outcomes.indices.contains(position.index),
      block.certified.block.transactions.indices.contains(position.index)
    else { return nil }
    let place = TransactionAnswer.Place(
      height: position.height, blockId: block.certified.block.id, time: block.certified.block.header.time,
      index: UInt64(position.index))
    return ExecutedFinalTransaction(
      transaction: block.certified.block.transactions[position.index], place: place,
      outcome: block.outcomes[position.index])
  }

  private func outcome(_ result: TransactionResult) -> ExecutionOutcome {
    ExecutionOutcome(failure: result.refusal, events: result.events.events)
  }

  package func table(_ name: TableName) throws(StorageError) -> TableDescriptor? { try query.table(name) }

  package func tables(after name: TableName?, limit: Int) throws(StorageError) -> [TableDescriptor] {
    try query.tables(after: name, limit: limit)
  }

  package func row(_ key: [UInt8], of table: TableDescriptor) throws(StorageError) -> Row? {
    switch table.kind {
    case .asset:
      guard let address = Address(bytes: key) else { return nil }
      let amount = try query.balance(of: address, in: table.name)
      return amount == .zero ? nil : .balance(address, amount)
    case .binary:
      guard let row = try query.binaryRow(at: key, in: table.name) else { return nil }
      return .binary(key: key, value: row.value, owners: row.owners)
    }
  }

  package func rows(
    after key: [UInt8]?, of table: TableDescriptor, limit: Int, byteCountMax: Int
  ) throws(StorageError) -> [Row] {
    var rows: [Row] = []
    var byteCount = 0
    var last = key
    // A few at a time: a row may be large, and no more than the answer may hold should be read.
    while rows.count < limit {
      let page = try query.rows(of: table.name, after: last, limit: min(16, limit - rows.count))
      for row in page {
        byteCount += row.byteCount
        guard rows.isEmpty || byteCount <= byteCountMax else { return rows }
        if let shown = shown(row) { rows.append(shown) }
        last = row.key
      }
      guard page.count == 16 else { break }
    }
    return rows
  }

  private func shown(_ row: TableRow) -> Row? {
    switch row.content {
    case .balance(let amount): Address(bytes: row.key).map { .balance($0, amount) }
    case .binary(let content): .binary(key: row.key, value: content.value, owners: content.owners)
    case .system: nil
    }
  }

  package func evidence(limit: Int) throws(StorageError) -> [EvidenceAnswer.Case] {
    var cases: [EvidenceAnswer.Case] = []
    for equivocation in try blocks.equivocations(limit: limit) {
      // The epoch is named by its first height, so the validators of then are those that the votes index.
      let then = try LedgerConfiguration(at: equivocation.first.ballot.epoch.first, from: reader)
      guard let validator = then.validators[equivocation.first.signer] else { continue }
      cases.append(EvidenceAnswer.Case(validator: validator.key, equivocation: equivocation))
    }
    return cases
  }
}

extension TableRow {
  /// About how much of an answer it takes.
  fileprivate var byteCount: Int {
    switch content {
    case .balance: 128
    case .binary(let row): key.count + row.value.count + row.owners.count * Address.byteCount + 64
    case .system(let bytes): key.count + bytes.count
    }
  }
}
