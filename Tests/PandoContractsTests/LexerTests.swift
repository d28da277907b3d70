import PandoContracts
import Testing

@Suite struct LexerTests {
  private func kinds(_ text: String) -> [TokenKind] {
    let (list, diagnostics) = Lexer.tokens(of: Source(text))
    #expect(diagnostics.isEmpty, "\(text): \(diagnostics.sorted)")
    return list.tokens.map(\.kind).dropLast()
  }

  private func codes(_ bytes: [UInt8], limits: FrontEndLimits = .standard) -> [DiagnosticCode] {
    Lexer.tokens(of: Source(name: "test", bytes: bytes), limits: limits).diagnostics.sorted.map(\.code)
  }

  private func codes(_ text: String) -> [DiagnosticCode] { codes(Array(text.utf8)) }

  @Test func everyWordAndSymbolIsItsToken() {
    for kind in TokenKind.allCases where !kind.spelling.isEmpty {
      #expect(kinds(kind.spelling) == [kind], "\(kind)")
      #expect(kinds(" \(kind.spelling)\t") == [kind])
    }
    #expect(TokenKind.words.count == 30)
  }

  @Test func wordsHaveTheirCase() { #expect(kinds("Contract IF Int") == [.identifier, .identifier, .identifier]) }

  @Test func lineBreaksAndSemicolonsAreTheSame() {
    #expect(kinds("a\n;\r\nb") == [.identifier, .newline, .newline, .newline, .identifier])
  }

  @Test func numbersAreIntegersOrHaveAPoint() {
    #expect(kinds("0 42 9223372036854775807") == [.integer, .integer, .integer])
    #expect(kinds("1.5 5. .5") == [.float, .float, .float])
    #expect(codes("9223372036854775808") == [.integerTooLarge])
    #expect(codes("1.2.3") == [.malformedNumber])
    #expect(codes("12ab 0x10 1e5 1_000") == Array(repeating: .malformedNumber, count: 4))
    #expect(codes(String(repeating: "1", count: 101) + ".0") == [.malformedNumber])
  }

  @Test func namesMayHaveAPrefixAndAnyLetters() {
    #expect(
      kinds("a _a a1 größe @1Name @Name $name $_x") == [
        .identifier, .identifier, .identifier, .identifier, .identifier, .identifier, .extended, .extended,
      ])
    #expect(codes("@ $ $1 @@a") == [.unknownCharacter, .unknownCharacter, .unknownCharacter, .unknownCharacter])
  }

  @Test func ellipsisIsOneToken() {
    #expect(kinds("a ...") == [.identifier, .ellipsis])
    #expect(kinds("a . b") == [.identifier, .period, .identifier])
  }

  @Test func textsHaveEscapesOrNone() {
    let values = [
      (#""""#, ""), (#""a""#, "a"), (#""\"q\"""#, #""q""#), (#""\t\r\n""#, "\t\r\n"), (#""\\""#, #"\\"#),
      (#""\x\\n""#, "\\x\\\n"), ("`\\n \"`", "\\n \""), ("\"two\nlines\"", "two\nlines"), ("``", ""),
    ]
    for (spelling, value) in values {
      #expect(kinds(spelling) == [.string], "\(spelling)")
      #expect(Text(spelling: spelling, SourceRange(0, 0)).value == value, "\(spelling)")
    }
  }

  @Test func whatHasNoEndIsReportedAndTheRestIsRead() {
    #expect(codes("\"abc") == [.unterminatedText])
    #expect(codes("`abc\n") == [.unterminatedText])
    #expect(codes("\"abc\\") == [.unterminatedText])
    #expect(codes("/* abc") == [.unterminatedComment])
    let list = Lexer.tokens(of: Source("\"abc\nx")).list
    #expect(list.tokens.map(\.kind) == [.string, .newline, .identifier, .end])
  }

  @Test func commentsAreKeptApart() {
    let source = Source("a // one\n/* two\n */ b")
    let list = Lexer.tokens(of: source).list
    #expect(list.tokens.map(\.kind) == [.identifier, .newline, .identifier, .end])
    #expect(list.comments.map { source.text($0.range) } == ["// one", "/* two\n */"])
  }

  @Test func whatTheLanguageHasNoUseForIsReportedOnce() {
    for text in ["%", "&", "|", "^", "?", "'", "~", "#", "\\", "\u{1}", "%%%"] {
      #expect(codes(text) == [.unknownCharacter], "\(text)")
    }
  }

  @Test func invalidBytesAreReported() {
    for bytes: [UInt8] in [
      [0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xC3],
      [0xE2, 0x82],
      [0xF0, 0x9F, 0x92],
    ] {
      #expect(codes(Array("// ".utf8) + bytes) == [.invalidUTF8], "\(bytes)")
      #expect(codes(Array("\"".utf8) + bytes + Array("\"".utf8)) == [.invalidUTF8], "\(bytes)")
    }
    #expect(codes("// \u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}") == [])
  }

  @Test func byteOrderMarkIsSkipped() { #expect(kinds("\u{FEFF}contract") == [.contractKeyword]) }

  @Test func limitsHold() {
    var limits = FrontEndLimits()
    limits.sourceByteCountMax = 4
    #expect(codes(Array("aaaa".utf8), limits: limits) == [])
    #expect(codes(Array("aaaaa".utf8), limits: limits) == [.sourceTooLarge])
    limits = FrontEndLimits()
    limits.tokenCountMax = 3
    #expect(codes(Array("a b c".utf8), limits: limits) == [])
    #expect(codes(Array("a b c d e".utf8), limits: limits) == [.tooManyTokens])
    limits = FrontEndLimits()
    limits.diagnosticCountMax = 2
    #expect(
      codes(Array("? ? ? ?".utf8), limits: limits) == [.unknownCharacter, .unknownCharacter, .tooManyDiagnostics])
  }

  @Test func tokensCommentsAndBlanksAreTheWholeSource() {
    var chance = Chance(seed: 7)
    let pieces = ["a", "$b", "1.5", "\"x\"", "/* c */", "// d\n", " ", "\n", "==", "?", "{", "é", "`", "\u{FEFF}"]
    for _ in 0..<500 {
      let text = (0..<20).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &chance)] }.joined()
      let source = Source(text)
      let list = Lexer.tokens(of: source).list
      let ranges = (list.tokens.map(\.range) + list.comments.map(\.range)).sorted {
        ($0.lower, $0.upper) < ($1.lower, $1.upper)
      }
      var end = 0
      for range in ranges {
        #expect(range.lower >= end)
        let between = source.text(SourceRange(end, max(end, range.lower)))
        #expect(between.unicodeScalars.allSatisfy { " \t\r\u{FEFF}".unicodeScalars.contains($0) }, "\(text)")
        end = range.upper
      }
      #expect(end == source.bytes.count)
    }
  }
}
