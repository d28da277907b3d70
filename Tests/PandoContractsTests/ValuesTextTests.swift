import PandoContracts
import Testing

/// Formats and regular expressions.
@Suite struct ValuesTextTests {
  private let money = Value.money(Money(1234))

  @Test func formatsAreThoseOfGo() throws {
    let rows: [(format: Value, values: [Value], text: String)] = [
      ("%d %s %v", [5, "x", .float(2.5)], "5 x 2.5"), ("%5d|%-5d|%05d", [42, 42, 42], "   42|42   |00042"),
      ("%+d % d %x %X %o %b", [5, 5, 255, 255, 8, 5], "+5  5 ff FF 10 101"),
      ("%#x %#o %O", [255, 8, 8], "0xff 010 0o10"),
      ("%05d %+05d", [-42, 42], "-0042 +0042"), ("%.3d|%8.3d|%.0d", [7, 7, 0], "007|     007|"),
      ("%c %q %U", [233, 120, 8364], "é 'x' U+20AC"),
      ("%t", [true], "true"),
      ("%.2f %08.3f %f", [.float(3.14159), .float(3.14159), .float(1)], "3.14 0003.142 1.000000"),
      (
        "%e %E %g %G", [.float(1234.5), .float(1234.5), .float(1e10), .float(1e-10)],
        "1.234500e+03 1.234500E+03 1e+10 1E-10"
      ),
      ("%.3g %.10g %.0f", [.float(1234.5), .float(1234.5), .float(2.5)], "1.23e+03 1234.5 2"),
      ("%v %v %v", [.float(.infinity), .float(-.infinity), .float(.nan)], "+Inf -Inf NaN"),
      ("%5s|%-5s|%.2s|%q", ["ab", "ab", "abc", "a\"b\n"], "   ab|ab   |ab|\"a\\\"b\\n\""), ("%5s", ["é"], "    é"),
      ("%x %X", ["hi", "hi"], "6869 6869"),
      ("%s %x %v", [.bytes("ab"), .bytes("ab"), .bytes("ab")], "ab 6162 [97 98]"),
      ("%v %s %d", [money, money, money], "1234 1234 1234"), ("%8d", [money], "    1234"),
      ("%v", [.array(ValueArray([1, "a", .nil] as [Value]))], "[1 a <nil>]"),
      ("%d", [.array(ValueArray([1, 2] as [Value]))], "[1 2]"), ("%v", [.map(ValueMap([("k", 1)]))], "map[k:1]"),
      ("%s", [5], "%!s(int64=5)"), ("%d", ["x"], "%!d(string=x)"), ("%z", [5], "%!z(int64=5)"),
      ("%d", [.nil], "%!d(<nil>)"),
      ("%v", [.nil], "<nil>"), ("%v %v", [1], "1 %!v(MISSING)"), ("%v", [1, 2, "x"], "1%!(EXTRA int64=2, string=x)"),
      ("%T %T", [5, "x"], "int64 string"), ("100%%", [.nil], "100%%!(EXTRA <nil>)"),
      ("%", [1], "%!(NOVERB)%!(EXTRA int64=1)"),
      ("%*d|%-*d", [5, 42, 5, 42], "   42|42   "), ("%.*f", [2, .float(3.14159)], "3.14"),
      ("%*d", ["x", 42], "%!(BADWIDTH)42"),
      ("%9999999d", [1], "%!(BADWIDTH)1"), ("é%dé", [1], "é1é"),
    ]
    for row in rows {
      let value = try TestRun().value("Sprintf", [row.format] + row.values)
      #expect(value.text == ByteString(row.text), "\(row.format.text)")
    }
  }

  @Test func regularExpressionsAreThoseOfRE2() throws {
    let matching: [(String, String)] = [
      ("", ""), ("", "abc"), ("abc", "xabcx"), ("^abc$", "abc"), ("a.c", "aéc"), ("a*", ""), ("a+b?", "xaa"),
      ("a{2,3}", "aa"), ("^a{2,3}$", "aaa"), ("a{2}", "aa"), ("^a{2,}$", "aaaaa"), ("a{,2}", "a{,2}"), ("a|b|c", "c"),
      ("^(ab|cd)+$", "abcdab"), ("(?:x)y", "xy"), ("(?P<n>x)", "x"), ("(?<n>x)", "x"), ("[a-c]", "b"), ("[^a-c]", "d"),
      ("[]a]", "]"), ("[a-]", "-"), (#"\d\s\w"#, "1 a"), (#"\D\S\W"#, "a1-"), (#"[\d.]+$"#, "1.5"), (#"[\D]"#, "a"),
      ("(?i)straße", "STRAßE"), ("(?i)[a-c]", "B"), ("(?i:A)b", "ab"), ("(?s)a.b", "a\nb"), ("(?m)^b$", "a\nb\nc"),
      (#"\bfoo\b"#, "a foo b"), (#"o\B"#, "foox"), (#"\Aab\z"#, "ab"), (#"\x41\x{1F600}"#, "A😀"), (#"\u00e9"#, "é"),
      (#"\Qa.b\E+"#, "a.b"), (#"\."#, "."), (#"\p{L}\pN"#, "é5"), (#"\P{L}"#, "5"), (#"\p{^L}"#, "5"),
      (#"[\p{Lu}]"#, "É"),
      ("[[:alpha:]][[:^digit:]]", "ab"), (#"\t\n\101"#, "\t\nA"), ("(a*)*b", "aaab"), ("x*?y", "xxy"), ("(|a)b", "b"),
      ("a$|b", "b"), ("()", "x"), ("(((((a)))))", "a"), (#"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$"#, "a.b@c.de"),
    ]
    for (pattern, text) in matching {
      #expect(try TestRun().call("RegexpMatch", .text(text), .text(pattern)) == "bool true", "\(pattern) in \(text)")
    }
    let missing: [(String, String)] = [
      ("abc", "ab"), ("^abc$", "xabc"), ("a.c", "a\nc"), ("[^a-c]", "abc"), ("^a{2,3}$", "aaaa"), (#"^\d+$"#, "12a"),
      (#"\bfoo\b"#, "food"), ("(?m)^b$", "ab"), ("a{2}", "a"), ("[a-c]", "B"), (#"\p{Lu}"#, "é"), ("a", ""),
    ]
    for (pattern, text) in missing {
      #expect(try TestRun().call("RegexpMatch", .text(text), .text(pattern)) == "bool false", "\(pattern) in \(text)")
    }
    for pattern in [
      "(", ")", "[", "[a", "a**", "*a", "a{1001}", "a{2,1}", #"\"#, #"\y"#, "(?z)a", "(?P<>a)", "[b-a]", "[[:foo:]]",
      #"\p{Greek}"#,
      #"\1"#, "((((((((((a{100}){100}){100}){100}){100})))))", "((((){1000}){1000}){1000})", #"\x{110000}"#, #"\xzz"#,
      String(repeating: "(", count: 4000), String(repeating: "a", count: 5000),
    ] {
      #expect(TestRun().fault("RegexpMatch", "a", .text(pattern)).hasPrefix("regexp: Compile("), "\(pattern)")
    }
  }

  @Test func searchIsPaidForBeforeItIsDone() {
    let run = TestRun()
    let text = Value.string(ByteString(Array(repeating: UInt8(ascii: "a"), count: 1 << 20)))
    #expect(run.fault("RegexpMatch", text, "(a{1,100}){1,20}$b") == "runtime cost limit overflow")
    let before = run.fuelLeft
    _ = try? run.value("RegexpMatch", ["aaaa", "b"])
    #expect(run.fuelLeft < before + 1)
  }

  @Test func whatGrowsBeyondItsRoomIsAnError() throws {
    let run = TestRun()
    run.fuelLeft = .max / 2
    let long = Value.string(ByteString(Array(repeating: UInt8(ascii: "a"), count: 1 << 20)))
    #expect(run.fault("Replace", long, "", long) == "Memory limit exceeded")
    #expect(run.fault("Split", long, "") == "Memory limit exceeded")
    #expect(throws: Fault.self) {
      try run.value("Sprintf", [.text(String(repeating: "%900000d", count: 10))] + Array(repeating: 1, count: 10))
    }
    // Forty arrays that hold the one before twice have a text of 2⁴⁰ bytes.
    var nested = Value.array(ValueArray([1, 2] as [Value]))
    for _ in 0..<40 { nested = .array(ValueArray([nested, nested])) }
    #expect(run.fault("Str", nested) == "Memory limit exceeded")
    #expect(run.fault("JSONEncode", nested) == "Memory limit exceeded")
    #expect(run.fault("Join", nested, "") == "Memory limit exceeded")
    run.fuelLeft = 1000
    #expect(run.fault("Str", nested) == "runtime cost limit overflow")
    #expect(run.fault("HasSlice", nested, .array(ValueArray([nested]))) == "runtime cost limit overflow")
    #expect(nested.text.count <= 1 << 16)
    #expect(run.fault("Replace", long, "a", "b") == "runtime cost limit overflow")
    let parts = Array(repeating: Value.text(String(repeating: "a", count: 1000)), count: 20)
    #expect(run.fault("Join", .array(ValueArray(parts)), "") == "runtime cost limit overflow")
  }
}
