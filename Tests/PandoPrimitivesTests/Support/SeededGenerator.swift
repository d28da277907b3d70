/// The same numbers from the same seed on every machine (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  mutating func boolean() -> Bool { Bool.random(using: &self) }

  /// A number in `range`; edges and powers of two are likelier than chance makes them.
  mutating func integer(_ range: ClosedRange<UInt64> = 0...UInt64.max) -> UInt64 {
    let candidate: UInt64 =
      switch Int.random(in: 0..<4, using: &self) {
      case 0: range.lowerBound
      case 1: range.upperBound
      case 2: (1 << UInt64.random(in: 0..<64, using: &self)) &- UInt64.random(in: 0...1, using: &self)
      default: UInt64.random(in: range, using: &self)
      }
    return range.contains(candidate) ? candidate : UInt64.random(in: range, using: &self)
  }

  mutating func bytes(count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  /// So many bytes as lie in `range`; few, mostly.
  mutating func bytes(_ range: ClosedRange<Int>) -> [UInt8] {
    let few = range.lowerBound...min(range.upperBound, range.lowerBound + 40)
    return bytes(count: Int.random(in: Int.random(in: 0..<20, using: &self) == 0 ? range : few, using: &self))
  }

  /// Text of at most `limit` UTF-8 bytes, in several scripts.
  mutating func text(atMost limit: Int, least: Int = 0) -> String {
    let alphabet = Array("abz09 /-_\u{0}\u{7f}äe\u{301}€水🌳")
    var text = String(repeating: "x", count: least)
    for _ in 0..<Int.random(in: 0...20, using: &self) {
      let longer = text + String(alphabet[Int.random(in: 0..<alphabet.count, using: &self)])
      if longer.utf8.count <= limit { text = longer }
    }
    return text
  }

  /// A list of as many elements as lie in `range`; few, mostly.
  mutating func list<Element>(
    _ range: ClosedRange<Int>, of make: (inout SeededGenerator) -> Element
  ) -> [Element] {
    let few = range.lowerBound...min(range.upperBound, range.lowerBound + 3)
    let count = Int.random(in: few, using: &self)
    return (0..<count).map { _ in make(&self) }
  }

  mutating func element<Element>(of values: [Element]) -> Element {
    values[Int.random(in: 0..<values.count, using: &self)]
  }
}
