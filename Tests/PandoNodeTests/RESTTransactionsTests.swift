import NIOHTTP1
import PandoAPI
import PandoNode
import PandoPrimitives
import Testing

@Suite struct RESTTransactionsTests {
  @Test func aTransactionIsPendingAndThenFinal() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "first")
    try await serving(node) { client in
      let submitted = try await client.submit(transaction.canonicalBytes)
      #expect(submitted.status == 202)
      let pending: TransactionAnswer = try submitted.decoded()
      #expect(pending.id == transaction.id && pending.code == .pending && pending.place == nil)
      let waiting: TransactionAnswer = try await client.get("/v1/transactions/\(transaction.id)").decoded()
      #expect(waiting.code == .pending && waiting.transaction == transaction)

      node.commit()
      let final: TransactionAnswer = try await client.get("/v1/transactions/\(transaction.id)").decoded()
      #expect(final.code == .success && final.reason == "success" && final.transaction == transaction)
      #expect(final.place?.height == Height(1) && final.place?.index == 0 && final.events.count == 1)
      let bytes = try await client.get(
        "/v1/transactions/\(transaction.id)", headers: [("Accept", "text/html, application/octet-stream;q=0.9")])
      #expect(bytes.body == transaction.canonicalBytes)
    }
  }

  @Test func jsonIsTheSameTransaction() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "in JSON, “quoted”")
    try await serving(node) { client in
      let answer = try await client.submit(try JSON.encode(transaction), type: "application/json; charset=utf-8")
      #expect(answer.status == 202)
      #expect(try answer.decoded(TransactionAnswer.self).id == transaction.id)
      node.commit()
      let bytes = try await client.get(
        "/v1/transactions/\(transaction.id)", headers: [("Accept", "application/octet-stream")])
      #expect(bytes.body == transaction.canonicalBytes)
    }
  }

  @Test func waitingAnswersWithTheResult() async throws {
    let node = FixtureNode()
    node.change {
      $0.commitsAtOnce = true
      $0.failures["poor"] = Refusal(.negativeBalance, "balance_too_low", "The account has less than that.")
    }
    let (rich, poor) = (try node.transaction(memo: "rich"), try node.transaction(memo: "poor"))
    try await serving(node) { client in
      let good = try await client.submit(rich.canonicalBytes, query: "?wait=final")
      #expect(good.status == 200)
      #expect(try good.decoded(TransactionAnswer.self).place?.height == Height(1))
      let bad = try await client.submit(poor.canonicalBytes, query: "?wait=final&timeout=60000")
      #expect(bad.status == 422)
      let answer: TransactionAnswer = try bad.decoded()
      #expect(answer.code == .negativeBalance && answer.reason == "balance_too_low" && answer.place != nil)
      #expect(try bad.error.reason == "balance_too_low")
    }
  }

  @Test func aWaitingCallWakesWhenTheBlockComes() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "later")
    try await serving(node) { client in
      async let answer = client.submit(transaction.canonicalBytes, query: "?wait=final&timeout=60000")
      try await until { await node.pending(transaction.id) != nil }
      node.commit()
      let status = try await answer.status
      #expect(status == 200)
    }
  }

  @Test func waitingEndsWithPendingAtTheTimeout() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "never")
    try await serving(node) { client in
      let answer = try await client.submit(transaction.canonicalBytes, query: "?wait=final&timeout=1")
      #expect(answer.status == 202)
      #expect(try answer.decoded(TransactionAnswer.self).code == .pending)
    }
  }

  @Test func waitingEndsWhenTheTransactionCanNeverBeFinal() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "short", lifetime: 1)
    try await serving(node) { client in
      async let answer = client.submit(transaction.canonicalBytes, query: "?wait=final&timeout=60000")
      try await until { await node.pending(transaction.id) != nil }
      node.change { $0.pool = [] }
      node.commit()
      let answered = try await answer
      #expect(answered.status == 504)
      #expect(try answered.error.code == .timeOut)
    }
  }

  @Test(arguments: [
    (ResultCode.signatureInvalid, 422), (.invalidCredentials, 422), (.invalidOperation, 422), (.duplicate, 409),
    (.corrupted, 400), (.invalidLifetime, 422), (.noVacancy, 503), (.failed, 422), (.canceled, 422),
    (.negativeBalance, 422), (.conservationBreak, 422), (.timeOut, 504),
  ])
  func everyRefusalHasItsStatus(code: ResultCode, status: Int) async throws {
    let node = FixtureNode()
    node.change { $0.refusals["no"] = Refusal(code, "some_reason", "A sentence.") }
    let transaction = try node.transaction(memo: "no")
    try await serving(node) { client in
      let answer = try await client.submit(transaction.canonicalBytes)
      #expect(answer.status == status)
      let error = try answer.error
      #expect(error.code == code && error.reason == "some_reason" && error.message == "A sentence.")
      #expect(answer.headers.contains(name: "retry-after") == (status == 503))
    }
  }

  @Test func theSameTransactionTwiceIsADuplicate() async throws {
    let node = FixtureNode()
    let transaction = try node.transaction(memo: "twice")
    try await serving(node) { client in
      #expect(try await client.submit(transaction.canonicalBytes).status == 202)
      let again = try await client.submit(transaction.canonicalBytes)
      #expect(again.status == 409)
      #expect(try again.error.code == .duplicate)
    }
  }

  @Test func bytesThatAreNotCanonicalAreCorrupted() async throws {
    let node = FixtureNode()
    let bytes = try node.transaction(memo: "x").canonicalBytes
    try await serving(node) { client in
      for wrong in [[], [0], Array(bytes.dropLast()), bytes + [0], [UInt8](repeating: 0xff, count: 1_000)] {
        let answer = try await client.submit(wrong)
        #expect(answer.status == 400)
        #expect(try answer.error.code == .corrupted)
      }
    }
  }

  @Test(arguments: [
    ("", "not JSON"), ("{", "not JSON"), ("[]", "an object is expected"), ("{}", "\"signatures\" is missing"),
    ("{\"body\":1,\"signatures\":[]}", "body: "),
    ("{\"body\":{},\"signatures\":[],\"extra\":1}", "unknown key \"extra\""),
    ("\u{0}", "not JSON"), (String(repeating: "[", count: 100_000), "not JSON"),
  ])
  func wrongJSONNamesThePlace(text: String, part: String) async throws {
    try await serving { client in
      let answer = try await client.submit(Array(text.utf8), type: "application/json")
      #expect(answer.status == 400)
      let error = try answer.error
      #expect(error.code == .corrupted && error.reason == "json")
      #expect(error.message.contains(part), "\(error.message)")
    }
  }

  @Test func otherMediaTypesAreRefused() async throws {
    let node = FixtureNode()
    let bytes = try node.transaction(memo: "x").canonicalBytes
    try await serving(node) { client in
      for type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        #expect(try await client.submit(bytes, type: type).status == 415)
      }
      #expect(try await client.request(.POST, "/v1/transactions", body: bytes).status == 415)
      let coded = try await client.request(
        .POST, "/v1/transactions",
        headers: [("Content-Type", "application/octet-stream"), ("Content-Encoding", "gzip")], body: bytes)
      #expect(coded.status == 415)
    }
  }

  @Test func waitAndTimeoutAreChecked() async throws {
    let node = FixtureNode()
    let bytes = try node.transaction(memo: "x").canonicalBytes
    try await serving(node) { client in
      for query in ["?wait=forever", "?wait=", "?wait=final&timeout=0", "?wait=final&timeout=60001", "?wait=final&x=1"]
      {
        let status = try await client.submit(bytes, query: query).status
        #expect(status == 400, "\(query)")
      }
      #expect(node.change { $0.pool.isEmpty }, "A refused request submits nothing.")
    }
  }
}
