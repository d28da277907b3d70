/// A natural number of any size: what exact amounts and the exact digits of floats are worked out with.
///
/// Whoever calculates with numbers from outside bounds them first (`Money.bitCountMax`, `Decimal.digitCountMax`): the
/// operations take time quadratic in the bits.
struct Natural: Hashable, Sendable {
  /// The lowest 64 bits first; the last is not zero, so equal numbers are equal arrays.
  private(set) var limbs: [UInt64]

  static let zero = Natural(limbs: [])

  private init(limbs: [UInt64]) { self.limbs = limbs }

  init(_ value: UInt64) { limbs = value == 0 ? [] : [value] }

  var isZero: Bool { limbs.isEmpty }

  /// How many bits the number has without leading zeros.
  var bitCount: Int { limbs.isEmpty ? 0 : 64 * limbs.count - limbs[limbs.count - 1].leadingZeroBitCount }

  /// The number, if it fits a word.
  var word: UInt64? { limbs.count > 1 ? nil : limbs.first ?? 0 }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}

extension Natural: Comparable {
  static func < (left: Natural, right: Natural) -> Bool {
    if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
    for index in left.limbs.indices.reversed() where left.limbs[index] != right.limbs[index] {
      return left.limbs[index] < right.limbs[index]
    }
    return false
  }
}

// MARK: Arithmetic

extension Natural {
  static func + (left: Natural, right: Natural) -> Natural {
    var (sum, other) = left.limbs.count < right.limbs.count ? (right, left) : (left, right)
    var carry: UInt64 = 0
    other.limbs.append(contentsOf: repeatElement(0, count: sum.limbs.count - other.limbs.count))
    for index in sum.limbs.indices {
      let (partial, first) = sum.limbs[index].addingReportingOverflow(other.limbs[index])
      let (total, second) = partial.addingReportingOverflow(carry)
      sum.limbs[index] = total
      carry = first || second ? 1 : 0
    }
    if carry > 0 { sum.limbs.append(carry) }
    return sum
  }

  /// - Precondition: `right` ≤ `left`.
  static func - (left: Natural, right: Natural) -> Natural {
    precondition(right <= left, "A natural number is not negative.")
    var difference = left
    var borrow: UInt64 = 0
    for index in left.limbs.indices {
      let subtrahend = index < right.limbs.count ? right.limbs[index] : 0
      let (partial, first) = left.limbs[index].subtractingReportingOverflow(subtrahend)
      let (total, second) = partial.subtractingReportingOverflow(borrow)
      difference.limbs[index] = total
      borrow = first || second ? 1 : 0
    }
    difference.trim()
    return difference
  }

  static func * (left: Natural, right: Natural) -> Natural {
    guard !left.isZero, !right.isZero else { return .zero }
    var product = Natural(limbs: [UInt64](repeating: 0, count: left.limbs.count + right.limbs.count))
    for (offset, factor) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (index, other) in right.limbs.enumerated() {
        // The largest product, two words of ones, leaves room for two more words.
        let (high, low) = factor.multipliedFullWidth(by: other)
        let (partial, first) = product.limbs[offset + index].addingReportingOverflow(low)
        let (total, second) = partial.addingReportingOverflow(carry)
        product.limbs[offset + index] = total
        carry = high + (first ? 1 : 0) + (second ? 1 : 0)
      }
      product.limbs[offset + right.limbs.count] = carry
    }
    product.trim()
    return product
  }

  static func << (number: Natural, count: Int) -> Natural {
    guard !number.isZero, count > 0 else { return number }
    let shift = UInt64(count % 64)
    var shifted = Natural(limbs: [UInt64](repeating: 0, count: count / 64))
    var carry: UInt64 = 0
    for limb in number.limbs {
      shifted.limbs.append(limb << shift | carry)
      carry = shift == 0 ? 0 : limb >> (64 - shift)
    }
    if carry > 0 { shifted.limbs.append(carry) }
    return shifted
  }

  /// Divides in place by a word and gives the remainder.
  /// - Precondition: `divisor` is not zero.
  mutating func divide(by divisor: UInt64) -> UInt64 {
    var remainder: UInt64 = 0
    for index in limbs.indices.reversed() {
      (limbs[index], remainder) = divisor.dividingFullWidth((remainder, limbs[index]))
    }
    trim()
    return remainder
  }

  /// Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D.
  /// - Precondition: `divisor` is not zero.
  func quotientAndRemainder(dividingBy divisor: Natural) -> (quotient: Natural, remainder: Natural) {
    precondition(!divisor.isZero, "Whoever divides has looked at the divisor.")
    guard divisor <= self else { return (.zero, self) }
    if let word = divisor.word {
      var quotient = self
      let remainder = quotient.divide(by: word)
      return (quotient, Natural(remainder))
    }
    let shift = divisor.limbs[divisor.limbs.count - 1].leadingZeroBitCount
    let normal = (divisor << shift).limbs
    var rest = (self << shift).limbs
    if rest.count == limbs.count { rest.append(0) }
    var quotient = Natural(limbs: [UInt64](repeating: 0, count: rest.count - normal.count))
    for index in quotient.limbs.indices.reversed() {
      quotient.limbs[index] = Natural.digit(of: &rest, at: index, by: normal)
    }
    quotient.trim()
    var remainder = Natural(limbs: Natural.shiftedRight(Array(rest.prefix(normal.count)), shift))
    remainder.trim()
    return (quotient, remainder)
  }

  /// One digit of the quotient; takes what it stands for off `rest`.
  private static func digit(of rest: inout [UInt64], at index: Int, by divisor: [UInt64]) -> UInt64 {
    let count = divisor.count
    let top = divisor[count - 1]
    let high = rest[index + count]
    var digit = UInt64.max
    var check: UInt64 = 0
    var isExact = false
    if high < top {
      (digit, check) = top.dividingFullWidth((high, rest[index + count - 1]))
      isExact = true
    } else {
      // The digit is at most all ones; its remainder is the word below plus the divisor's first.
      let (sum, overflow) = rest[index + count - 1].addingReportingOverflow(top)
      check = sum
      isExact = !overflow
    }
    while isExact {
      let product = digit.multipliedFullWidth(by: divisor[count - 2])
      guard (product.high, product.low) > (check, rest[index + count - 2]) else { break }
      digit -= 1
      let (sum, overflow) = check.addingReportingOverflow(top)
      check = sum
      isExact = !overflow
    }
    if subtract(divisor, times: digit, from: &rest, at: index) {
      // The estimate was one too large, which is rare.
      digit -= 1
      var carry: UInt64 = 0
      for position in 0..<count {
        let (partial, first) = rest[index + position].addingReportingOverflow(divisor[position])
        let (total, second) = partial.addingReportingOverflow(carry)
        rest[index + position] = total
        carry = first || second ? 1 : 0
      }
      rest[index + count] &+= carry
    }
    return digit
  }

  /// Takes a multiple of `divisor` off `rest` and tells whether that was too much.
  private static func subtract(
    _ divisor: [UInt64], times digit: UInt64, from rest: inout [UInt64], at index: Int
  ) -> Bool {
    var carry: UInt64 = 0
    for position in divisor.indices {
      let (high, low) = digit.multipliedFullWidth(by: divisor[position])
      let (subtrahend, overflow) = low.addingReportingOverflow(carry)
      let (difference, borrow) = rest[index + position].subtractingReportingOverflow(subtrahend)
      rest[index + position] = difference
      carry = high + (overflow ? 1 : 0) + (borrow ? 1 : 0)
    }
    let (difference, borrow) = rest[index + divisor.count].subtractingReportingOverflow(carry)
    rest[index + divisor.count] = difference
    return borrow
  }

  private static func shiftedRight(_ limbs: [UInt64], _ count: Int) -> [UInt64] {
    guard count > 0 else { return limbs }
    return limbs.indices.map { index in
      limbs[index] >> UInt64(count) | (index + 1 < limbs.count ? limbs[index + 1] << UInt64(64 - count) : 0)
    }
  }

  /// The largest number whose square is not larger than this one.
  var squareRoot: Natural {
    guard !isZero else { return .zero }
    // Newton's method from above: each step goes down until the root is reached.
    var root = Natural(1) << ((bitCount + 1) / 2)
    while true {
      let next = Natural(limbs: (root + quotientAndRemainder(dividingBy: root).quotient).limbs).half
      guard next < root else { return root }
      root = next
    }
  }

  private var half: Natural {
    var half = Natural(limbs: Natural.shiftedRight(limbs, 1))
    half.trim()
    return half
  }
}

// MARK: Decimal digits

extension Natural {
  private static let chunkDigitCount = 19
  private static let chunk: UInt64 = 10_000_000_000_000_000_000

  /// Ten to a power.
  static func power(ofTen exponent: Int) -> Natural {
    var power = Natural(1)
    for _ in 0..<(exponent / chunkDigitCount) { power = power * Natural(chunk) }
    for _ in 0..<(exponent % chunkDigitCount) { power = power * Natural(10) }
    return power
  }

  /// The number that ASCII digits spell; none spell 0.
  /// - Precondition: there are no other characters.
  init(digits: some Sequence<UInt8>) {
    self = .zero
    var pending: UInt64 = 0
    var weight: UInt64 = 1
    for digit in digits {
      pending = pending * 10 + UInt64(digit - UInt8(ascii: "0"))
      weight *= 10
      if weight == Natural.chunk {
        self = self * Natural(weight) + Natural(pending)
        (pending, weight) = (0, 1)
      }
    }
    self = self * Natural(weight) + Natural(pending)
  }

  /// The decimal digits in ASCII, without leading zeros; `0` for zero.
  var digits: [UInt8] {
    var rest = self
    var reversed: [UInt8] = []
    repeat {
      var chunk = rest.divide(by: Natural.chunk)
      for _ in 0..<Natural.chunkDigitCount where chunk > 0 || !rest.isZero {
        reversed.append(UInt8(ascii: "0") + UInt8(chunk % 10))
        chunk /= 10
      }
    } while !rest.isZero
    return reversed.isEmpty ? [UInt8(ascii: "0")] : reversed.reversed()
  }
}
