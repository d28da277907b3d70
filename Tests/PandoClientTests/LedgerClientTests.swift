import PandoAPI
import PandoClient
import PandoPrimitives
import Testing

/// The client over real sockets, against servers that misbehave.
@Suite struct LedgerClientTests {
  /// Nobody listens on this port of any machine (RFC 6335, the reserved port 0 cannot be connected to).
  private let nobody = "http://127.0.0.1:1"

  private func client(_ hosts: [String], deadline: Duration = .seconds(20)) throws -> LedgerClient {
    var options = LedgerClient.Options()
    options.deadline = deadline
    options.requestTimeout = min(deadline, .seconds(5))
    return try LedgerClient(hosts: hosts, options: options)
  }

  private func expect(
    _ code: ClientError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
  ) async {
    do {
      try await work()
      Issue.record("Nothing was thrown.", sourceLocation: sourceLocation)
    } catch {
      #expect((error as? ClientError)?.code == code, sourceLocation: sourceLocation)
    }
  }

  @Test func hostsMustBeURLs() {
    for host in ["", "ftp://x", "http://", "http://a b", "http://x?y"] {
      let error = #expect(throws: ClientError.self) { try LedgerClient(hosts: [host]) }
      #expect(error?.code == .invalidArgument)
    }
    #expect(throws: ClientError.self) { try LedgerClient(hosts: []) }
    #expect((try? LedgerClient(hosts: ["localhost:1/", "https://x/"]))?.hosts == ["http://localhost:1", "https://x"])
  }

  @Test func deadHostIsLeftForTheNext() async throws {
    let nobody = nobody
    try await StubNode { _, _ in .json(200, Fixture.node(height: 42)) }.run { url in
      let client = try client([nobody, url])
      #expect(try await client.node().atHeight == Height(42))
      #expect(client.currentHost == url, "The host that answers is asked next.")
    }
  }

  @Test func nobodyThereIsUnreachable() async throws {
    let client = try client([nobody])
    await expect(.unreachable) { _ = try await client.node() }
    let transaction = try Fixture.transfer()
    await expect(.unreachable) { _ = try await client.submit(transaction) }
  }

  @Test func aBatchGoesToTheNextHostUntilOneAnswers() async throws {
    let nobody = nobody
    let transactions = [try Fixture.transfer(1), try Fixture.transfer(2)]
    try await StubNode { call, _ in
      guard let batch = try? TransactionBatch(canonicalBytes: call.body), call.target == "/v1/transactions/batch" else {
        return .refusal(400, .corrupted)
      }
      let refused = Refusal(.noVacancy, "mempool_full", "No room.")
      let outcomes = batch.transactions.enumerated().map { index, transaction in
        BatchAnswer.Outcome(transaction.id, index == 0 ? .success(transaction.id) : .failure(refused))
      }
      return .json(200, BatchAnswer(outcomes: outcomes, atHeight: Height(7)))
    }.run { url in
      let client = try client([nobody, url])
      let answer = try await client.submit(batch: transactions)
      #expect(answer.outcomes.map(\.id) == transactions.map(\.id))
      #expect(answer.outcomes.map(\.code) == [.pending, .noVacancy])
      await expect(.invalidArgument) { _ = try await client.submit(batch: []) }
    }
  }

  @Test func aBlockThatIsNotThereInTimeIsNil() async throws {
    try await StubNode { call, _ in
      call.target == "/v1/blocks/9?wait=final&timeout=40" ? .refusal(404, .invalidOperation) : .refusal(400, .corrupted)
    }.run { url in
      let block = try await client([url]).certifiedBlock(at: Height(9), patience: .milliseconds(40))
      #expect(block == nil)
    }
  }

  @Test func busyNodeIsAskedAgain() async throws {
    try await StubNode { _, number in
      number < 3 ? .refusal(503, .noVacancy) : .json(200, Fixture.node())
    }.run { url in
      let node = try await client([url]).node()
      #expect(node.atHeight == Height(7))
    }
  }

  @Test func silentHostCostsNoMoreThanTheDeadline() async throws {
    try await StubNode { _, _ in .silence }.run { url in
      let began = ContinuousClock.now
      let client = try client([url], deadline: .milliseconds(300))
      await expect(.unreachable) { _ = try await client.node() }
      #expect(ContinuousClock.now - began < .seconds(10))
    }
  }

  @Test func cancellationEndsACallAtOnce() async throws {
    try await StubNode { _, _ in .silence }.run { url in
      let client = try client([url])
      let call = Task { await expect(.cancelled) { _ = try await client.node() } }
      call.cancel()
      await call.value
    }
  }

  @Test func absenceAndRefusalAreToldApart() async throws {
    try await StubNode { call, _ in
      call.target.contains("/rows/")
        ? .refusal(404, .invalidOperation, "row_not_found") : .refusal(403, .invalidCredentials)
    }.run { url in
      let client = try client([url])
      await expect(.notFound) { _ = try await client.row([1], in: Fixture.coin) }
      await expect(.refused) { _ = try await client.table(Fixture.coin) }
    }
  }

  @Test func answerOfAnotherFormIsABadAnswer() async throws {
    try await StubNode { _, _ in .json(200, ["hello": "world"]) }.run { url in
      await expect(.badAnswer) { _ = try await client([url]).node() }
    }
  }

  @Test func anotherLedgerIsRefused() async throws {
    let genesis = try #require(Fixture.genesis())
    let answer = LedgerAnswer(
      genesis: genesis, consensusAdmins: genesis.consensusAdmins,
      rules: .init(activation: Height(1), parameters: genesis.parameters, membership: genesis.membership),
      scheduled: [], atHeight: Height(1))
    try await StubNode { _, _ in .json(200, answer) }.run { url in
      let ledger = try await client([url]).ledger()
      #expect(ledger.chainId == genesis.chainID)
      var options = LedgerClient.Options()
      options.chainID = Fixture.chainID
      let expecting = try LedgerClient(hosts: [url], options: options)
      await expect(.wrongLedger) { _ = try await expecting.ledger() }
    }
  }

  @Test func ledgerIsAskedOnceForManyTransactions() async throws {
    let genesis = try #require(Fixture.genesis())
    let answer = LedgerAnswer(
      genesis: genesis, consensusAdmins: genesis.consensusAdmins,
      rules: .init(activation: Height(1), parameters: genesis.parameters, membership: genesis.membership),
      scheduled: [], atHeight: Height(1))
    try await StubNode { _, number in number == 0 ? .json(200, answer) : .refusal(404, .failed) }.run { url in
      let client = try client([url])
      let entry = Entry.delete(Delete(table: Fixture.coin, key: [1]))
      for _ in 0..<3 {
        #expect(try await client.sign([entry], with: [Fixture.alice]).body.chainID == genesis.chainID)
      }
    }
  }

  @Test func brokenConnectionIsResolvedByTheIdentifier() async throws {
    let transaction = try Fixture.transfer()
    try await StubNode { call, number in
      switch (call.method, number) {
      case ("POST", 0): .broken([])
      case ("POST", _): .refusal(409, .duplicate)
      default: .json(200, Fixture.final(transaction.id))
      }
    }.run { url in
      let answer = try await client([url]).submit(transaction)
      #expect(answer == Fixture.final(transaction.id))
    }
  }

  @Test func theSameBytesAreSentEveryTime() async throws {
    let transaction = try Fixture.transfer()
    try await StubNode { call, number in
      guard call.body == transaction.canonicalBytes else { return .refusal(400, .corrupted) }
      return number < 2 ? .refusal(503, .noVacancy) : .json(200, Fixture.final(transaction.id))
    }.run { url in
      let answer = try await client([url]).submit(transaction)
      #expect(answer.code == .success)
    }
  }

  @Test func failedExecutionIsAnAnswerNotAnError() async throws {
    let transaction = try Fixture.transfer()
    let failed = Fixture.final(transaction.id, failure: Refusal(.negativeBalance, "balance_too_low", "Too low."))
    try await StubNode { _, _ in .json(422, failed) }.run { url in
      let answer = try await client([url]).submit(transaction)
      #expect(answer == failed)
    }
  }

  @Test func unknownOutcomeNamesTheTransaction() async throws {
    let transaction = try Fixture.transfer()
    try await StubNode { call, _ in
      call.method == "POST" ? .json(202, Fixture.pending(transaction.id)) : .json(200, Fixture.pending(transaction.id))
    }.run { url in
      let client = try client([url], deadline: .milliseconds(300))
      let error = await #expect(throws: ClientError.self) { try await client.submit(transaction) }
      #expect(error?.code == .outcomeUnknown)
      #expect(error?.transactionID == transaction.id)
    }
  }

  @Test func expiredTransactionIsSaidToHaveNoEffect() async throws {
    let transaction = try Fixture.transfer()
    try await StubNode { call, _ in
      switch call.method {
      case "POST": .json(202, Fixture.pending(transaction.id))
      default:
        call.target == "/v1/node" ? .json(200, Fixture.node(time: 61_000)) : .refusal(404, .invalidOperation)
      }
    }.run { url in
      await expect(.expired) { _ = try await client([url]).submit(transaction) }
    }
  }
}
