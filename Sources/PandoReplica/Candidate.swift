import PandoLedger
import PandoPrimitives

/// A block that this node has heard of and that is not final yet.
struct Candidate: Sendable {
  enum Phase: Sendable {
    /// Transactions are missing.
    case gathering
    /// Everything is here but the parent's result.
    case waiting
    case executing(JobID)
    case executed(ExecutedBlock)
    case refused(String)
  }

  let header: BlockHeader
  let id: BlockID
  /// The digests of its transactions, in order.
  let digests: [Hash]
  /// By position in `digests`; nil where one is missing.
  var transactions: [VerifiedTransaction?]
  var missingCount: Int
  /// Whom to ask for what is missing.
  var source: PublicKey?
  var askedAt: Timestamp
  var phase: Phase
  /// Whether a quorum took it in some view.
  var isNotarized = false

  init(header: BlockHeader, digests: [Hash], source: PublicKey?, now: Timestamp) {
    self.header = header
    id = header.id
    self.digests = digests
    transactions = Array(repeating: nil, count: digests.count)
    missingCount = digests.count
    self.source = source
    askedAt = now
    phase = digests.isEmpty ? .waiting : .gathering
  }

  /// A block with all its transactions.
  init(header: BlockHeader, transactions: [VerifiedTransaction], now: Timestamp) {
    self.init(header: header, digests: transactions.map(\.digest), source: nil, now: now)
    self.transactions = transactions
    missingCount = 0
    phase = .waiting
  }

  /// A block that this node voted for. It checked the signatures before it stored the block.
  init(stored block: Block, now: Timestamp) {
    let transactions = block.transactions.map { VerifiedTransaction(alreadyVerified: $0) }
    self.init(header: block.header, transactions: transactions, now: now)
  }

  /// The digests of what is missing.
  var missing: [Hash] { zip(digests, transactions).compactMap { $1 == nil ? $0 : nil } }

  /// Takes in those of `offered` that are missing.
  mutating func fill(from offered: (Hash) -> VerifiedTransaction?) {
    guard missingCount > 0 else { return }
    for index in digests.indices where transactions[index] == nil {
      guard let transaction = offered(digests[index]) else { continue }
      transactions[index] = transaction
      missingCount -= 1
    }
    if missingCount == 0, case .gathering = phase { phase = .waiting }
  }

  /// The result of executing it, once there is one.
  var result: ExecutedBlock? {
    if case .executed(let result) = phase { result } else { nil }
  }

  /// The block; only when nothing is missing.
  var block: Block {
    precondition(missingCount == 0, "A block is whole before anyone asks for it.")
    return Block(header: header, transactions: transactions.compactMap { $0?.transaction })
  }
}
