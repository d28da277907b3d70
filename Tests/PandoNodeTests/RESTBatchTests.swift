import NIOHTTP1
import PandoAPI
import PandoNode
import PandoPrimitives
import Testing

@Suite struct RESTBatchTests {
  @Test func eachTransactionIsAdmittedOrRefusedByItself() async throws {
    let node = FixtureNode()
    node.change { $0.refusals["no"] = Refusal(.noVacancy, "mempool_full", "There is no room.") }
    let (first, second, refused) = (
      try node.transaction(memo: "1"), try node.transaction(memo: "2"), try node.transaction(memo: "no")
    )
    let forged = Transaction(body: second.body, signatures: first.signatures)
    let metrics = Metrics()
    try await serving(node, metrics: metrics) { client in
      let batch = TransactionBatch(transactions: [first, refused, forged, second, first])
      let answer = try await client.submit(batch)
      #expect(answer.status == 200)
      let outcomes = try answer.decoded(BatchAnswer.self).outcomes
      #expect(outcomes.map(\.id) == batch.transactions.map(\.id))
      #expect(outcomes.map(\.code) == [.pending, .noVacancy, .signatureInvalid, .pending, .duplicate])
      #expect(outcomes[1].reason == "mempool_full" && outcomes[1].message == "There is no room.")
      #expect(node.change { $0.pool } == [first, second])
      let text = metrics.text()
      #expect(text.contains("pando_submissions_total{code=\"-1\"} 2\n"))
      #expect(text.contains("pando_submissions_total{code=\"12\"} 1\n"))
    }
  }

  @Test func anAnswerWrittenPieceByPieceIsTheJSONOfItsValue() throws {
    let ids = (0..<3).map { TransactionID(Hash(sha256: [UInt8($0)])) }
    let refusal = Refusal(.noVacancy, "mempool_full", "A trap: \"code\":9, \\\"code\":3,")
    for outcomes in [
      [], [BatchAnswer.Outcome(ids[0], .success(ids[0]))],
      [
        BatchAnswer.Outcome(ids[0], .success(ids[0])), BatchAnswer.Outcome(ids[1], .failure(refusal)),
        BatchAnswer.Outcome(ids[2], .success(ids[2])),
      ],
    ] {
      let answer = BatchAnswer(outcomes: outcomes, atHeight: Height(7))
      let text = try answer.jsonText()
      #expect(try text == JSON.encode(answer))
      #expect(BatchAnswer.codes(inJSON: text) == outcomes.map(\.code))
    }
  }

  @Test func asManyAsTheLimitAndNoMore() async throws {
    let node = FixtureNode()
    node.change { $0.refusals["no"] = Refusal(.noVacancy, "mempool_full", "There is no room.") }
    let transaction = try node.transaction(memo: "no")
    try await serving(node) { client in
      let most = TransactionBatch(
        transactions: Array(repeating: transaction, count: TransactionBatch.transactionCountMax))
      #expect(try await client.submit(most).decoded(BatchAnswer.self).outcomes.count == 1_000)
      let tooMany = TransactionBatch(transactions: most.transactions + [transaction])
      let answer = try await client.submit(tooMany)
      #expect(answer.status == 400)
      #expect(try answer.error.reason == "not_canonical")
    }
  }

  @Test func bytesThatAreNotCanonicalRefuseTheWholeBatch() async throws {
    let node = FixtureNode()
    let bytes = TransactionBatch(transactions: [try node.transaction(memo: "x")]).canonicalBytes
    try await serving(node) { client in
      for wrong in [[], [0], Array(bytes.dropLast()), bytes + [0], bytes + [0x0a, 0]] {
        let answer = try await client.request(
          .POST, "/v1/transactions/batch", headers: [("Content-Type", "application/octet-stream")], body: wrong)
        #expect(answer.status == 400)
        let error = try answer.error
        #expect(error.code == .corrupted && error.reason == "not_canonical")
      }
      #expect(node.change { $0.pool.isEmpty }, "None of a malformed batch is taken.")
    }
  }

  @Test func otherFormsAndLongBodiesAreRefused() async throws {
    let node = FixtureNode()
    let batch = TransactionBatch(transactions: [try node.transaction(memo: "x")])
    try await serving(node, with: configured { $0.limits.bodyByteCountMax = batch.canonicalBytes.count }) { client in
      for type in ["application/json", "text/plain", ""] {
        #expect(try await client.submit(batch, type: type).status == 415)
      }
      #expect(try await client.submit(batch, query: "?wait=final").status == 400)
      #expect(try await client.get("/v1/transactions/batch").status == 405, "No identifier is spelled so.")
      let longer = TransactionBatch(transactions: [try node.transaction(memo: "xy")])
      #expect(try await client.submit(longer).status == 413)
      #expect(try await client.submit(batch).status == 200)
    }
  }

  @Test func aBlockToComeIsWaitedFor() async throws {
    let node = FixtureNode()
    node.commit()
    try await serving(node) { client in
      let there = try await client.get("/v1/blocks/1?wait=final&timeout=60000")
      #expect(there.status == 200)
      async let coming = client.get("/v1/blocks/2?wait=final&timeout=60000")
      async let inTime = client.get("/v1/blocks/3?wait=final&timeout=1")
      #expect(try await inTime.status == 404)
      node.commit()
      let block: BlockAnswer = try await coming.decoded()
      #expect(block.header.height == Height(2))
      for query in ["?wait=forever", "?wait=final&timeout=0", "?timeout=60001"] {
        #expect(try await client.get("/v1/blocks/1\(query)").status == 400)
      }
    }
  }
}
