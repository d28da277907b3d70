/// A small generator with a seed (Steele, Lea and Flood, 2014), so that every run can be had again.
struct SplitMix64 {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in `range`; the bias of the remainder does not matter here.
  mutating func number(_ range: ClosedRange<UInt64>) -> UInt64 {
    range.lowerBound + next() % (range.upperBound - range.lowerBound + 1)
  }

  mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

  /// True once in `100 / percent` times.
  mutating func happens(_ percent: UInt64) -> Bool { next() % 100 < percent }

  mutating func pick<T>(_ values: [T]) -> T { values[index(below: values.count)] }
}
