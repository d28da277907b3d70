import PandoPrimitives
import Testing

@Suite struct TableNameTests {
  @Test(arguments: [
    "a/b", "demo/coin", "0/9", "_-/-_", "a-very_long-1/x", String(repeating: "a", count: 64) + "/b",
    "a/" + String(repeating: "z", count: 64),
  ])
  func goodNamesComeBack(_ text: String) throws {
    #expect(try #require(TableName(text)).description == text)
  }

  @Test(arguments: [
    "", "/", "a", "a/", "/b", "a/b/c", "a//b", "/a/b", "a/b/", "A/b", "a/B", "a b/c", "a/b ", "a/b\n", "a/ü", "a/é",
    "a.b/c", "a/\u{0}", "a\\b", "ａ/b", String(repeating: "a", count: 65) + "/b",
    "a/" + String(repeating: "b", count: 65),
  ])
  func badNamesAreNil(_ text: String) {
    #expect(TableName(text) == nil)
  }

  @Test func theSystemKeepsItsEcosystem() {
    #expect(TableName("system/validators")?.isSystem == true)
    #expect(TableName("systems/x")?.isSystem == false)
    #expect(TableName("demo/system")?.isSystem == false)
    #expect(TableName("demo/coin")?.ecosystem == "demo")
  }

  @Test func namesAreOrderedByTheirBytes() throws {
    let names = try ["a-/b", "a/b", "a/c", "a0/b", "aa/b", "a_/b"].map { try #require(TableName($0)) }
    #expect(names.sorted().map(\.description) == ["a-/b", "a/b", "a/c", "a0/b", "a_/b", "aa/b"])
  }
}
