import PandoLedger
import PandoPrimitives
import Testing

@Suite struct AdmissionTests {
  private let chainID = Genesis.demo.chainID
  private let now = Timestamp(milliseconds: 50_000_000)

  private func refusal(
    at time: Timestamp? = nil, byteCount: Int = 500, _ parameters: ChainParameters = ChainParameters(),
    change: (inout TransactionBody) -> Void
  ) -> Refusal? {
    var body = TransactionBody(
      chainID: chainID, created: now, expires: now.advanced(byMilliseconds: 60_000),
      credentials: [PrivateKey.alice.publicKey], entries: [pay(1, to: .bob)])
    change(&body)
    let transaction = Transaction(body: body, signatures: [[]])
    do {
      try Admission.check(
        transaction, byteCount: byteCount, parameters: parameters, chainID: chainID, time: time ?? now)
      return nil
    } catch {
      return error
    }
  }

  private func expect(
    _ reason: Reason?, _ refusal: Refusal?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(refusal?.reason == reason?.rawValue, sourceLocation: sourceLocation)
    #expect(refusal?.code == reason?.code, sourceLocation: sourceLocation)
  }

  @Test func ordinaryTransactionIsAdmitted() {
    expect(nil, refusal { _ in })
  }

  @Test func credentialsAreOneOrMoreDistinctKeysInOrder() {
    expect(.credentialsMalformed, refusal { $0.credentials = [] })
    expect(.credentialsMalformed, refusal { $0.credentials += $0.credentials })
    expect(
      .credentialsMalformed,
      refusal { $0.credentials = [PrivateKey.alice.publicKey, PrivateKey.bob.publicKey].sorted(by: >) })
    expect(.credentialsMalformed, refusal { $0.credentials = (0..<65).map { PrivateKey.test($0).publicKey }.sorted() })
    expect(nil, refusal { $0.credentials = (0..<64).map { PrivateKey.test($0).publicKey }.sorted() })
  }

  @Test func thresholdsAreFewAndDistinct() throws {
    let keys = (0..<17).map { PrivateKey.test($0).publicKey }
    let thresholds = try (1...17).map { try #require(Threshold(required: $0, keys: keys)) }
    expect(.thresholdsMalformed, refusal { $0.thresholds = thresholds })
    expect(.thresholdsMalformed, refusal { $0.thresholds = [thresholds[0], thresholds[1], thresholds[0]] })
    expect(nil, refusal { $0.thresholds = Array(thresholds.prefix(16)) })
  }

  @Test func transactionHasEntriesAndAShortNonce() {
    expect(.entriesMissing, refusal { $0.entries = [] })
    expect(.nonceTooLong, refusal { $0.nonce = [UInt8](repeating: 1, count: 33) })
    expect(nil, refusal { $0.nonce = [UInt8](repeating: 1, count: 32) })
  }

  @Test func limitsOfTheParametersHold() {
    var parameters = ChainParameters()
    parameters.transactionByteCountMax = 2_000
    parameters.entryCountMax = 2
    parameters.memoByteCountMax = 3
    parameters.keyByteCountMax = 40
    parameters.valueByteCountMax = 5
    let longKey = String(repeating: "k", count: 41)
    expect(nil, refusal(byteCount: 2_000, parameters) { _ in })
    expect(.transactionTooLarge, refusal(byteCount: 2_001, parameters) { _ in })
    expect(nil, refusal(parameters) { $0.entries += $0.entries })
    expect(.tooManyEntries, refusal(parameters) { $0.entries += $0.entries + $0.entries })
    expect(nil, refusal(parameters) { $0.memo = "äb" })
    expect(.memoTooLong, refusal(parameters) { $0.memo = "äöü" })
    expect(nil, refusal(parameters) { $0.entries = [put(String(longKey.dropFirst()), "12345")] })
    expect(.keyTooLong, refusal(parameters) { $0.entries = [put(longKey, "1")] })
    expect(.valueTooLong, refusal(parameters) { $0.entries = [put("k", "123456")] })
    expect(.keyTooLong, refusal(parameters) { $0.entries = [delete(longKey)] })
    expect(.keyMissing, refusal(parameters) { $0.entries = [put("", "1")] })
    expect(.keyMissing, refusal(parameters) { $0.entries = [delete("")] })
  }

  @Test func anotherLedgersTransactionIsRefused() {
    expect(.wrongChain, refusal { $0.chainID = .zero })
  }

  @Test func lifetimeIsCheckedAtItsEdges() {
    let parameters = ChainParameters()
    expect(.lifetimeEmpty, refusal { $0.expires = $0.created })
    expect(
      .expired,
      refusal {
        $0.created = Timestamp(milliseconds: now.milliseconds - 10)
        $0.expires = now
      })
    expect(nil, refusal { $0.expires = now.advanced(byMilliseconds: 1) })
    expect(
      nil,
      refusal {
        $0.created = now.advanced(byMilliseconds: parameters.clockSkewMilliseconds)
        $0.expires = $0.created.advanced(byMilliseconds: 1)
      })
    expect(
      .createdInFuture,
      refusal {
        $0.created = now.advanced(byMilliseconds: parameters.clockSkewMilliseconds + 1)
        $0.expires = $0.created.advanced(byMilliseconds: 1)
      })
    expect(nil, refusal { $0.expires = now.advanced(byMilliseconds: parameters.lifetimeWindowMilliseconds) })
    expect(
      .lifetimeTooLong,
      refusal { $0.expires = now.advanced(byMilliseconds: parameters.lifetimeWindowMilliseconds + 1) })
  }

  @Test func timesAtTheEndOfTimeDoNotTrap() {
    expect(
      .createdInFuture,
      refusal {
        $0.created = Timestamp(milliseconds: .max - 1)
        $0.expires = Timestamp(milliseconds: .max)
      })
    expect(
      .lifetimeTooLong,
      refusal {
        $0.created = Timestamp(milliseconds: 0)
        $0.expires = Timestamp(milliseconds: .max)
      })
    expect(.expired, refusal(at: Timestamp(milliseconds: .max)) { _ in })
  }

  @Test func formatIsLookedAtBeforeLimitsAndLifetime() {
    expect(
      .credentialsMalformed,
      refusal(byteCount: .max) {
        $0.credentials = []
        $0.chainID = .zero
        $0.expires = $0.created
      })
    expect(
      .transactionTooLarge,
      refusal(byteCount: .max) {
        $0.chainID = .zero
        $0.expires = $0.created
      })
    expect(
      .wrongChain,
      refusal {
        $0.chainID = .zero
        $0.expires = $0.created
      })
  }
}
