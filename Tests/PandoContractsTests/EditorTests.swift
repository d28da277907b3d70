import Foundation
import PandoContracts
import Testing

/// The TextMate grammar in `editors/` knows the words that lexer and tables know, and no others.
@Suite struct EditorTests {
  private let grammar: [String: Any]

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../editors/needle.tmLanguage.json")
    let content = try JSONSerialization.jsonObject(with: Data(contentsOf: path))
    grammar = try #require(content as? [String: Any])
  }

  private func entry(_ name: String) throws -> [String: Any] {
    let repository = try #require(grammar["repository"] as? [String: Any])
    return try #require(repository[name] as? [String: Any], "The grammar has no \(name).")
  }

  /// The alternatives of an entry's last expression.
  private func words(_ name: String) throws -> Set<String> {
    let entry = try entry(name)
    let patterns = entry["patterns"] as? [[String: Any]]
    let match = try #require((patterns?.last ?? entry)["match"] as? String)
    let group = try #require(match.firstMatch(of: /\(\?:([\w|]+)\)/)?.1)
    return Set(group.split(separator: "|").map(String.init))
  }

  @Test func keywordsAndTypesAreThoseOfTheLexer() throws {
    let grammar = try ["declarations", "control", "sections", "constants"].map(words).reduce(Set()) { $0.union($1) }
    #expect(grammar == Set(TokenKind.words.filter { $0.value.isKeyword }.keys))
    #expect(try words("types") == Set(TokenKind.words.filter { $0.value.isType }.keys))
  }

  @Test func functionsAndSystemVariablesAreThoseOfTheTables() throws {
    #expect(try words("builtins") == Set(Builtin.all.map(\.name.text)))
    #expect(try words("systemVariables") == Set(SystemVariable.all.map(\.name.text)))
  }

  @Test func everyIncludedEntryExists() throws {
    let patterns = try #require(grammar["patterns"] as? [[String: String]])
    #expect(patterns.count > 10)
    for pattern in patterns { _ = try entry(String(try #require(pattern["include"]).dropFirst())) }
  }
}
