/// Which faults the validators guard against.
public enum FaultMode: UInt64, Sendable, CaseIterable {
  /// Up to a third of the weight may do anything: the quorum is ⌊2W/3⌋ + 1.
  case byzantine = 0
  /// Nodes may stop but never lie: the quorum is ⌊W/2⌋ + 1.
  case crash = 1
}

/// The values that must be equal on all nodes. They begin in genesis, are hashed into every header, and change only
/// by transaction.
public struct ChainParameters: Hashable, Sendable, CanonicalMessage {
  public var faultMode: FaultMode = .byzantine
  /// The longest life of a transaction, from created to expires.
  public var lifetimeWindowMilliseconds: UInt64 = 600_000
  /// How far a proposer's clock may be ahead of a voter's.
  public var clockSkewMilliseconds: UInt64 = 5_000
  /// The longest time without a block; 0 means that an idle ledger makes none.
  public var heartbeatMilliseconds: UInt64 = 30_000
  /// How long a view may take before it is given up: at first, and at most after repeated failures.
  public var viewTimeoutMilliseconds: UInt64 = 1_000
  public var viewTimeoutMillisecondsMax: UInt64 = 8_000
  public var transactionByteCountMax: UInt64 = 1_000_000
  public var entryCountMax: UInt64 = 100
  public var blockTransactionCountMax: UInt64 = 5_000
  public var blockByteCountMax: UInt64 = 4_000_000
  public var keyByteCountMax: UInt64 = 256
  public var valueByteCountMax: UInt64 = 262_144
  public var memoByteCountMax: UInt64 = 1_024

  public init() {}

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, faultMode.rawValue)
    encoder.integer(2, lifetimeWindowMilliseconds)
    encoder.integer(3, clockSkewMilliseconds)
    encoder.integer(4, heartbeatMilliseconds)
    encoder.integer(5, viewTimeoutMilliseconds)
    encoder.integer(6, viewTimeoutMillisecondsMax)
    encoder.integer(7, transactionByteCountMax)
    encoder.integer(8, entryCountMax)
    encoder.integer(9, blockTransactionCountMax)
    encoder.integer(10, blockByteCountMax)
    encoder.integer(11, keyByteCountMax)
    encoder.integer(12, valueByteCountMax)
    encoder.integer(13, memoByteCountMax)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    faultMode = try decoder.enumeration(1)
    lifetimeWindowMilliseconds = try decoder.integer(2)
    clockSkewMilliseconds = try decoder.integer(3)
    heartbeatMilliseconds = try decoder.integer(4)
    viewTimeoutMilliseconds = try decoder.integer(5)
    viewTimeoutMillisecondsMax = try decoder.integer(6)
    transactionByteCountMax = try decoder.integer(7)
    entryCountMax = try decoder.integer(8)
    blockTransactionCountMax = try decoder.integer(9)
    blockByteCountMax = try decoder.integer(10)
    keyByteCountMax = try decoder.integer(11)
    valueByteCountMax = try decoder.integer(12)
    memoByteCountMax = try decoder.integer(13)
    if let (field, _) = firstProblem { throw .invalidValue(field: field) }
  }

  /// The hash that headers carry.
  public var hash: Hash { Hash(.parameters, canonicalBytes) }

  /// The first value outside its range: the number of its field and a sentence about it. Nil when all is well.
  public var firstProblem: (field: UInt32, message: String)? {
    let hour: UInt64 = 3_600_000
    let ranges: [(UInt32, String, UInt64, ClosedRange<UInt64>)] = [
      (2, "lifetimeWindowMilliseconds", lifetimeWindowMilliseconds, 1_000...24 * hour),
      (3, "clockSkewMilliseconds", clockSkewMilliseconds, 1...hour),
      (4, "heartbeatMilliseconds", heartbeatMilliseconds, 0...24 * hour),
      (5, "viewTimeoutMilliseconds", viewTimeoutMilliseconds, 50...hour),
      (
        6, "viewTimeoutMillisecondsMax", viewTimeoutMillisecondsMax,
        viewTimeoutMilliseconds...max(hour, viewTimeoutMilliseconds)
      ),
      (7, "transactionByteCountMax", transactionByteCountMax, 1_024...8_000_000),
      (8, "entryCountMax", entryCountMax, 1...UInt64(TransactionBody.entryCountMax)),
      (9, "blockTransactionCountMax", blockTransactionCountMax, 1...UInt64(Block.transactionCountMax)),
      (10, "blockByteCountMax", blockByteCountMax, transactionByteCountMax...max(32_000_000, transactionByteCountMax)),
      (11, "keyByteCountMax", keyByteCountMax, 33...UInt64(Put.keyByteCountMax)),
      (12, "valueByteCountMax", valueByteCountMax, 1...UInt64(Put.valueByteCountMax)),
      (13, "memoByteCountMax", memoByteCountMax, 0...UInt64(TransactionBody.memoByteCountMax)),
    ]
    for (field, name, value, range) in ranges where !range.contains(value) {
      return (field, "\(name) is \(value); it must be between \(range.lowerBound) and \(range.upperBound).")
    }
    return nil
  }
}

/// Replaces the parameters from `activation` on. The consensus admins must sign.
public struct ChangeParameters: Hashable, Sendable, CanonicalMessage {
  public let parameters: ChainParameters
  public let activation: Height

  public init(parameters: ChainParameters, activation: Height) {
    self.parameters = parameters
    self.activation = activation
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, parameters)
    encoder.integer(2, activation.value)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    parameters = try decoder.message(1)
    activation = Height(try decoder.integer(2))
  }
}
