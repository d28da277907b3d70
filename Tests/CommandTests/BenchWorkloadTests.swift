import PandoClient
import PandoPrimitives
import Testing
import pando

@Suite struct BenchWorkloadTests {
  private static let chainID = Hash(sha256: [9])

  private func maker(_ workload: Workload, accounts count: Int = 50) async throws -> (TransactionMaker, Accounts) {
    let accounts = try await Accounts(count: count, seed: 4)
    let maker = TransactionMaker(
      workload, accounts: accounts, tables: BenchTables(), chainID: BenchWorkloadTests.chainID,
      lifetimeMilliseconds: 60_000, seed: 4)
    return (maker, accounts)
  }

  private func moves(_ entries: [Entry]) -> [Move] {
    entries.compactMap { if case .move(let move) = $0 { move } else { nil } }
  }

  private func puts(_ entries: [Entry]) -> [Put] {
    entries.compactMap { if case .put(let put) = $0 { put } else { nil } }
  }

  @Test(arguments: Workload.allCases) func everyTransactionHoldsAndIsKnownByItsNumber(workload: Workload) async throws {
    let (maker, _) = try await maker(workload)
    for number in [0, 1, 70_000, 1 << 40] {
      let transaction = try maker.transaction(number, created: Timestamp(milliseconds: 1_000))
      let decoded = try Transaction(canonicalBytes: transaction.canonicalBytes)
      #expect(decoded == transaction)
      _ = try VerifiedTransaction(verifying: decoded)
      #expect(TransactionMaker.number(of: decoded) == number)
      #expect(decoded.body.chainID == BenchWorkloadTests.chainID)
      #expect(decoded.body.expires == Timestamp(milliseconds: 61_000))
      let again = try maker.transaction(number, created: Timestamp(milliseconds: 1_000))
      #expect(again.id == transaction.id, "What a number does is always the same.")
    }
  }

  @Test(arguments: Workload.allCases) func nobodyPaysItselfOrWithAnothersKey(workload: Workload) async throws {
    let (maker, _) = try await maker(workload, accounts: 3)
    for number in 0..<500 {
      let (signer, entries) = maker.intent(number)
      for move in moves(entries) {
        #expect(move.from == signer.address && move.to != move.from && move.amount > .zero)
      }
    }
  }

  @Test func transfersAreSpreadEvenly() async throws {
    let (maker, accounts) = try await maker(.transfer, accounts: 10)
    var sent: [Address: Int] = [:]
    var received: [Address: Int] = [:]
    for number in 0..<10_000 {
      let move = try #require(moves(maker.intent(number).entries).first)
      sent[move.from, default: 0] += 1
      received[move.to, default: 0] += 1
    }
    for number in 0..<10 {
      #expect(abs((sent[accounts.address(number)] ?? 0) - 1_000) < 200)
      #expect(abs((received[accounts.address(number)] ?? 0) - 1_000) < 200)
    }
  }

  @Test func hotPaysOneAccountOnly() async throws {
    let (maker, accounts) = try await maker(.hot)
    for number in 0..<200 {
      let move = try #require(moves(maker.intent(number).entries).first)
      #expect(move.to == accounts.address(0) && move.from != move.to)
    }
  }

  @Test func zipfPaysFewAccountsOften() async throws {
    let (maker, accounts) = try await maker(.zipf, accounts: 1_000)
    let sent = (0..<5_000).flatMap { moves(maker.intent($0).entries) }
    let toFirst = sent.count { $0.to == accounts.address(0) }
    #expect(toFirst > 400 && toFirst < 900)
  }

  @Test func atomicTouchesThreeTables() async throws {
    let (maker, _) = try await maker(.atomic)
    let entries = maker.intent(1).entries
    #expect(moves(entries).map(\.table) == [BenchTables().coin, BenchTables().gold])
    #expect(puts(entries).map(\.table) == [BenchTables().notes] && entries.count == 3)
  }

  @Test func putsHaveTheirSizeAndAKeyOfSomeAccount() async throws {
    for (workload, size) in [(Workload.put, 100), (.binary, 1_000)] {
      let (maker, accounts) = try await maker(workload, accounts: 20)
      let keys = Set((0..<20).map { accounts.noteKey($0) })
      for number in 0..<50 {
        let put = try #require(puts(maker.intent(number).entries).first)
        #expect(put.value.count == size && keys.contains(put.key))
      }
    }
  }

  @Test func mixedHasItsShares() async throws {
    let (maker, _) = try await maker(.mixed)
    let kinds = (0..<10_000).map { number -> String in
      let entries = maker.intent(number).entries
      return entries.count == 3 ? "atomic" : puts(entries).first.map { "put \($0.value.count)" } ?? "transfer"
    }
    for (kind, share) in [("transfer", 0.7), ("atomic", 0.1), ("put 100", 0.15), ("put 1000", 0.05)] {
      #expect(abs(Double(kinds.count { $0 == kind }) / 10_000 - share) < 0.02, "\(kind)")
    }
  }

  @Test func accountsBeyondTheSignersOnlyReceive() async throws {
    let accounts = try await Accounts(count: Accounts.signerCountMax + 2, seed: 1)
    #expect(accounts.signers.count == Accounts.signerCountMax)
    let last = accounts.address(Accounts.signerCountMax + 1)
    #expect(last != accounts.address(Accounts.signerCountMax) && last.kind == .key)
    #expect(last == accounts.address(Accounts.signerCountMax + 1))
  }

  @Test func tablesOfTwoMeasurementsDiffer() {
    #expect(BenchTables().coin.description == "bench/coin")
    #expect(BenchTables(suffix: "-x1").coin.description == "bench/coin-x1")
  }
}
