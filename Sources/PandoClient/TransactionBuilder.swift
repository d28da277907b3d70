public import PandoPrimitives

/// Collects what a transaction does and signs it.
///
/// ```swift
/// var builder = TransactionBuilder(chainID: ledger.chainId)
/// builder.entries.append(.move(Move(table: coin, from: alice.address, to: bob, amount: Amount(25))))
/// let transaction = try builder.sign(with: [alice])
/// ```
/// It needs no connection: what it makes can be carried to another machine and sent from there while it lives.
public struct TransactionBuilder: Sendable {
  /// How long a transaction lives unless the caller or the ledger says otherwise.
  public static let lifetimeMillisecondsDefault: UInt64 = 120_000

  /// The ledger that the transaction is for.
  public var chainID: Hash
  /// One to a hundred, run in order, all of them or none.
  public var entries: [Entry]
  /// The threshold addresses that the signers may together satisfy.
  public var thresholds: [Threshold] = []
  public var memo: String
  /// From creation to expiry; a ledger refuses more than its `lifetimeWindowMilliseconds`.
  public var lifetimeMilliseconds: UInt64

  public init(
    chainID: Hash, entries: [Entry] = [], memo: String = "",
    lifetimeMilliseconds: UInt64 = lifetimeMillisecondsDefault
  ) {
    self.chainID = chainID
    self.entries = entries
    self.memo = memo
    self.lifetimeMilliseconds = lifetimeMilliseconds
  }

  /// What the keys of `signers` sign. The nonce is random, so that two equal intents are two transactions.
  /// - Parameter created: the moment from which it lives; now, unless given.
  /// - Throws: `invalidArgument` when the transaction could not be decoded again.
  public func body(signers: [PublicKey], created: Timestamp? = nil) throws(ClientError) -> TransactionBody {
    guard (1...TransactionBody.entryCountMax).contains(entries.count) else {
      throw ClientError(
        .invalidArgument, "A transaction has 1 to \(TransactionBody.entryCountMax) entries, not \(entries.count).")
    }
    guard (1...TransactionBody.credentialCountMax).contains(signers.count), Set(signers).count == signers.count else {
      throw ClientError(
        .invalidArgument,
        "A transaction is signed by 1 to \(TransactionBody.credentialCountMax) different keys, not \(signers.count).")
    }
    guard memo.utf8.count <= TransactionBody.memoByteCountMax else {
      throw ClientError(
        .invalidArgument, "The memo has more than \(TransactionBody.memoByteCountMax) bytes; shorten it.")
    }
    let created = created ?? .now()
    return TransactionBody(
      chainID: chainID, created: created, expires: created.advanced(byMilliseconds: lifetimeMilliseconds),
      credentials: signers, thresholds: thresholds, entries: entries, nonce: Self.nonce(), memo: memo)
  }

  /// The transaction, signed by all of `keys`.
  /// - Throws: `invalidArgument`, as ``body(signers:created:)``, or when a key cannot sign.
  public func sign(with keys: [KeyPair], created: Timestamp? = nil) throws(ClientError) -> Transaction {
    let body = try body(signers: keys.map(\.publicKey), created: created)
    do {
      return try Transaction(signing: body, with: keys.map(\.privateKey))
    } catch {
      throw ClientError(.invalidArgument, "A key cannot sign: \(error).")
    }
  }

  private static func nonce() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<16).map { _ in generator.next() }
  }
}
