/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): small, fast, and the same numbers from the same seed everywhere.
package struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// - Parameter stream: one seed has as many independent sequences as there are streams.
  package init(seed: UInt64, stream: UInt64 = 0) {
    state = seed
    // A step between the two keeps neighbouring streams of neighbouring seeds apart.
    state = next() ^ stream &* 0xd1b5_4a32_d192_ed03
    state = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// Evenly distributed from 0, included, to 1, excluded.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 56) }
  }
}
