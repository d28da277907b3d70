import Foundation
import PandoContracts
import Testing

/// The colours of editors follow the lexer.
@Suite struct GrammarTests {
  private struct Grammar: Decodable {
    struct Rule: Decodable {
      let name: String?
      let match: String?
      let patterns: [Rule]?
    }

    let repository: [String: Rule]
  }

  private static func grammar() throws -> Grammar {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "editors/needle/needle.tmLanguage.json")
    return try JSONDecoder().decode(Grammar.self, from: Data(contentsOf: file))
  }

  @Test func itHasTheWordsOfTheLexerAndNoOthers() throws {
    let rules = try #require(try GrammarTests.grammar().repository["words"]?.patterns)
    let words = rules.compactMap(\.match).flatMap { match in
      match.drop { $0 != ":" }.dropFirst().prefix { $0 != ")" }.split(separator: "|").map(String.init)
    }
    #expect(words.sorted() == TokenKind.words.keys.sorted())
    let types = rules.first { $0.name == "storage.type.needle" }?.match ?? ""
    for (word, kind) in TokenKind.words { #expect(types.contains(word) == kind.isType, "\(word)") }
  }

  @Test func everyPatternIsARegularExpression() throws {
    func patterns(_ rule: Grammar.Rule) -> [String] {
      [rule.match].compactMap { $0 } + (rule.patterns ?? []).flatMap(patterns)
    }
    let all = try GrammarTests.grammar().repository.values.flatMap(patterns)
    #expect(all.count > 10)
    for pattern in all { #expect(throws: Never.self) { try Regex(pattern) } }
  }

  @Test func itsOperatorsAreThoseOfTheLexer() throws {
    let pattern = try #require(try GrammarTests.grammar().repository["operators"]?.match)
    let regex = try Regex(pattern)
    for kind in TokenKind.allCases where kind.rawValue >= TokenKind.ellipsis.rawValue {
      #expect(try regex.wholeMatch(in: kind.spelling) != nil, "\(kind.spelling)")
    }
  }
}
