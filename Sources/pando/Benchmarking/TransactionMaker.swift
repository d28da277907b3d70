package import PandoClient
package import PandoPrimitives

/// Makes the transactions of a run, each from its number: what number 7 of a seed does is always the same.
package struct TransactionMaker: Sendable {
  /// A signed transaction in the form in which it is sent.
  package struct Prepared: Sendable {
    package let id: TransactionID
    package let bytes: [UInt8]
  }

  private let workload: Workload
  private let accounts: Accounts
  private let tables: BenchTables
  private let chainID: Hash
  private let lifetimeMilliseconds: UInt64
  private let seed: UInt64
  private let recipients: Zipf?
  private let senders: Zipf?

  package init(
    _ workload: Workload, accounts: Accounts, tables: BenchTables, chainID: Hash, lifetimeMilliseconds: UInt64,
    seed: UInt64
  ) {
    self.workload = workload
    self.accounts = accounts
    self.tables = tables
    self.chainID = chainID
    self.lifetimeMilliseconds = lifetimeMilliseconds
    self.seed = seed
    recipients = workload == .zipf ? Zipf(count: accounts.count) : nil
    senders = workload == .zipf ? Zipf(count: accounts.signers.count) : nil
  }

  /// Signs transaction `number`, which lives from `created` on. Its nonce is the number, by which it is known again.
  package func transaction(_ number: Int, created: Timestamp = .now()) throws -> Transaction {
    let (signer, entries) = intent(number)
    let body = TransactionBody(
      chainID: chainID, created: created, expires: created.advanced(byMilliseconds: lifetimeMilliseconds),
      credentials: [signer.publicKey], entries: entries, nonce: TransactionMaker.nonce(number))
    return try Transaction(signing: body, with: [signer.privateKey])
  }

  package func prepared(_ number: Int, created: Timestamp = .now()) throws -> Prepared {
    let transaction = try transaction(number, created: created)
    return Prepared(id: transaction.id, bytes: transaction.canonicalBytes)
  }

  /// Who signs transaction `number`, and what it does.
  package func intent(_ number: Int) -> (signer: KeyPair, entries: [Entry]) {
    var random = SeededRandom(seed: seed, stream: UInt64(number))
    let sender = senders?.next(&random) ?? Int.random(in: firstSender..<accounts.signers.count, using: &random)
    return (accounts.signers[sender], entries(kind(&random), from: sender, &random))
  }

  /// Account 0 is the one that everybody pays in `hot`; nobody pays itself.
  private var firstSender: Int { workload == .hot ? 1 : 0 }

  private func kind(_ random: inout SeededRandom) -> Workload {
    guard workload == .mixed else { return workload }
    switch random.unit() {
    case ..<0.7: return .transfer
    case ..<0.8: return .atomic
    case ..<0.95: return .put
    default: return .binary
    }
  }

  private func entries(_ kind: Workload, from sender: Int, _ random: inout SeededRandom) -> [Entry] {
    switch kind {
    case .transfer, .hot, .zipf: return [.move(move(tables.coin, from: sender, &random))]
    case .put: return [.put(put(byteCount: 100, &random))]
    case .binary: return [.put(put(byteCount: 1_000, &random))]
    case .atomic, .mixed:
      return [
        .move(move(tables.coin, from: sender, &random)), .move(move(tables.gold, from: sender, &random)),
        .put(put(byteCount: 100, &random)),
      ]
    }
  }

  private func move(_ table: TableName, from sender: Int, _ random: inout SeededRandom) -> Move {
    var recipient = recipients?.next(&random) ?? 0
    if workload != .hot, workload != .zipf { recipient = Int.random(in: 0..<accounts.count, using: &random) }
    if recipient == sender { recipient = (recipient + 1) % accounts.count }
    return Move(
      table: table, from: accounts.address(sender), to: accounts.address(recipient),
      amount: Amount(UInt128(1 + random.next() % 100)))
  }

  private func put(byteCount: Int, _ random: inout SeededRandom) -> PandoPrimitives.Put {
    let note = Int.random(in: 0..<accounts.count, using: &random)
    return PandoPrimitives.Put(table: tables.notes, key: accounts.noteKey(note), value: random.bytes(byteCount))
  }
}

extension TransactionMaker {
  /// The number in big-endian order.
  private static func nonce(_ number: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
  }

  /// The number that a transaction of ours carries; nil for others'.
  package static func number(of transaction: Transaction) -> Int? {
    guard transaction.body.nonce.count == 8 else { return nil }
    return transaction.body.nonce.reduce(0) { $0 << 8 | Int($1) }
  }
}
