import PandoAPI
import PandoClient
import PandoLedger
import PandoPrimitives
import Testing
import pando

/// Every reason of the ledger, reached through the REST interface of a node that runs.
@Suite(.serialized) struct RefusalTests {
  /// What no canonical form expresses is refused for its form, before the rule is looked at.
  private static let refusedForTheirForm: Set<Reason> = [
    .entriesMissing, .nonceTooLong, .tooManyEntries, .tableOwnersInvalid, .tableGrantsInvalid, .rowOwnersInvalid,
    .permissionsInvalid, .memberInvalid, .parametersInvalid,
  ]

  /// Reasons that no request can reach, and why.
  private static let outOfReach: [Reason: String] = [
    .blockFull: "A proposer leaves the transaction to the next block, and nobody is told.",
    .balanceMalformed: "The asset rule guards against a fault of the ledger itself; no entry leads to it.",
    .conservationBroken: "The asset rule guards against a fault of the ledger itself; no entry leads to it.",
    .keyMissing: "No canonical form has an entry with an empty key.",
    .credentialsMalformed: "No canonical form has keys out of order.",
    .thresholdsMalformed: "No canonical form has thresholds in excess.",
    .transactionTooLarge: "A body over the limit is not read to its end; see the test of oversized bodies.",
  ]

  private func attempts(_ network: TestNetwork) async throws -> Attempts {
    try Attempts(
      demo: try network.key("demo"), alice: try network.key("alice"), admin: try network.key("admin"),
      ledger: try await network.client().ledger(fresh: true))
  }

  @Test(.timeLimit(.minutes(2)))
  func everyReasonIsReachedAndNothingIsHalfApplied() async throws {
    let network = try await TestNetwork()
    var attempts = try await attempts(network)
    let url = try network.node("node-1").url
    let prepared = try await RESTPost.transaction(attempts.preparation().canonicalBytes, to: url)
    try #require(prepared.code == .success, "\(prepared)")
    let client = try network.client()
    let before = try await world(client)

    var reached: Set<Reason> = []
    for attempt in attempts.all {
      for type in ["application/octet-stream", "application/json"] {
        let bytes =
          type == "application/json" ? try JSON.encode(attempt.transaction) : attempt.transaction.canonicalBytes
        let answer = try await RESTPost.transaction(bytes, as: type, to: url)
        // The second time it is known already, if it got as far as into a block.
        if answer.reason == Reason.alreadyExecuted.rawValue { continue }
        if RefusalTests.refusedForTheirForm.contains(attempt.reason) {
          #expect(["not_canonical", "json"].contains(answer.reason), "\(attempt.reason): \(answer)")
          #expect(answer.code == .corrupted && answer.status == 400, "\(attempt.reason): \(answer)")
        } else {
          #expect(answer.reason == attempt.reason.rawValue, "\(type): \(answer.message)")
          #expect(answer.code == attempt.reason.code && (400..<500).contains(answer.status), "\(attempt.reason)")
        }
        #expect(answer.message.count > 20, "A sentence says what to do: \(answer.message)")
        reached.insert(attempt.reason)
      }
    }
    #expect(try await world(client) == before)

    let once = try attempts.sign([attempts.payment])
    #expect(try await RESTPost.transaction(once.canonicalBytes, to: url).code == .success)
    let twice = try await RESTPost.transaction(once.canonicalBytes, to: url)
    #expect(twice.code == .duplicate && twice.reason == Reason.alreadyExecuted.rawValue && twice.status == 409)
    reached.insert(.alreadyExecuted)

    reached.insert(try await pendingChange(&attempts, url))
    let missed = Set(Reason.allCases).subtracting(reached).subtracting(RefusalTests.outOfReach.keys)
    #expect(missed.isEmpty, "Nothing here reaches \(missed.map(\.rawValue).sorted()).")
  }

  /// A change of members waits for its height; a second one is refused meanwhile.
  private func pendingChange(_ attempts: inout Attempts, _ url: String) async throws -> Reason {
    let answers = [1, 2].map { _ in
      ChangeMembers(
        applicationNodes: [ApplicationNode(key: KeyPair.generate().publicKey)],
        activation: Height(attempts.ledger.atHeight.value + 5_000))
    }
    let first = try await RESTPost.transaction(
      attempts.sign([.changeMembers(answers[0])], by: [attempts.admin]).canonicalBytes, to: url)
    #expect(first.code == .success, "\(first)")
    let second = try await RESTPost.transaction(
      attempts.sign([.changeMembers(answers[1])], by: [attempts.admin]).canonicalBytes, to: url)
    #expect(second.reason == Reason.changePending.rawValue, "\(second)")
    return .changePending
  }

  private struct World: Equatable {
    let tables: [TableDescriptor]
    let rows: [[Row]]
    let rules: LedgerAnswer.Rules
  }

  /// Everything that the refused transactions tried to change.
  private func world(_ client: LedgerClient) async throws -> World {
    let tables = try await client.allTables()
    var rows: [[Row]] = []
    for table in tables { rows.append(try await client.rows(of: table.name).rows) }
    return World(tables: tables, rows: rows, rules: try await client.ledger(fresh: true).rules)
  }

  @Test(.timeLimit(.minutes(1)))
  func bytesThatAreNoTransactionAreRefused() async throws {
    let network = try await TestNetwork(validators: 1)
    var attempts = try await attempts(network)
    let url = try network.node("node-1").url
    let sound = try attempts.sign([attempts.payment])
    let bytes = sound.canonicalBytes

    func expect(_ code: ResultCode, _ bytes: [UInt8], _ what: String, type: String = "application/octet-stream")
      async throws
    {
      let answer = try await RESTPost.transaction(bytes, as: type, to: url)
      #expect(answer.code == code && (400..<500).contains(answer.status), "\(what): \(answer)")
    }
    try await expect(.corrupted, [], "nothing")
    try await expect(.corrupted, [UInt8](repeating: 0xff, count: 200), "noise")
    for length in stride(from: 1, to: bytes.count, by: 7) {
      try await expect(.corrupted, Array(bytes.prefix(length)), "the first \(length) bytes")
    }
    try await expect(.corrupted, bytes + [0], "a byte too many")
    // The same value in another form: a default written out (field 15, zero).
    try await expect(.corrupted, bytes + [0x78, 0x00], "an unknown field")
    try await expect(.corrupted, Array("{".utf8), "half of JSON", type: "application/json")
    try await expect(.corrupted, Array("{\"body\": 1}".utf8), "other JSON", type: "application/json")

    func altered(_ transaction: Transaction, _ change: (inout [[UInt8]]) -> Void) -> [UInt8] {
      var signatures = transaction.signatures
      change(&signatures)
      return Transaction(body: transaction.body, signatures: signatures).canonicalBytes
    }
    try await expect(.signatureInvalid, altered(sound) { $0[0][0] ^= 1 }, "a wrong signature")
    try await expect(.signatureInvalid, altered(sound) { $0 = [] }, "no signature")
    let both = try attempts.sign([attempts.payment], by: [attempts.demo, attempts.alice])
    try await expect(.signatureInvalid, altered(both) { $0.removeLast() }, "one signature of two")

    let after = try await RESTPost.transaction(bytes, to: url)
    #expect(after.code == .success, "The node goes on: \(after)")
  }

  @Test(.timeLimit(.minutes(1)))
  func aBodyOverTheLimitIsNotRead() async throws {
    let network = try await TestNetwork(validators: 1)
    let answer = try await RESTPost.transaction(
      [UInt8](repeating: 1, count: 64 << 20), to: try network.node("node-1").url)
    #expect(answer.status == 413 && answer.code == .corrupted, "\(answer)")
  }

  @Test(.timeLimit(.minutes(1)))
  func aFullPoolSaysSoAtOnceAndForgetsNothing() async throws {
    let network = try await TestNetwork(settings: ["--mempool-transaction-count-max", "5"])
    try await network.killNow("node-3", "node-4")
    var attempts = try await attempts(network)
    let client = try network.client("node-1")
    var taken: [TransactionID] = []
    for _ in 0..<5 {
      taken.append(try await client.submit(try attempts.sign([attempts.payment]), until: .accepted).id)
    }
    let url = try network.node("node-1").url
    let refused = try await RESTPost.transaction(try attempts.sign([attempts.payment]).canonicalBytes, to: url)
    #expect(refused.code == .noVacancy && refused.status == 503, "\(refused)")
    try network.start("node-3")
    for id in taken { #expect(try await client.outcome(of: id).code == .success) }
  }
}
