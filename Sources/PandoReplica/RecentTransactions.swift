import PandoPrimitives

/// The transactions of the last final blocks, so that what comes late is known without asking the store.
///
/// Two generations: the older is forgotten when the younger has lasted its time.
struct RecentTransactions: Sendable {
  private struct Generation {
    var ids: Set<TransactionID> = []
    var digests: Set<Hash> = []
    var since: Timestamp
  }

  /// How long a generation lasts, and so how long a transaction is remembered at least.
  static let milliseconds: UInt64 = 10_000

  private var young: Generation
  private var old: Generation

  /// Nothing is known of what became final before `now`.
  init(now: Timestamp) {
    young = Generation(since: now)
    old = young
  }

  /// Whether every transaction that became final at `time` or later is known.
  func reaches(back time: Timestamp) -> Bool { old.since <= time }

  func contains(_ id: TransactionID) -> Bool { young.ids.contains(id) || old.ids.contains(id) }
  func contains(digest: Hash) -> Bool { young.digests.contains(digest) || old.digests.contains(digest) }

  /// Notes what a block has made final.
  mutating func insert(_ transactions: some Sequence<Transaction>, now: Timestamp) {
    if now.milliseconds(since: young.since) >= RecentTransactions.milliseconds {
      old = young
      young = Generation(since: now)
    }
    for transaction in transactions {
      young.ids.insert(transaction.id)
      young.digests.insert(transaction.digest)
    }
  }
}
