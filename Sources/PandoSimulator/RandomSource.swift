/// Chance, all of it from one seed: xoshiro256** (Blackman and Vigna 2018) seeded by SplitMix64.
///
/// A fork depends on the seed and its name alone, never on what was drawn before. So a new draw in one place leaves all
/// other places as they were.
package struct RandomSource: Sendable {
  private let seed: UInt64
  private var state: (UInt64, UInt64, UInt64, UInt64)

  package init(seed: UInt64) {
    self.seed = seed
    var mixed = seed
    func splitMix() -> UInt64 {
      mixed &+= 0x9e37_79b9_7f4a_7c15
      var value = mixed
      value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
      return value ^ value >> 31
    }
    state = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  /// Another source, named for what it is used for.
  package func fork(_ name: String) -> RandomSource {
    // FNV-1a over the name.
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return RandomSource(seed: seed ^ hash)
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    let result = rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  private func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }

  /// A number of the range; ranges here are small, so the bias of the remainder is nothing.
  package mutating func number(_ range: ClosedRange<UInt64>) -> UInt64 {
    range.lowerBound + next() % (range.upperBound - range.lowerBound + 1)
  }

  /// A number from 0 up to, and without, `count`.
  package mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

  /// Whether something happens that happens so many times in a thousand.
  package mutating func happens(perMille: UInt64) -> Bool { next() % 1_000 < perMille }

  /// One of the choices.
  package mutating func pick<T>(_ choices: [T]) -> T { choices[index(below: choices.count)] }

  /// The values in another order.
  package mutating func permuted<T>(_ values: [T]) -> [T] {
    var values = values
    for index in values.indices.dropLast() { values.swapAt(index, index + self.index(below: values.count - index)) }
    return values
  }
}
