public import PandoPrimitives

// The JSON form of a transaction has the schema of its canonical bytes. What is absent has the default that the schema
// in the OpenAPI document names. Sets (owners, keys, members) may stand in any order, and become ascending; credentials
// must be ascending, because the signatures stand in their order.

extension Transaction: Codable {
  private enum Key: String, CodingKey, CaseIterable { case body, signatures }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let signatures: [HexadecimalBytes] = try values[.signatures]
    self.init(body: try values[.body], signatures: signatures.map(\.bytes))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(body, forKey: .body)
    try values.encode(signatures.map { HexadecimalBytes($0) }, forKey: .signatures)
  }
}

extension TransactionBody: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case chainId, created, expires, credentials, thresholds, entries, nonce, memo
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let credentials: [PublicKey] = try values[.credentials]
    guard isStrictlyAscending(credentials) else {
      throw decoder.problem(
        "credentials must be in ascending order, each once, because signatures stand in their order")
    }
    let nonce: HexadecimalBytes = try values[.nonce, default: HexadecimalBytes([])]
    self.init(
      chainID: try values[.chainId], created: try values[.created], expires: try values[.expires],
      credentials: credentials, thresholds: try values[.thresholds, default: []], entries: try values[.entries],
      nonce: nonce.bytes, memo: try values[.memo, default: ""])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(chainID, forKey: .chainId)
    try values.encode(created, forKey: .created)
    try values.encode(expires, forKey: .expires)
    try values.encode(credentials, forKey: .credentials)
    try values.encode(thresholds, forKey: .thresholds)
    try values.encode(entries, forKey: .entries)
    try values.encode(HexadecimalBytes(nonce), forKey: .nonce)
    try values.encode(memo, forKey: .memo)
  }
}

extension Threshold: Codable {
  private enum Key: String, CodingKey, CaseIterable { case required, keys }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    guard let threshold = Threshold(required: try values[.required], keys: try values[.keys]) else {
      throw decoder.problem(
        "a threshold has 1 to \(Threshold.keyCountMax) different keys and requires at least one and at most all of them"
      )
    }
    self = threshold
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(required, forKey: .required)
    try values.encode(keys, forKey: .keys)
  }
}
