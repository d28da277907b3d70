public import PandoPrimitives

extension ChainParameters: Codable {
  fileprivate enum Key: String, CodingKey, CaseIterable {
    case faultMode, lifetimeWindowMilliseconds, clockSkewMilliseconds, heartbeatMilliseconds, viewTimeoutMilliseconds
    case viewTimeoutMillisecondsMax, transactionByteCountMax, entryCountMax, blockTransactionCountMax
    case blockByteCountMax, keyByteCountMax, valueByteCountMax, memoByteCountMax
  }

  /// The integer behind each key but the first.
  private static let integers: [(Key, any WritableKeyPath<ChainParameters, UInt64> & Sendable)] = [
    (.lifetimeWindowMilliseconds, \.lifetimeWindowMilliseconds), (.clockSkewMilliseconds, \.clockSkewMilliseconds),
    (.heartbeatMilliseconds, \.heartbeatMilliseconds), (.viewTimeoutMilliseconds, \.viewTimeoutMilliseconds),
    (.viewTimeoutMillisecondsMax, \.viewTimeoutMillisecondsMax),
    (.transactionByteCountMax, \.transactionByteCountMax), (.entryCountMax, \.entryCountMax),
    (.blockTransactionCountMax, \.blockTransactionCountMax), (.blockByteCountMax, \.blockByteCountMax),
    (.keyByteCountMax, \.keyByteCountMax), (.valueByteCountMax, \.valueByteCountMax),
    (.memoByteCountMax, \.memoByteCountMax),
  ]

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init()
    faultMode = try values[.faultMode, default: faultMode]
    for (key, path) in ChainParameters.integers {
      self[keyPath: path] = try values[key, default: self[keyPath: path]]
    }
    if let (_, message) = firstProblem { throw decoder.problem(message) }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(faultMode, forKey: .faultMode)
    for (key, path) in ChainParameters.integers { try values.encode(self[keyPath: path], forKey: key) }
  }
}

extension ChangeParameters: Codable {
  private enum Key: String, CodingKey, CaseIterable { case parameters, activation }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let complete: CompleteParameters = try values[.parameters]
    self.init(parameters: complete.parameters, activation: try values[.activation])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(parameters, forKey: .parameters)
    try values.encode(activation, forKey: .activation)
  }
}

/// Parameters every one of which is given. A change replaces them all, so a forgotten one must not become its default.
private struct CompleteParameters: Decodable {
  let parameters: ChainParameters

  init(from decoder: any Decoder) throws {
    let given = try decoder.strict(ChainParameters.Key.self).keys
    if let missing = ChainParameters.Key.allCases.first(where: { !given.contains($0) }) {
      throw decoder.problem("\(missing.rawValue) is missing: a change of parameters states every one of them")
    }
    parameters = try ChainParameters(from: decoder)
  }
}
