import PandoPrimitives
import Testing

@Suite struct TransactionTests {
  private let keys: [PrivateKey]

  init() throws {
    keys = try [SignatureScheme.ed25519, .p256, .ed25519].enumerated().map { number, scheme in
      try #require(PrivateKey(scheme: scheme, rawBytes: Hash(sha256: [UInt8(number)]).bytes))
    }
  }

  private func body(nonce: UInt8 = 0) throws -> TransactionBody {
    let table = try #require(TableName("demo/coin"))
    return TransactionBody(
      chainID: .zero, created: Timestamp(milliseconds: 1), expires: Timestamp(milliseconds: 2),
      credentials: keys.map(\.publicKey),
      entries: [.mint(Mint(table: table, to: Address(keys[0].publicKey), amount: Amount(1)))], nonce: [nonce])
  }

  private func refusal(_ transaction: Transaction) -> Refusal? {
    do throws(Refusal) {
      _ = try VerifiedTransaction(verifying: transaction)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyCredentialSignsWhateverTheOrderOfTheKeys() throws {
    for ordered in [keys, keys.reversed()] {
      let transaction = try Transaction(signing: try body(), with: ordered)
      #expect(refusal(transaction) == nil)
      #expect(try Transaction(canonicalBytes: transaction.canonicalBytes) == transaction)
    }
  }

  @Test func aMissingOrSurplusSignatureIsRefused() throws {
    let good = try Transaction(signing: try body(), with: keys)
    for signatures in [[], Array(good.signatures.dropLast()), good.signatures + [good.signatures[0]]] {
      let refusal = refusal(Transaction(body: good.body, signatures: signatures))
      #expect(refusal?.code == .signatureInvalid)
      #expect(refusal?.reason == "signature_count")
    }
  }

  @Test func signaturesInAnotherOrderAreRefused() throws {
    let good = try Transaction(signing: try body(), with: keys)
    let reversed = Transaction(body: good.body, signatures: good.signatures.reversed())
    #expect(refusal(reversed)?.reason == "signature_invalid")
  }

  @Test func signaturesOfAnotherTransactionAreRefused() throws {
    let other = try Transaction(signing: try body(nonce: 1), with: keys)
    #expect(refusal(Transaction(body: try body(), signatures: other.signatures))?.code == .signatureInvalid)
  }

  @Test func theNameOfATransactionDoesNotDependOnItsSignatures() throws {
    let signed = try Transaction(signing: try body(), with: keys)
    let bare = Transaction(body: try body(), signatures: [])
    #expect(signed.id == bare.id)
    #expect(signed.digest != bare.digest)
    #expect(Transaction(body: try body(nonce: 1), signatures: []).id != bare.id)
  }

  @Test func resultCodesAreThoseOfTheProtocol() {
    let codes: [(ResultCode, Int8)] = [
      (.pending, -1), (.success, 0), (.negativeBalance, 1), (.conservationBreak, 2), (.failed, 3), (.canceled, 4),
      (.signatureInvalid, 5), (.invalidCredentials, 6), (.invalidOperation, 7), (.duplicate, 9), (.corrupted, 10),
      (.invalidLifetime, 11), (.noVacancy, 12), (.timeOut, 13),
    ]
    #expect(codes.map(\.0) == ResultCode.allCases)
    for (code, number) in codes { #expect(code.rawValue == number) }
  }
}
