import PandoPrimitives

/// The transactions of the last final blocks, so that what comes late is known without asking the store.
///
/// Of each transaction the first eight bytes of its identifier and of its digest are kept. These are hashes: that a new
/// transaction begins like one of a million others happens once in ten million million times, and then the store is
/// asked as well. Two generations: the older is forgotten when the younger has lasted its time.
struct RecentTransactions: Sendable {
  private struct Generation {
    var words: Set<UInt64> = []
    /// Known is what is in blocks of a later time.
    var since: Timestamp
  }

  /// How long a generation lasts by the time of blocks, and so how long a transaction is remembered at least.
  static let milliseconds: UInt64 = 20_000

  private var young: Generation
  private var old: Generation

  /// Nothing is known of blocks up to `time`.
  init(since time: Timestamp) {
    young = Generation(since: time)
    old = young
  }

  /// Whether every final transaction in blocks of a later time than `time` is known.
  func reaches(back time: Timestamp) -> Bool { old.since <= time }

  /// Whether a final block of late seems to hold it; false is certain as far back as ``reaches(back:)`` says.
  func mayContain(_ id: TransactionID) -> Bool { mayContain(id.hash) }
  /// The same of the transaction with this digest.
  func mayContain(digest: Hash) -> Bool { mayContain(digest) }

  private func mayContain(_ hash: Hash) -> Bool {
    young.words.contains(hash.leadingWord) || old.words.contains(hash.leadingWord)
  }

  /// Notes what a block of this time has made final.
  mutating func insert(_ transactions: some Sequence<Transaction>, at time: Timestamp) {
    if time.milliseconds(since: young.since) >= RecentTransactions.milliseconds {
      old = young
      young = Generation(since: time)
    }
    for transaction in transactions {
      young.words.insert(transaction.id.hash.leadingWord)
      young.words.insert(transaction.digest.leadingWord)
    }
  }
}
