import PandoContracts
import Testing

@Suite struct BytecodeTests {
  private func bytecode(seed: UInt64) -> Bytecode? {
    var generator = ProgramGenerator(seed: seed)
    return Compiler.compile([ParsedSource(Source(generator.program()))]).bytecode
  }

  @Test func decodingUndoesEncoding() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      guard let bytecode = bytecode(seed: seed) else { continue }
      let decoded = try Bytecode(decoding: bytecode.encoded)
      #expect(decoded == bytecode)
      #expect(decoded.encoded == bytecode.encoded)
    }
  }

  /// What is stored today must be read tomorrow: another form is another version.
  @Test func theStoredFormIsThatOfTheVector() throws {
    struct Stored: Decodable {
      let source: String
      let bytes: String
    }
    let stored: Stored = Vector.read("needle-bytecode.json")
    let bytecode = try #require(Compiler.compile([ParsedSource(Source(stored.source))]).bytecode)
    let digits = bytecode.encoded.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(digits == stored.bytes)
  }

  @Test func shortenedBytecodeIsRefused() throws {
    let bytes = try #require(bytecode(seed: 1)).encoded
    for count in bytes.indices {
      #expect(throws: InvalidBytecode.self) { try Bytecode(decoding: Array(bytes.prefix(count))) }
    }
    #expect(throws: InvalidBytecode.self) { try Bytecode(decoding: bytes + [0]) }
  }

  /// Whatever bytes it has: it is refused, or it runs within its limits.
  @Test func spoiltBytecodeIsRefusedOrRuns() throws {
    var limits = MachineLimits()
    limits.fuelMax = 2000
    limits.memoryMax = 1 << 20
    var ranCount = 0
    for seed in 1...150 as ClosedRange<UInt64> {
      guard let bytes = bytecode(seed: seed)?.encoded else { continue }
      var chance = Chance(seed: seed)
      for _ in 0..<40 {
        var spoilt = bytes
        for _ in 0..<Int.random(in: 1...3, using: &chance) {
          spoilt[Int.random(in: 4..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
        guard let bytecode = try? Bytecode(decoding: spoilt), let executable = try? Executable(bytecode) else {
          continue
        }
        ranCount += 1
        let host = MemoryHost()
        for contract in executable.allContracts {
          let machine = Machine(host: host, limits: limits)
          _ = try? machine.start(contract, ValueMap([("Amount", 3)]))
        }
      }
    }
    #expect(ranCount > 100)
  }

  /// Words that are made up, in a function of their own.
  @Test func madeUpInstructionsAreRefusedOrRun() throws {
    var limits = MachineLimits()
    limits.fuelMax = 2000
    limits.memoryMax = 1 << 20
    var chance = Chance(seed: 7)
    var ranCount = 0
    for _ in 0..<20_000 {
      var bytecode = Bytecode()
      bytecode.constants = [.text("key"), .int(5), .float(0.5), .zeroMoney]
      var words: [UInt64] = []
      for _ in 0..<Int.random(in: 1...12, using: &chance) {
        let opcode = Opcode.allCases[Int.random(in: 0..<Opcode.allCases.count, using: &chance)]
        let parts = (0..<3).map { _ in UInt64.random(in: 0...5, using: &chance) }
        let k = UInt64.random(in: 0...2, using: &chance)
        words.append(UInt64(opcode.rawValue) | k << 8 | parts[0] << 16 | parts[1] << 32 | parts[2] << 48)
      }
      words.append(UInt64(Opcode.return.rawValue))
      bytecode.code = words
      bytecode.functions = [
        Bytecode.Function(
          name: "f", groups: [Bytecode.Function.Group(types: [], isVariadic: false)], results: [], registerCount: 8,
          start: 0, end: words.count)
      ]
      guard let executable = try? Executable(bytecode) else { continue }
      ranCount += 1
      _ = try? Machine(host: MemoryHost(), limits: limits).call(0, in: executable)
    }
    #expect(ranCount > 1000, "\(ranCount)")
  }
}
