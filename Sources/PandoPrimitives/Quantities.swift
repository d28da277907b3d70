/// The position of a block in its ledger; the genesis block is at 0.
public struct Height: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }

  /// The height above this one. A ledger never reaches the last one: at a thousand blocks a second that takes
  /// 584 million years, and a decoder that meets it refuses the block.
  public var next: Height { Height(value &+ 1) }

  public static func < (left: Height, right: Height) -> Bool { left.value < right.value }
  public var description: String { String(value) }
}

/// The number of an attempt to agree on a block; each has one leader.
public struct View: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }

  public var next: View { View(value &+ 1) }

  public static func < (left: View, right: View) -> Bool { left.value < right.value }
  public var description: String { String(value) }
}

/// A moment in milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let milliseconds: UInt64
  public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

  /// The moment `milliseconds` later, or the last moment there is.
  public func advanced(byMilliseconds milliseconds: UInt64) -> Timestamp {
    let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
    return Timestamp(milliseconds: overflow ? .max : sum)
  }

  /// How many milliseconds lie between `earlier` and this moment; zero when it is not earlier.
  public func milliseconds(since earlier: Timestamp) -> UInt64 {
    milliseconds > earlier.milliseconds ? milliseconds - earlier.milliseconds : 0
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
  public var description: String { "\(milliseconds) ms" }
}

/// An amount of an asset in its smallest units; the table says how many decimals people see.
///
/// In bytes: big-endian without leading zeroes, so zero is empty.
public struct Amount: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let units: UInt128
  public static let zero = Amount(0)

  public init(_ units: UInt128) { self.units = units }

  /// The amount with these big-endian bytes, or nil when there are more than 16 or the first is zero.
  public init?(bytes: [UInt8]) { self.init(bytes: bytes[...]) }

  init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count <= 16, bytes.first != 0 else { return nil }
    units = bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }

  public var bytes: [UInt8] {
    var result: [UInt8] = []
    var rest = units
    while rest > 0 {
      result.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
    return result.reversed()
  }

  /// The sum, or nil over 2^128 − 1.
  public func adding(_ other: Amount) -> Amount? {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    return overflow ? nil : Amount(sum)
  }

  /// The difference, or nil below zero.
  public func subtracting(_ other: Amount) -> Amount? {
    units >= other.units ? Amount(units - other.units) : nil
  }

  public static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }
  public var description: String { String(units) }
}
