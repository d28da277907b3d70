import PandoContracts
import Testing

/// Whatever comes in, the front end ends, and says so when it did not understand.
@Suite struct HostileInputTests {
  private func readEverything(_ bytes: [UInt8]) {
    let parsed = ParsedSource(Source(name: "hostile", bytes: bytes))
    let report = Report(source: parsed.source, diagnostics: parsed.diagnostics.sorted)
    #expect(report.diagnostics.count <= 101)
    for diagnostic in report.diagnostics { #expect(diagnostic.range.upper <= bytes.count) }
    #expect(TextRenderer.text([report]).isEmpty == report.diagnostics.isEmpty)
    _ = Printer.text(parsed.tree)
    _ = ParsedExpression(parsed.source)
  }

  @Test(arguments: 0..<8) func anyBytesAreRead(seed: UInt64) {
    var chance = Chance(seed: seed)
    for count in 0..<60 {
      readEverything((0..<count * 8).map { _ in UInt8.random(in: 0...255, using: &chance) })
    }
  }

  @Test(arguments: 0..<8) func anyTokensAreRead(seed: UInt64) {
    var chance = Chance(seed: seed)
    let words =
      TokenKind.allCases.map(\.spelling).filter { !$0.isEmpty } + [
        "a", "$b", "1", "2.5", "\"t\"", "\n", "//c\n", "/*d*/",
      ]
    for count in 0..<200 {
      let text = (0..<count).map { _ in words.randomElement(using: &chance) ?? "" }.joined(separator: " ")
      readEverything(Array(text.utf8))
    }
  }

  /// A good source with some bytes gone, doubled or changed is nearer to what people write than noise is.
  @Test(arguments: 0..<8) func damagedSourcesAreRead(seed: UInt64) {
    var chance = Chance(seed: seed)
    for round in 0..<60 {
      var generator = TreeGenerator(seed: seed * 1_000 + UInt64(round))
      var bytes = Array(Printer.text(generator.tree()).utf8)
      for _ in 0..<3 where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &chance)
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes[place] = Array("(){}[].,;=\"`$@\n".utf8).randomElement(using: &chance) ?? 0
        default: bytes.removeSubrange(place..<min(bytes.count, place + 10))
        }
      }
      readEverything(bytes)
    }
  }
}
