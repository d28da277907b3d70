import PandoContracts
import Testing

/// The rules that fuzzers hold any bytes against, on a few that are worth naming.
@Suite struct InputCheckTests {
  @Test(arguments: InputCheck.allCases) func rulesHoldForPartsOfWhatIsSound(_ check: InputCheck) throws {
    let program = "contract A { action { $result = Sprintf(\"%05d\", 7) + \"x\" } }\nfunc f(a int) int { return a / 2 }"
    let bytecode = try #require(Compiler.compile([ParsedSource(Source(program))]).bytecode).encoded
    let texts = [
      program, "ContractAccess(\"A\")", "{\"a\": [1, -2.5e3, \"\\u00e9\", null]}", "(a|b)*c{2}\0abcc", "%-5d|%q\0x",
      "2023-02-28 23:59:59", "-12.50e-3", "aGVsbG8=", "a,b\0,", "0.1", "1e400", "Mon Jan _2 15:04:05 2006",
    ]
    for bytes in texts.map({ Array($0.utf8) }) + [bytecode] {
      check.run(bytes)
      for count in stride(from: 0, to: bytes.count, by: 7) { check.run(Array(bytes.prefix(count))) }
      for position in stride(from: 0, to: bytes.count, by: 5) {
        var changed = bytes
        changed[position] ^= UInt8(1 + position % 255)
        check.run(changed)
      }
    }
  }
}
