/// How often each latency was seen, in the layout of HdrHistogram with three significant digits: counters are one
/// microsecond wide at first, and twice as wide from each power of two on, so that no value is off by more than 0.1 %.
package struct LatencyHistogram {
  /// Counters between a power of two and the next.
  private static let half = 1_024
  /// Longer ones count as this: 2^36 µs are 19 hours.
  private static let microsecondsMax: Int64 = 1 << 36

  private var counts: [UInt64] = []
  package private(set) var count: UInt64 = 0
  package private(set) var maxMicroseconds: Int64 = 0

  package init() {}

  package mutating func record(microseconds: Int64) {
    let value = min(max(0, microseconds), LatencyHistogram.microsecondsMax)
    let index = LatencyHistogram.index(of: value)
    if index >= counts.count { counts += [UInt64](repeating: 0, count: index + 1 - counts.count) }
    counts[index] += 1
    count += 1
    maxMicroseconds = max(maxMicroseconds, value)
  }

  /// The smallest latency that a share `quantile` of all do not exceed; 0 when there are none.
  package func microseconds(at quantile: Double) -> Int64 {
    let wanted = max(1, UInt64((quantile * Double(count)).rounded(.up)))
    var seen: UInt64 = 0
    for (index, count) in counts.enumerated() {
      seen += count
      if seen >= wanted { return min(LatencyHistogram.highest(of: index), maxMicroseconds) }
    }
    return maxMicroseconds
  }

  private static func index(of value: Int64) -> Int {
    let shift = max(0, 63 - 10 - value.leadingZeroBitCount)
    return half * shift + Int(value >> Int64(shift))
  }

  /// The highest value that the counter at `index` counts.
  private static func highest(of index: Int) -> Int64 {
    let shift = max(0, index / half - 1)
    return (Int64(index - half * shift) + 1) << Int64(shift) - 1
  }
}
