import PandoContracts
import Testing

/// What programs give, what they take and where they end is the same on every machine and in every build: whoever runs
/// these tests compares with what `Tests/Vectors/needle-runs.json` says, where it was written down once.
@Suite struct MachineDigestTests {
  private struct Stored: Decodable {
    let programsPerDigest: Int
    /// Of the sources alone: should these differ, the programs are others.
    let sources: String
    /// Of how they ended, so many programs at a time.
    let runs: [String]
  }

  /// Whatever a run shows: its result or its error, the places that it came through, and its fuel.
  private func ending(_ text: String, seed: UInt64) throws -> String {
    guard let outcome = try MachineAgreementTests.run(text, seed: seed)?.machine else { return "refused" }
    let trace = outcome.trace.map { "\($0.contract?.text ?? "").\($0.function):\($0.line)" }
    return "\(outcome.text) \(trace.joined(separator: " ")) \(outcome.fuel)"
  }

  private func digest(_ texts: [String]) -> String {
    Keccak256.hash(Array(texts.joined(separator: "\0").utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      .joined()
  }

  @Test func programsEndAsTheyDidElsewhere() throws {
    let stored: Stored = Vector.read("needle-runs.json")
    var sources: [String] = []
    for (index, wanted) in stored.runs.enumerated() {
      let first = UInt64(index * stored.programsPerDigest)
      let texts = (first..<first + UInt64(stored.programsPerDigest)).map { seed in
        var generator = ProgramGenerator(seed: seed)
        return generator.program()
      }
      sources.append(digest(texts))
      let endings = try texts.enumerated().map { offset, text in try ending(text, seed: first + UInt64(offset)) }
      #expect(digest(endings) == wanted, "programs from \(first) on")
    }
    #expect(digest(sources) == stored.sources)
  }
}
