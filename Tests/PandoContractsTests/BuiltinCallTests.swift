import PandoContracts
import Testing

/// The built-in functions that need no host, row by row: name, arguments, and the value as type and text, or `!` and
/// the text of the error.
@Suite struct BuiltinCallTests {
  private typealias Row = (name: String, arguments: [Value], expected: String)

  private func expect(_ rows: [Row]) {
    for row in rows {
      let run = TestRun()
      let what = "\(row.name)(\(row.arguments.map { "\($0.text)" }.joined(separator: ", ")))"
      do {
        let shown = Vector.show(try run.value(row.name, row.arguments))
        #expect(shown == row.expected, "\(what)")
      } catch {
        #expect("!\(error.message)" == row.expected, "\(what)")
      }
    }
  }

  private static func array(_ values: Value...) -> Value { .array(ValueArray(values)) }
  private static func map(_ pairs: (ByteString, Value)...) -> Value {
    .map(ValueMap(pairs.map { (key: $0, value: $1) }))
  }
  private static func money(_ value: Int64) -> Value { .money(Money(value)) }

  @Test func everyFunctionOfTheTableIsImplemented() {
    let names = Set(Builtin.all.map(\.name))
    for builtin in Builtin.all { #expect(Builtin.implementations[builtin.name] != nil, "\(builtin.name)") }
    #expect(Set(Builtin.implementations.keys) == names)
    #expect(Set(CommandFunctions.names).isSubset(of: names))
    for name in CommandFunctions.names { #expect(Builtin.named(name)?.availability != .pure, "\(name)") }
  }

  @Test func texts() throws {
    expect([
      ("Contains", ["hello", "ell"], "bool true"), ("Contains", ["hello", ""], "bool true"),
      ("Contains", ["", "a"], "bool false"), ("Contains", ["aab", "ab"], "bool true"),
      ("Contains", [.nil, ""], "bool true"),
      ("Contains", [1, "a"], "!Contains: using int64 as type string"),
      ("HasPrefix", ["hello", "he"], "bool true"), ("HasPrefix", ["he", "hello"], "bool false"),
      ("HasPrefix", ["x", ""], "bool true"),
      ("TrimSpace", ["\u{A0}\t a b \u{3000}\n"], "string a b"), ("TrimSpace", [" \n"], "string "),
      ("ToLower", ["ÄÖß İΣ"], "string äöß iσ"), ("ToUpper", ["äößŉᾀǆ"], "string ÄÖßŉᾈǄ"),
      ("Replace", ["aXbXc", "X", "--"], "string a--b--c"), ("Replace", ["aé", "", "-"], "string -a-é-"),
      ("Replace", ["aaa", "aa", "b"], "string ba"), ("Replace", ["", "", "x"], "string x"),
      ("Size", ["é"], "int64 2"), ("Size", [""], "int64 0"),
      ("Substr", ["hello", 1, 3], "string ell"), ("Substr", ["hello", 3, 99], "string lo"),
      ("Substr", ["hello", 5, 1], "string "), ("Substr", ["hello", 6, 1], "string "),
      ("Substr", ["hello", -1, 1], "string "), ("Substr", ["hello", 1, -1], "string "),
      ("Substr", ["hello", 1, .int(.max)], "string ello"), ("Substr", ["hello", .int(.max), 1], "string "),
      ("Split", ["a,b,,c", ","], "[]interface {} [a b  c]"), ("Split", ["aé", ""], "[]interface {} [a é]"),
      ("Split", ["", ","], "[]interface {} []"), ("Split", ["abc", "abcd"], "[]interface {} [abc]"),
      ("Join", [Self.array(1, "b", .float(2.5), .nil), "-"], "string 1-b-2.5-<nil>"),
      ("Join", [Self.array(), ","], "string "),
      ("Str", [7], "string 7"), ("Str", [.nil], "string "), ("Str", [.float(1e6)], "string 1e+06"),
      ("Str", [.bytes("ab")], "string [97 98]"), ("Str", [Self.map(("k", "v"), ("a", 1))], "string map[k:v a:1]"),
      ("Str", [Self.money(-5)], "string -5"), ("Str", [true], "string true"),
      ("StringToBytes", ["ab"], "[]uint8 [97 98]"),
      ("BytesToString", [.bytes("\u{FEFF}ab")], "string ab"),
      ("BytesToString", ["ab"], "!BytesToString: using string as type []uint8"),
      ("HexToBytes", ["61fF"], "[]uint8 [97 255]"), ("HexToBytes", ["6"], "!encoding/hex: odd length hex string"),
      ("HexToBytes", ["6z"], "!encoding/hex: invalid byte: U+007A 'z'"),
      ("EncodeBase64", ["hello"], "string aGVsbG8="), ("DecodeBase64", ["aGVs\nbG8="], "string hello"),
      ("DecodeBase64", [""], "string "), ("DecodeBase64", ["aGVsbG8"], "!illegal base64 data at input byte 7"),
      ("DecodeBase64", ["a*Vs"], "!illegal base64 data at input byte 1"),
      ("DecodeBase64", ["aGVsbG8=="], "!illegal base64 data at input byte 8"),
      ("CheckNumberChars", ["aZ09"], "bool true"), ("CheckNumberChars", [""], "bool true"),
      ("CheckNumberChars", ["a b"], "bool false"), ("CheckNumberChars", ["é"], "bool false"),
      ("GetType", [.nil], "string nil"), ("GetType", [Self.money(1)], "string decimal.Decimal"),
      ("GetType", [Self.array()], "string []interface {}"), ("GetType", [Self.map()], "string *types.Map"),
    ])
    #expect(Vector.show(try TestRun().value("Split", ["", ","])) == "[]interface {} []")
    if case .array(let parts)? = try? TestRun().value("Split", ["", ","]) { #expect(parts.count == 1) }
  }

  @Test func conversions() throws {
    expect([
      ("Int", [.float(2.9)], "int64 2"), ("Int", [.float(-2.9)], "int64 -2"), ("Int", ["12"], "int64 12"),
      ("Int", [""], "int64 0"), ("Int", [.nil], "int64 0"), ("Int", ["+7"], "int64 7"),
      ("Int", ["1.5"], "!1.5 is not a valid integer : invalid syntax"),
      ("Int", ["9223372036854775808"], "!9223372036854775808 is not a valid integer : value out of range"),
      ("Int", ["-9223372036854775808"], "int64 -9223372036854775808"),
      ("Int", [true], "!true is not a valid integer"), ("Int", [Self.money(5)], "int64 5"),
      ("Int", [.float(1e19)], "!1e+19 is not a valid integer"), ("Int", [.float(.nan)], "!NaN is not a valid integer"),
      ("Float", ["2.5"], "float64 2.5"), ("Float", ["abc"], "float64 0"), ("Float", [3], "float64 3"),
      ("Float", [Self.money(9)], "float64 9"), ("Float", [true], "float64 0"), ("Float", ["1e400"], "float64 +Inf"),
      ("Money", [3], "decimal.Decimal 3"), ("Money", [.float(2.9)], "decimal.Decimal 2"),
      ("Money", ["1.9e1"], "decimal.Decimal 19"), ("Money", ["abc"], "!can't convert abc to decimal"),
      ("Money", [true], "!can't convert a value of type bool to decimal"),
      ("Money", [.nil], "!can't convert  to decimal"),
      ("FormatMoney", ["123456", 3], "string 123.456"), ("FormatMoney", ["1200", 2], "string 12"),
      ("FormatMoney", ["", 2], "string 0"), ("FormatMoney", ["1.5", 2], "!wrong money format 1.5"),
      ("FormatMoney", ["15", -2], "!digit must be positive"), ("FormatMoney", ["-5", 3], "string -0.005"),
      ("FormatMoney", ["5", 0], "string 5"), ("FormatMoney", ["x", 1], "!can't convert x to decimal"),
    ])
    let run = TestRun()
    run.testHost.parameters[.ecosystem(5, "digits")] = "2"
    #expect(try run.call("FormatMoney", "1234", 0) == "string 12.34")
  }

  @Test func numbers() {
    expect([
      ("Floor", [.float(-2.5)], "int64 -3"), ("Floor", ["2.9"], "int64 2"), ("Floor", [7], "int64 7"),
      ("Floor", ["x"], "!incorrect float value"), ("Floor", [true], "!incorrect float value"),
      ("Floor", [.float(.infinity)], "!incorrect float result"), ("Floor", [.float(1e19)], "!incorrect float result"),
      ("Round", [.float(2.5)], "int64 3"), ("Round", [.float(-2.5)], "int64 -3"), ("Round", [.float(2.4)], "int64 2"),
      ("Log", [1], "float64 0"), ("Log", [0], "!incorrect float result"), ("Log", [-1], "!incorrect float result"),
      ("Log", [.float(2.718281828459045)], "float64 1"), ("Log10", [100], "float64 2"),
      ("Log10", [1000], "float64 3"), ("Pow", [2, 10], "float64 1024"),
      ("Pow", [2, -1], "float64 0.5"),
      ("Pow", [-8, .float(0.5)], "!incorrect float result"), ("Pow", [10, 400], "!incorrect float result"),
      ("Pow", [0, 0], "float64 1"), ("Pow", ["3", "2"], "float64 9"), ("Pow", [.float(4), .float(1.5)], "float64 8"),
      ("Sqrt", [16], "float64 4"), ("Sqrt", [-1], "!incorrect float result"),
      ("MathMod", [.float(7.5), .float(2)], "float64 1.5"), ("MathMod", [.float(-7.5), .float(2)], "float64 -1.5"),
      ("MathMod", [7, .float(2)], "!MathMod: using int64 as type float64"),
      ("MathModDecimal", [Self.money(-7), Self.money(3)], "decimal.Decimal -1"),
      ("MathModDecimal", [Self.money(7), Self.money(0)], "!divided by zero"),
      ("SqrtDecimal", ["2"], "decimal.Decimal 1"), ("SqrtDecimal", ["16"], "decimal.Decimal 4"),
      ("SqrtDecimal", ["x"], "decimal.Decimal 0"), ("SqrtDecimal", ["-4"], "decimal.Decimal 0"),
      ("Div", ["1", "3"], "string 0.3333333333333333"), ("Div", ["2", "3"], "string 0.6666666666666667"),
      ("Div", ["1", "0"], "!divided by zero"), ("Div", ["x", "3"], "string 0"), ("Div", ["-10", "4"], "string -2.5"),
      ("GreaterThan", ["10", "9.5"], "bool true"), ("GreaterThan", ["x", "0"], "bool false"),
      ("GreaterThanOrEqual", ["1.0", "1"], "bool true"), ("LessThan", ["-1", "x"], "bool true"),
      ("LessThanOrEqual", ["1", "1.00"], "bool true"), ("LessThanOrEqual", ["1e2", "99"], "bool false"),
    ])
  }

  @Test func randomNumbersFollowFromTheTransaction() throws {
    let (one, same, other) = (TestRun(), TestRun(), TestRun())
    other.testHost.facts.transactionHash = "other"
    func draws(_ run: TestRun) throws -> [String] {
      try (0..<20).map { _ in try run.call("Random", 0, 1000) } + [
        run.call("RandomFloat", .float(1), .float(2)), run.call("RandomDecimal", Self.money(5), Self.money(1 << 40)),
      ]
    }
    let first = try draws(one)
    #expect(try draws(same) == first)
    #expect(try draws(other) != first)
    #expect(Set(first).count > 10)
    #expect(first[0] == "int64 579" || first.count == 22)
    #expect(one.fault("Random", 5, 5) == "wrong random parameters min: 5, max: 5")
    #expect(one.fault("Random", -1, 5) == "wrong random parameters min: -1, max: 5")
    #expect(one.fault("RandomFloat", .float(.nan), .float(1)).hasPrefix("wrong random parameters"))
    for _ in 0..<50 {
      #expect(try one.call("Random", 7, 8) == "int64 7")
      guard case .float(let float) = try one.value("RandomFloat", [.float(1), .float(2)]) else { continue }
      #expect((1..<2).contains(float))
      guard case .money(let money) = try one.value("RandomDecimal", [Self.money(3), Self.money(5)]) else { continue }
      #expect(money == Money(3) || money == Money(4))
    }
  }

  @Test func collections() {
    let nested = Self.array(1, Self.map(("a", Self.array("x"))), .nil)
    expect([
      ("Len", [Self.array(1, 2)], "int64 2"), ("Len", [.nil], "!Len: using nil as type []interface {}"),
      ("Append", [Self.array(1), "x"], "[]interface {} [1 x]"),
      ("GetMapKeys", [Self.map(("b", 1), ("a", 2))], "[]interface {} [b a]"),
      ("SortedKeys", [Self.map(("b", 1), ("a", 2), ("B", 3))], "[]interface {} [B a b]"),
      ("HasSlice", [2, Self.array(1, 2)], "bool true"), ("HasSlice", ["2", Self.array(1, 2)], "bool false"),
      ("HasSlice", [1, "no array"], "bool false"),
      ("HasSlice", [Self.map(("a", Self.array("x"))), nested], "bool true"), ("HasSlice", [.nil, nested], "bool true"),
      ("HasSlice", [.float(1), Self.array(1)], "bool false"),
    ])
    let array = ValueArray([1] as [Value])
    if case .array(let longer)? = try? TestRun().value("Append", [.array(array), 2]) {
      longer[0] = 9
      #expect(array.count == 1)
      #expect(Vector.show(array[0]) == "int64 1")
    }
  }

  @Test func json() {
    let value = Self.map(
      ("b", Self.array(1, .float(2.5), .nil, true)), ("a", "<é\"\\\n\u{1}\u{2028}>"), ("c", .bytes("hi")),
      ("d", Self.map()),
      ("e", Self.array()))
    expect([
      (
        "JSONEncode", [value],
        #"string {"b":[1,2.5,null,true],"a":"<é\"\\\n\u0001\u2028>","c":"aGk=","d":{},"e":[]}"#
      ),
      ("JSONEncode", [.text("a\u{8}\u{C}\t\r")], #"string "a\b\f\t\r""#),
      ("JSONEncode", [.string(ByteString([0x61, 0xFF]))], #"string "a\ufffd""#),
      ("JSONEncode", [.float(1e21)], "string 1e+21"), ("JSONEncode", [.float(1e20)], "string 100000000000000000000"),
      ("JSONEncode", [.float(1e-7)], "string 1e-7"), ("JSONEncode", [.float(1e-10)], "string 1e-10"),
      ("JSONEncode", [.float(0.000001)], "string 0.000001"), ("JSONEncode", [.float(3)], "string 3"),
      ("JSONEncode", [.float(-1e-7)], "string -1e-7"),
      ("JSONEncode", [.float(.nan)], "!json: unsupported value: NaN"),
      ("JSONEncode", [Self.money(1)], "!Type decimal.Decimal doesn't support json marshalling"),
      (
        "JSONEncodeIndent", [Self.map(("a", Self.array(1, 2)), ("b", Self.map())), "  "],
        "string {\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}"
      ),
      ("JSONDecode", [#"{"b":1,"a":{"z":2.5,"y":null}}"#], "*types.Map map[a:map[y:<nil> z:2.5] b:1]"),
      ("JSONDecode", ["[1, 2.5, \"x\", true]"], "[]interface {} [1 2.5 x true]"),
      ("JSONDecode", ["null"], "nil <nil>"), ("JSONDecode", [" 7 trailing"], "int64 7"),
      ("JSONDecode", ["12345678901234567890"], "string 12345678901234567890"),
      ("JSONDecode", [#"{"a":12345678901234567890}"#], "*types.Map map[a:1.2345678901234567e+19]"),
      ("JSONDecode", [#""\u00e9\ud83d\ude00\ud83d\n\/""#], "string é😀\u{FFFD}\n/"),
      ("JSONDecode", [""], "!unmarshalling json: unexpected end of JSON input"),
      ("JSONDecode", ["{a:1}"], "!unmarshalling json: invalid character 'a' at byte 1"),
      ("JSONDecode", ["[1,]"], "!unmarshalling json: invalid character ']' at byte 3"),
      ("JSONDecode", ["01"], "int64 0"), ("JSONDecode", ["-"], "!unmarshalling json: unexpected end of JSON input"),
      ("JSONDecode", ["1e999"], "!unmarshalling json: a number is out of range"),
      ("JSONDecode", ["\"a\nb\""], "!unmarshalling json: invalid character '\\x0a' at byte 2"),
      ("JSONDecode", [#"{"a":1,"a":2}"#], "*types.Map map[a:2]"),
      (
        "JSONDecode", [.string(ByteString(Array(repeating: UInt8(ascii: "["), count: 100_000)))],
        "!unmarshalling json: exceeded max depth"
      ),
    ])
  }

  @Test func keysAndAddresses() throws {
    let key =
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
      + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    let bytes = Value.bytes(ByteString(TestRun().bytes(key)))
    expect([
      ("Hash", [""], "string c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
      ("Hash", [1], "!Unsupported type int64"),
      ("EthereumAddress", [bytes], "string 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"),
      ("TronAddress", [bytes], "string TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC"),
      ("EthereumAddress", [.bytes("x")], "!invalid public key"),
      ("PubToHex", [bytes], "string 04\(key)"), ("PubToHex", [.bytes("a")], "string 61"),
      ("PubToHex", [1], "!PubToHex: using int64 as type []uint8"),
      ("HexToPub", [.text("0461")], "[]uint8 [4 97]"), ("HexToPub", ["zz"], "!encoding/hex: invalid byte: U+007A 'z'"),
      ("PubToID", ["zz"], "int64 0"),
      ("IdToAddress", [.int(-110_277_540_701_013_350)], "string 1833-6466-5330-0853-8266"),
      ("IdToAddress", [0], "string 0000-0000-0000-0000-0000"),
      ("IdToAddress", [5555], "string 0000-0000-0000-0000-5555"),
      ("IdToAddress", [1], "string invalid"),
      ("AddressToId", ["1833-6466-5330-0853-8266"], "int64 -110277540701013350"),
      ("AddressToId", ["18336466533008538266"], "int64 -110277540701013350"),
      ("AddressToId", ["-110277540701013350"], "int64 -110277540701013350"), ("AddressToId", ["5555"], "int64 5555"),
      ("AddressToId", ["1833-6466-5330-0853-8267"], "int64 0"), ("AddressToId", [""], "int64 0"),
      ("AddressToId", ["99999999999999999999"], "int64 0"), ("AddressToId", ["12x4"], "int64 0"),
    ])
    let run = TestRun()
    #expect(try run.call("PubToID", .text("04" + key)) == run.call("PubToID", .text(key)))
    #expect(try run.call("SeedToID", "a") != run.call("SeedToID", "b"))
    // HMAC over Keccak, by Python from RFC 2104.
    #expect(try run.call("HMac", "key", "data", false) == "string \(hmac)")
    #expect(run.fault("CheckSign", "00", "data", "00") == "incorrect sign")
  }

  private let hmac = "f3a1f75a706ec011a032c36586ebac038832e1ff9a65727ca895a065aa188a2c"

  @Test func dates() {
    expect([
      ("DateTime", [0], "string 1970-01-01 00:00:00"), ("DateTime", [1_709_164_799], "string 2024-02-28 23:59:59"),
      ("BlockTime", [], "string 2023-11-14 22:13:20"), ("UnixDateTime", ["2024-02-29 00:00:00"], "int64 1709164800"),
      ("UnixDateTime", ["2023-02-29 00:00:00"], "int64 0"),
      ("AddDate", [1_706_659_200, 0, 1, 0], "int64 1709337600"), ("AddDate", [0, 1, -1, 1], "int64 28944000"),
      ("AddDate", [0, .int(.max), 0, 0], "!date is out of range"),
      ("DateFormat", ["02.01.2006 15:04", 0], "string 01.01.1970 00:00"), ("Date", ["Jan", 0], "string Jan"),
      ("DateTimeLocation", [0, "UTC"], "string 1970-01-01 00:00:00"),
      ("DateTimeLocation", [0, "Mars/Olympus"], "!Load location: unknown time zone Mars/Olympus"),
      ("UnixDateTimeLocation", ["1970-01-02 00:00:00", ""], "int64 86400"),
      ("UnixDateTimeLocation", ["x", "UTC"], "!parsing time x: cannot parse"),
    ])
  }

  @Test func sources() {
    let source: Value = "contract A { action { } }"
    expect([
      ("ContractName", [source], "string A"), ("ContractName", ["func f() { }"], "string f"),
      ("ContractName", [""], "string "),
      ("ValidateEditContractNewValue", [source, "contract A { conditions { } }"], "nil <nil>"),
      ("ValidateEditContractNewValue", [source, ""], "!contract cannot be removed or inserted"),
      ("ValidateEditContractNewValue", [source, "contract B { }"], "!contracts or functions names cannot be changed"),
    ])
  }
}
