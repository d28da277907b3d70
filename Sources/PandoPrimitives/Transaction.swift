/// What a transaction says, before anyone signs it.
public struct TransactionBody: Hashable, Sendable, CanonicalMessage {
  /// Limits of the format itself; a ledger's parameters may allow less.
  public static let entryCountMax = 100
  public static let credentialCountMax = 64
  public static let thresholdCountMax = 16
  public static let nonceByteCountMax = 32
  public static let memoByteCountMax = 16_384

  public var chainID: Hash
  public var created: Timestamp
  public var expires: Timestamp
  /// The keys that sign, strictly ascending; at least one.
  public var credentials: [PublicKey]
  /// The threshold addresses that the signing keys may together satisfy, spelled out; distinct.
  public var thresholds: [Threshold]
  /// One to a hundred, run in order.
  public var entries: [Entry]
  /// Makes equal intents distinct.
  public var nonce: [UInt8]
  public var memo: String

  public init(
    chainID: Hash, created: Timestamp, expires: Timestamp, credentials: [PublicKey], thresholds: [Threshold] = [],
    entries: [Entry], nonce: [UInt8] = [], memo: String = ""
  ) {
    self.chainID = chainID
    self.created = created
    self.expires = expires
    self.credentials = credentials.sorted()
    self.thresholds = thresholds
    self.entries = entries
    self.nonce = nonce
    self.memo = memo
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.hash(1, chainID)
    encoder.integer(2, created.milliseconds)
    encoder.integer(3, expires.milliseconds)
    encoder.repeatedBytes(4, credentials.map(\.bytes))
    encoder.messages(5, thresholds)
    encoder.messages(6, entries)
    encoder.bytes(7, nonce)
    encoder.string(8, memo)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    chainID = try decoder.hash(1)
    created = try decoder.timestamp(2)
    expires = try decoder.timestamp(3)
    credentials = try decoder.publicKeys(4, atMost: TransactionBody.credentialCountMax)
    thresholds = try decoder.messages(5, atMost: TransactionBody.thresholdCountMax)
    entries = try decoder.messages(6, atMost: TransactionBody.entryCountMax)
    nonce = try decoder.bytes(7, atMost: TransactionBody.nonceByteCountMax)
    memo = try decoder.string(8, atMost: TransactionBody.memoByteCountMax)
    guard !credentials.isEmpty else { throw .missing(field: 4) }
    guard isStrictlyAscending(credentials) else { throw .invalidValue(field: 4) }
    guard thresholds.count < 2 || Set(thresholds).count == thresholds.count else { throw .invalidValue(field: 5) }
    guard !entries.isEmpty else { throw .missing(field: 6) }
  }
}

/// A signed transaction, not yet checked: decoded, and nothing more.
///
/// It keeps the bytes of its body as they came, because identifiers and signatures are over those. A copy is one
/// reference: on its way through a node a transaction is handed on many times.
public struct Transaction: Hashable, Sendable, CanonicalMessage {
  /// The longest signature of any scheme in bytes.
  public static let signatureByteCountMax = 64

  private final class Content: Sendable {
    let body: TransactionBody
    let bodyBytes: [UInt8]
    let signatures: [[UInt8]]
    let id: TransactionID
    let digest: Hash
    let canonicalByteCount: Int

    /// - Parameter bytes: the canonical bytes of the whole.
    init(body: TransactionBody, bodyBytes: [UInt8], signatures: [[UInt8]], bytes: ArraySlice<UInt8>) {
      self.body = body
      self.bodyBytes = bodyBytes
      self.signatures = signatures
      id = TransactionID(Hash(.transaction, bodyBytes))
      var hasher = Hash.Hasher(.transactionBytes)
      hasher.update(bytes)
      digest = hasher.finalize()
      canonicalByteCount = bytes.count
    }
  }

  private let content: Content

  public var body: TransactionBody { content.body }
  public var bodyBytes: [UInt8] { content.bodyBytes }
  /// One for each credential, in the same order.
  public var signatures: [[UInt8]] { content.signatures }
  /// The hash of the body: known before anyone signs.
  public var id: TransactionID { content.id }
  /// The hash of the whole transaction, signatures included; how peers name it to each other.
  public var digest: Hash { content.digest }
  /// The length of its canonical bytes.
  var canonicalByteCount: Int { content.canonicalByteCount }

  private init(body: TransactionBody, bodyBytes: [UInt8], signatures: [[UInt8]]) {
    var encoder = CanonicalEncoder()
    Transaction.encode(bodyBytes, signatures, to: &encoder)
    content = Content(body: body, bodyBytes: bodyBytes, signatures: signatures, bytes: encoder.bytes[...])
  }

  /// A transaction with these signatures, which are not checked here.
  public init(body: TransactionBody, signatures: [[UInt8]]) {
    self.init(body: body, bodyBytes: body.canonicalBytes, signatures: signatures)
  }

  /// Signs `body` with `keys`, which must be those of its credentials, in any order.
  /// - Throws: what the cryptographic library throws when it cannot sign.
  public init(signing body: TransactionBody, with keys: [PrivateKey]) throws {
    let bytes = body.canonicalBytes
    let message = Transaction.signedMessage(id: TransactionID(Hash(.transaction, bytes)))
    let ordered = keys.sorted { $0.publicKey < $1.publicKey }
    self.init(body: body, bodyBytes: bytes, signatures: try ordered.map { try $0.sign(message) })
  }

  /// The digest is over everything that a transaction is.
  public static func == (left: Transaction, right: Transaction) -> Bool { left.digest == right.digest }

  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }

  public func encode(to encoder: inout CanonicalEncoder) { Transaction.encode(bodyBytes, signatures, to: &encoder) }

  private static func encode(_ bodyBytes: [UInt8], _ signatures: [[UInt8]], to encoder: inout CanonicalEncoder) {
    encoder.bytes(1, bodyBytes)
    encoder.repeatedBytes(2, signatures)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    let bytes = decoder.rest
    let bodyBytes = try decoder.bytes(1, atMost: Int.max)
    let signatures = try decoder.repeatedBytes(
      2, atMost: TransactionBody.credentialCountMax, eachAtMost: Transaction.signatureByteCountMax)
    // Whoever decodes refuses what is left after the fields, so these are all of the bytes.
    content = Content(
      body: try TransactionBody(canonicalBytes: bodyBytes), bodyBytes: bodyBytes, signatures: signatures, bytes: bytes)
  }

  /// What each credential signs.
  public var signedMessage: [UInt8] { Transaction.signedMessage(id: id) }

  private static func signedMessage(id: TransactionID) -> [UInt8] {
    HashDomain.transactionSignature.bytes + id.hash.bytes
  }
}

/// The name of a transaction: the hash of its body.
public struct TransactionID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let hash: Hash
  public init(_ hash: Hash) { self.hash = hash }
  public static func < (left: TransactionID, right: TransactionID) -> Bool { left.hash < right.hash }
  public var description: String { hash.description }
}

/// A transaction whose signatures all hold. Only checking them makes one.
public struct VerifiedTransaction: Hashable, Sendable {
  public let transaction: Transaction

  public var id: TransactionID { transaction.id }
  /// See ``Transaction/digest``.
  public var digest: Hash { transaction.digest }
  /// The length of its canonical bytes.
  public var byteCount: Int { transaction.canonicalByteCount }

  /// Checks every signature: about 50 µs each.
  /// - Throws: code 5 naming the credential at fault.
  public init(verifying transaction: Transaction) throws(Refusal) {
    let credentials = transaction.body.credentials
    guard transaction.signatures.count == credentials.count else {
      throw Refusal(
        .signatureInvalid, "signature_count",
        "The transaction has \(transaction.signatures.count) signatures for \(credentials.count) credentials; "
          + "give one for each credential, in the same order.")
    }
    let message = transaction.signedMessage
    for (credential, signature) in zip(credentials, transaction.signatures) {
      guard credential.verify(signature, over: message) else {
        throw Refusal(
          .signatureInvalid, "signature_invalid",
          "The signature of credential \(credential) does not hold for this transaction; sign its identifier again.")
      }
    }
    self.init(alreadyVerified: transaction)
  }

  /// A transaction whose signatures were checked before: by this node, which then kept it on its own disk, or by the
  /// quorum that certified the block it came in.
  package init(alreadyVerified transaction: Transaction) {
    self.transaction = transaction
  }
}
