import Foundation
import PandoClient
import PandoPrimitives
import Testing
import pando

@Suite struct DecimalAmountTests {
  @Test(
    arguments: [
      ("0", 0, 0), ("12", 2, 1_200), ("12.5", 2, 1_250), ("12.50", 2, 1_250), ("0.01", 2, 1), ("007", 0, 7),
    ] as [(String, UInt64, UInt128)])
  func amountsAreReadWithTheDecimalsOfTheTable(text: String, decimals: UInt64, units: UInt128) throws {
    #expect(try DecimalAmount.parse(text, decimals: decimals) == Amount(units))
  }

  @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1,5", "1.2.3", "1e3", " 1", "٣", "1.234"])
  func whatIsNoAmountIsRefused(text: String) {
    let failure = #expect(throws: Failure.self) { try DecimalAmount.parse(text, decimals: 2) }
    #expect(failure?.exit == .usage)
  }

  @Test func theGreatestAmountFitsAndNoMore() throws {
    let greatest = String(UInt128.max)
    #expect(try DecimalAmount.parse(greatest, decimals: 0).units == .max)
    #expect(throws: Failure.self) { try DecimalAmount.parse(greatest, decimals: 1) }
  }

  @Test func whatIsShownIsReadBack() throws {
    for units: UInt128 in [0, 1, 9, 10, 99, 100, 12_345, .max] {
      for decimals: UInt64 in [0, 1, 2, 18, 38] {
        let text = DecimalAmount.text(Amount(units), decimals: decimals)
        #expect(try DecimalAmount.parse(text, decimals: decimals) == Amount(units))
      }
    }
    #expect(DecimalAmount.text(Amount(5), decimals: 2) == "0.05")
  }
}

@Suite struct StyleTests {
  @Test func filesAndProgramsGetNoColour() {
    // The descriptor is none, so it is no terminal.
    #expect(!Style.forTerminal(-1, environment: [:]).isEnabled)
    #expect(Style(isEnabled: false).good("x") == "x")
    #expect(Style(isEnabled: true).good("x") == "\u{1B}[32mx\u{1B}[0m")
  }

  @Test func tableIsAsWideAsItsCells() {
    var table = TextTable([("NAME", .left), ("COUNT", .right), ("LAST", .left)])
    table.append([.init("a"), .init("7"), .init("x")])
    table.append([.init("longer"), .init("1000000"), .init("y")])
    #expect(
      table.lines(style: Style(isEnabled: false)) == [
        "NAME      COUNT  LAST", "a             7  x", "longer  1000000  y",
      ])
  }

  @Test func bytesAreShownAsTextOnlyWhenTheyAreReadable() {
    #expect(Description.bytes(Array("grüße".utf8)) == "grüße")
    #expect(Description.bytes(Array("a\u{1B}[2J".utf8)) == "0x611b5b324a")
    #expect(Description.bytes([0xff]) == "0xff")
    #expect(Description.bytes([]) == "0x")
  }

  @Test func timeIsInUTC() {
    #expect(Timestamp(milliseconds: 1_700_000_000_123).text == "2023-11-14 22:13:20.123Z")
  }
}
