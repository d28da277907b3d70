import PandoAPI
import PandoClient
import PandoPrimitives

/// Makes the tables and accounts of a measurement, by ordinary transactions of many entries.
struct Preparation: Sendable {
  /// The entries of a transaction, and the transactions that are sent before the last of them must be final.
  private static let entriesPerTransaction = 100
  private static let transactionsPerStep = 100
  private static let balance = Amount(1_000_000_000_000)

  let client: LedgerClient
  let funder: KeyPair
  let accounts: Accounts
  let tables: BenchTables
  let workload: Workload

  /// - Parameter progress: hears how many accounts are there.
  @concurrent func run(progress: (Int) -> Void) async throws {
    try await send([tables.creation(owner: funder.address)])
    let perAccount = entries(0).count
    let step = Preparation.entriesPerTransaction / perAccount
    var first = 0
    while first < accounts.count {
      var transactions: [[Entry]] = []
      while transactions.count < Preparation.transactionsPerStep, first < accounts.count {
        let end = min(first + step, accounts.count)
        transactions.append((first..<end).flatMap { entries($0) })
        first = end
      }
      try await send(transactions)
      progress(first)
    }
  }

  /// What gives account `number` something to work with.
  private func entries(_ number: Int) -> [Entry] {
    let address = accounts.address(number)
    var entries = [Entry.mint(PandoPrimitives.Mint(table: tables.coin, to: address, amount: Preparation.balance))]
    if workload.usesGold {
      entries.append(.mint(PandoPrimitives.Mint(table: tables.gold, to: address, amount: Preparation.balance)))
    }
    if workload.usesNotes {
      entries.append(.put(PandoPrimitives.Put(table: tables.notes, key: accounts.noteKey(number), value: [0])))
    }
    return entries
  }

  /// Sends transactions and waits until all are final. Those of one sender become final in their order, so the last
  /// speaks for all that were taken.
  private func send(_ transactions: [[Entry]]) async throws {
    var signed: [Transaction] = []
    for entries in transactions { signed.append(try await client.sign(entries, with: [funder])) }
    let answer = try await client.submit(batch: signed)
    // A transaction that came twice, over a connection that broke, is as good.
    if let refused = answer.outcomes.first(where: { $0.code != .pending && $0.code != .duplicate }) {
      throw Failure(.refused, refused.reason, "The accounts cannot be prepared: \(refused.message)")
    }
    guard let last = signed.last else { return }
    let outcome = try await client.outcome(of: last.id)
    guard outcome.code == .success else { throw Failure(outcome) }
  }
}
