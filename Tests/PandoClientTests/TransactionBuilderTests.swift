import PandoClient
import PandoPrimitives
import Testing

@Suite struct TransactionBuilderTests {
  private let move = Entry.move(
    Move(table: Fixture.coin, from: Fixture.alice.address, to: Fixture.bob.address, amount: Amount(1)))

  @Test(arguments: SignatureScheme.allCases) func signedTransactionVerifies(scheme: SignatureScheme) throws {
    let keys = [Fixture.key(3, scheme), Fixture.key(1), Fixture.key(2, .p256)]
    let transaction = try TransactionBuilder(chainID: Fixture.chainID, entries: [move], memo: "hello").sign(with: keys)
    _ = try VerifiedTransaction(verifying: transaction)
    #expect(try Transaction(canonicalBytes: transaction.canonicalBytes) == transaction)
    #expect(transaction.body.credentials == keys.map(\.publicKey).sorted())
    #expect(transaction.body.memo == "hello")
  }

  @Test func equalIntentsAreTwoTransactions() throws {
    let builder = TransactionBuilder(chainID: Fixture.chainID, entries: [move])
    let moment = Timestamp(milliseconds: 9)
    #expect(
      try builder.sign(with: [Fixture.alice], created: moment).id
        != builder.sign(with: [Fixture.alice], created: moment).id)
  }

  @Test func itLivesAsLongAsItIsTold() throws {
    let builder = TransactionBuilder(chainID: Fixture.chainID, entries: [move], lifetimeMilliseconds: 1_500)
    let body = try builder.body(signers: [Fixture.alice.publicKey], created: Timestamp(milliseconds: 100))
    #expect(body.created.milliseconds == 100)
    #expect(body.expires.milliseconds == 1_600)
  }

  @Test func whatCouldNotBeDecodedIsNotSigned() throws {
    let none = TransactionBuilder(chainID: Fixture.chainID)
    let tooMany = TransactionBuilder(chainID: Fixture.chainID, entries: Array(repeating: move, count: 101))
    let fine = TransactionBuilder(chainID: Fixture.chainID, entries: [move])
    var chatty = fine
    chatty.memo = String(repeating: "x", count: TransactionBody.memoByteCountMax + 1)
    for (builder, keys) in [
      (none, [Fixture.alice]), (tooMany, [Fixture.alice]), (chatty, [Fixture.alice]), (fine, []),
      (fine, [Fixture.alice, Fixture.alice]),
    ] {
      let error = #expect(throws: ClientError.self) { try builder.sign(with: keys) }
      #expect(error?.code == .invalidArgument)
    }
  }
}

@Suite struct KeyPairTests {
  @Test(arguments: SignatureScheme.allCases) func newKeysSignAndDiffer(scheme: SignatureScheme) throws {
    let (first, second) = (KeyPair.generate(scheme), KeyPair.generate(scheme))
    #expect(first.publicKey.scheme == scheme)
    #expect(first.publicKey != second.publicKey)
    #expect(first.publicKey.verify(try first.privateKey.sign([1, 2]), over: [1, 2]))
  }

  @Test func aKeyPairNeverShowsItsSecret() {
    let key = Fixture.alice
    let secret = key.privateKey.secretBytes.hexadecimal
    #expect("\(key)" == key.address.description)
    #expect(!"\(key) \(String(reflecting: key.privateKey))".contains(secret))
  }
}
