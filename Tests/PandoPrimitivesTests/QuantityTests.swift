import PandoPrimitives
import Testing

@Suite struct QuantityTests {
  private let greatest = Amount(.max)
  private let one = Amount(1)

  @Test func theGreatestAmountIsTwoToThe128MinusOne() {
    #expect(greatest.description == "340282366920938463463374607431768211455")
    #expect(greatest.bytes == [UInt8](repeating: 0xff, count: 16))
    #expect(Amount(bytes: greatest.bytes) == greatest)
  }

  @Test func sumsOverTheGreatestAmountAreNil() {
    #expect(greatest.adding(.zero) == greatest)
    #expect(greatest.adding(one) == nil)
    #expect(one.adding(greatest) == nil)
    #expect(greatest.adding(greatest) == nil)
    #expect(Amount(.max - 1).adding(one) == greatest)
  }

  @Test func differencesBelowZeroAreNil() {
    #expect(Amount.zero.subtracting(one) == nil)
    #expect(one.subtracting(greatest) == nil)
    #expect(greatest.subtracting(greatest) == .zero)
    #expect(greatest.subtracting(one) == Amount(.max - 1))
  }

  @Test func amountsInBytesHaveNoLeadingZeroAndAtMostSixteen() {
    #expect(Amount.zero.bytes == [])
    #expect(Amount(bytes: []) == .zero)
    #expect(Amount(bytes: [0]) == nil)
    #expect(Amount(bytes: [0, 1]) == nil)
    #expect(Amount(bytes: [1] + [UInt8](repeating: 0, count: 16)) == nil)
    for shift in 0..<128 {
      let amount = Amount(1 << UInt128(shift))
      #expect(Amount(bytes: amount.bytes) == amount)
      #expect(amount.bytes.count == shift / 8 + 1)
    }
  }

  @Test func momentsStopAtTheLastOne() {
    let last = Timestamp(milliseconds: .max)
    #expect(last.advanced(byMilliseconds: 1) == last)
    #expect(Timestamp(milliseconds: 5).advanced(byMilliseconds: 7) == Timestamp(milliseconds: 12))
    #expect(Timestamp(milliseconds: 5).milliseconds(since: Timestamp(milliseconds: 7)) == 0)
    #expect(Timestamp(milliseconds: 7).milliseconds(since: Timestamp(milliseconds: 5)) == 2)
  }

  @Test func heightsAndViewsAreOrderedAndCounted() {
    #expect(Height(1).next == Height(2))
    #expect(View(1).next == View(2))
    #expect(Height(9) < Height(10))
    #expect(View(9) < View(10))
  }

  @Test func parametersOutOfRangeNameTheirField() {
    #expect(ChainParameters().firstProblem == nil)
    let changes: [(UInt32, (inout ChainParameters) -> Void)] = [
      (2, { $0.lifetimeWindowMilliseconds = 999 }), (3, { $0.clockSkewMilliseconds = 0 }),
      (4, { $0.heartbeatMilliseconds = .max }), (5, { $0.viewTimeoutMilliseconds = 49 }),
      (5, { $0.viewTimeoutMilliseconds = .max }), (6, { $0.viewTimeoutMillisecondsMax = 999 }),
      (7, { $0.transactionByteCountMax = 0 }), (8, { $0.entryCountMax = 101 }),
      (9, { $0.blockTransactionCountMax = 0 }), (10, { $0.blockByteCountMax = 999_999 }),
      (11, { $0.keyByteCountMax = 32 }), (12, { $0.valueByteCountMax = 0 }), (13, { $0.memoByteCountMax = 16_385 }),
    ]
    for (field, change) in changes {
      var parameters = ChainParameters()
      change(&parameters)
      #expect(parameters.firstProblem?.field == field)
    }
  }
}
