import Foundation
import PandoContracts
import Testing

/// Numbers, dates and digests against what Python makes of them (`Tests/Vectors/needle-values.json`).
@Suite struct ValuesNumberTests {
  private struct Vectors: Decodable {
    let floats, money, floors, quotients, times, digests, functions: [[Cell]]
  }

  private let vectors: Vectors = Vector.read("needle-values.json")

  @Test func textsOfFloats() throws {
    #expect(vectors.floats.count > 100)
    for row in vectors.floats {
      let float = Vector.float(try #require(row[0].text))
      let decimals = Int(try #require(row[2].int))
      #expect(FloatText.shortest(float) == row[1].text)
      #expect(FloatText.text(float, .scientific, digitCount: decimals) == row[4].text)
      if let plain = row[3].text { #expect(FloatText.text(float, .plain, digitCount: decimals) == plain) }
      #expect(NumberText.float(Array(FloatText.shortest(float).utf8))?.bitPattern == float.bitPattern)
    }
  }

  @Test func infinitiesAndWhatIsNoNumber() {
    #expect(FloatText.shortest(.infinity) == "+Inf")
    #expect(FloatText.shortest(-.infinity) == "-Inf")
    #expect(FloatText.shortest(.nan) == "NaN")
    for (text, float) in [
      ("inf", Float64.infinity), ("-Infinity", -.infinity), ("+INF", .infinity), ("1e999", .infinity),
    ] {
      #expect(NumberText.float(Array(text.utf8)) == float, "\(text)")
    }
    #expect(NumberText.float(Array("NaN".utf8))?.isNaN == true)
    for text in ["", ".", "1.2.3", "e5", "1e", "0x10", "1_0", " 1", "-", "-nan", "1e+", "١"] {
      #expect(NumberText.float(Array(text.utf8)) == nil, "\(text)")
    }
    for (text, float) in [("5.", 5.0), (".5", 0.5), ("+1e2", 100), ("-0", 0), ("007", 7)] {
      #expect(NumberText.float(Array(text.utf8)) == float, "\(text)")
    }
  }

  @Test func moneyCalculates() throws {
    for row in vectors.money {
      let texts = row.compactMap(\.text)
      let a = try #require(Money(ByteString(texts[0])))
      let b = try #require(Money(ByteString(texts[1])))
      #expect(try (a + b).text == texts[2])
      #expect(try (a - b).text == texts[3])
      #expect(try (a * b).text == texts[4])
      #expect(try a.divided(by: b).text == texts[5], "\(texts[0]) / \(texts[1])")
      #expect(try a.remainder(dividingBy: b).text == texts[6])
      if !a.isNegative { #expect(a.squareRoot?.text == texts[7]) }
      #expect(try (a + b) - b == a)
      #expect((a < b) == (try (a - b).isNegative))
    }
  }

  @Test func moneyIsBounded() throws {
    var money = Money(2)
    for _ in 0..<9 { money = try money * money }
    let half = try money.divided(by: Money(2)) * money
    let largest = try half - Money(1) + half
    #expect(try (largest * Money(1)) == largest)
    #expect(throws: Fault.self) { try money * money }
    #expect(throws: Fault.self) { try largest + Money(1) }
    #expect(throws: Fault.self) { try Money(-1) - largest - Money(1) }
    #expect(try #require(Money(flooring: .greatestFiniteMagnitude)).float == .greatestFiniteMagnitude)
    #expect(Money(flooring: .nan) == nil)
    #expect(throws: Fault.self) { try money.divided(by: .zero) }
    #expect(throws: Fault.self) { try money.remainder(dividingBy: .zero) }
  }

  @Test func moneyFromFloatsHasTheirShortestDigits() throws {
    #expect(Money(flooring: 1e23)?.text == "1" + String(repeating: "0", count: 23))
    #expect(Money(flooring: -2.5)?.text == "-3")
    #expect(Money(flooring: 0.1 + 0.2)?.text == "0")
  }

  @Test func textsBecomeMoneyRoundedDown() throws {
    for row in vectors.floors {
      let text = try #require(row[0].text)
      #expect(Money(ByteString(text))?.text == row[1].text, "\(text)")
    }
  }

  @Test func decimalTextsAreDivided() throws {
    for row in vectors.quotients {
      let texts = row.compactMap(\.text)
      let quotient = try Decimal(texts[0]).divided(by: Decimal(texts[1]))
      #expect(quotient?.description == texts[2], "\(texts[0]) / \(texts[1])")
    }
    #expect(try Decimal("1").divided(by: Decimal("0.0")) == nil)
    #expect(try Decimal("1.50") == Decimal("1.5") || Decimal("1.50").description == "1.5")
    #expect(try Decimal("-1.5") < Decimal("-1.4999"))
    #expect(try Decimal("10") > Decimal("9.99"))
  }

  @Test func momentsAreDates() throws {
    for row in vectors.times {
      let seconds = try #require(row[0].int)
      let time = CivilTime(unixSeconds: seconds)
      let text = try #require(row[1].text)
      #expect(String(decoding: GoLayout.text(GoLayout.dateTime, time), as: UTF8.self) == text)
      #expect(CivilTime.unixSeconds(Array(text.utf8)) == seconds)
      #expect(String(decoding: GoLayout.text(Array("Monday".utf8), time), as: UTF8.self) == row[2].text)
      #expect(Int64(time.yearDay) == row[3].int)
    }
  }

  @Test func everyMomentIsSomeDate() {
    for seconds in [Int64.min, Int64.max, Int64.min + 1, -1, 0] {
      let time = CivilTime(unixSeconds: seconds)
      let second = Int64(time.hour * 3600 + time.minute * 60 + time.second)
      #expect(
        CivilTime.unixSeconds(year: time.year, month: Int64(time.month), day: Int64(time.day), secondOfDay: second)
          == seconds)
    }
    #expect(CivilTime.adding(years: .max, months: 0, days: 0, to: 0) == nil)
    #expect(CivilTime.adding(years: 0, months: .min, days: 0, to: 0) == nil)
    #expect(CivilTime.adding(years: 0, months: 0, days: .max, to: 0) == nil)
  }

  @Test func datesThatThereAreNotAreNone() {
    for text in [
      "2023-02-29 00:00:00", "2023-13-01 00:00:00", "2023-00-01 00:00:00", "2023-01-01 24:00:00", "2023-1-01 00:00:00",
      "2023-01-01", "", "2023-01-01 00:00:00Z", "2023-01-01 00:60:00", "２023-01-01 00:00:00",
    ] {
      #expect(CivilTime.unixSeconds(Array(text.utf8)) == nil, "\(text)")
    }
    #expect(CivilTime.unixSeconds(Array("2023-01-01  7:00:00.25".utf8)) == 1_672_556_400)
  }

  @Test func layoutsAreThoseOfGo() {
    // Tuesday, 3 February 2004, 09:08:07 UTC.
    let time = CivilTime(unixSeconds: 1_075_799_287)
    for (layout, text) in [
      ("Mon Jan _2 15:04:05 2006", "Tue Feb  3 09:08:07 2004"), ("02 Jan 06 15:04 MST", "03 Feb 04 09:08 UTC"),
      ("Monday, 02-Jan-06 15:04:05 MST", "Tuesday, 03-Feb-04 09:08:07 UTC"),
      ("2006-01-02T15:04:05Z07:00", "2004-02-03T09:08:07Z"),
      ("2006-01-02T15:04:05.999999999Z07:00", "2004-02-03T09:08:07Z"),
      ("3:04PM", "9:08AM"), ("03:4:5 pm", "09:8:7 am"), ("002 __2", "034  34"), ("1/2/06", "2/3/04"),
      ("05.000", "07.000"), ("05,00", "07,00"), ("-0700 -07:00 -07 Z0700", "+0000 +00:00 +00 Z"), ("_2006", "_2004"),
      ("January Janus Month", "February Janus Month"), ("ümlaut", "ümlaut"), ("", ""),
    ] {
      #expect(String(decoding: GoLayout.text(Array(layout.utf8), time), as: UTF8.self) == text, "\(layout)")
    }
  }

  @Test func digestsAndAccounts() throws {
    for row in vectors.digests {
      let texts = row.compactMap(\.text)
      let run = TestRun()
      let bytes = Value.bytes(ByteString(texts[0].isEmpty ? [] : run.bytes(texts[0])))
      #expect(try run.call("Hash", bytes) == "string \(texts[1])")
      #expect(try run.call("EncodeBase64", .string(ByteString(run.bytes(texts[0])))) == "string \(texts[2])")
      #expect(try run.call("PubToID", .string(ByteString(texts[0]))) == "int64 \(texts[3])")
      let id = try #require(Int64(texts[3]))
      let address = try #require(AccountNumber.address(of: id))
      #expect(AccountNumber.number(ofAddress: Array(address.utf8)) == id)
      #expect(AccountNumber.number(ofAddress: Array(texts[3].utf8)) == id)
      #expect(AccountNumber.address(of: id ^ 1) == nil)
    }
  }

  @Test func logarithmsAndPowersAreAsGoodAsTheirLibrary() throws {
    for row in vectors.functions {
      let numbers = row.compactMap(\.text).map(Vector.float)
      let run = TestRun()
      for (name, arguments, expected) in [
        ("Log", [numbers[0]], numbers[2]), ("Log10", [numbers[0]], numbers[3]),
        ("Pow", [numbers[0], numbers[1]], numbers[4]),
      ] {
        guard expected.isFinite else {
          #expect(throws: Fault.self) { try run.value(name, arguments.map { Value.float($0) }) }
          continue
        }
        guard case .float(let result) = try run.value(name, arguments.map { Value.float($0) }) else {
          Issue.record("\(name) gives a float.")
          continue
        }
        let unit = max(expected.magnitude.ulp, Float64.leastNonzeroMagnitude)
        // The logarithm of a base so near one that a power magnifies its error.
        let tolerance = name == "Pow" ? 2000.0 : 2
        #expect((result - expected).magnitude <= tolerance * unit, "\(name) \(arguments): \(result), \(expected)")
      }
    }
  }
}
