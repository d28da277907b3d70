import Foundation
import Testing

/// The rules of `docs/style.md` that a program can check, held against every file of the repository.
@Suite struct HouseRuleTests {
  private let repository = Repository.here
  private let map: ArchitectureMap
  /// Written by hand, in `Sources`.
  private let sources: [SourceFile]
  private let tests: [SourceFile]
  /// Those of core targets.
  private let core: [SourceFile]

  /// Taken apart once for all tests.
  private static let files = Result { try Repository.here.swiftFiles(in: ["Sources", "Tests"]) }

  init() throws {
    let map = ArchitectureMap(markdown: try repository.text("docs/ARCHITECTURE.md"))
    let files = try HouseRuleTests.files.get()
    self.map = map
    sources = files.filter { !$0.isTest && !$0.isGenerated }
    tests = files.filter(\.isTest)
    core = sources.filter { map.target($0.target)?.isCore == true }
  }

  private func expectNone(
    _ files: [SourceFile], _ rule: Rule, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let findings = files.flatMap(rule)
    #expect(
      findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
  }

  @Test func thereIsSomethingToLookAt() {
    #expect(sources.count > 30)
    #expect(tests.count > 20)
    #expect(core.count > 25)
  }

  @Test func filesAndFunctionsFitTheMind() {
    expectNone(sources, SizeRules.longFiles)
    expectNone(sources, SizeRules.longFunctions)
  }

  @Test func targetsImportWhatTheMapAllows() { expectNone(sources, map.forbiddenImports) }

  @Test func theMapNamesTheTargetsThatThereAre() throws {
    let sources = try FileManager.default.contentsOfDirectory(atPath: repository.root.appending(path: "Sources").path)
    #expect(map.targets.map(\.name).sorted() == sources.sorted())
  }

  @Test func theCoreDependsOnItsInputAlone() {
    expectNone(core, WordRules.unrepeatable)
    expectNone(core, WordRules.unorderedLoops)
  }

  @Test func nothingTrapsWithoutASentence() { expectNone(sources, WordRules.silentTraps) }

  @Test func tasksHaveTheNumberOfAnIssue() { expectNone(sources + tests, WordRules.unnumberedTasks) }

  @Test func uncheckedCodeSaysWhyItIsSafe() { expectNone(sources, WordRules.unexplainedUnsafety) }

  @Test func noTestReachesPastAccessControl() {
    expectNone(tests) { $0.findings(of: ["@testable"], "Use `package` access, so that tests run in release too.") }
  }

  @Test func linksBetweenPagesLeadSomewhere() throws {
    for path in repository.paths(in: ["."], withExtension: "md") {
      let folder = URL(filePath: path, relativeTo: repository.root).deletingLastPathComponent()
      for (target, line) in LinkRules.links(inMarkdown: try repository.text(path)) {
        let file = URL(filePath: target, relativeTo: folder).path
        #expect(FileManager.default.fileExists(atPath: file), "\(path):\(line): \(target) does not exist.")
      }
    }
  }

  @Test func linesFitTheScreen() { expectNone(sources + tests, SizeRules.longLines) }

  @Test func whatOthersMayUseIsDocumented() {
    expectNone(sources, DocumentationRule(protocolsIn: sources).undocumented)
  }

  @Test func everyTargetHasItsPage() {
    for target in map.targets where target.name.hasPrefix("Pando") {
      let page = "Sources/\(target.name)/\(target.name).docc/\(target.name).md"
      #expect(repository.exists(page), "\(page) is missing.")
    }
  }

  @Test func pagesThatCommentsNameExist() {
    for file in sources + tests {
      for (page, line) in LinkRules.pages(inComments: file) {
        #expect(repository.exists(page), "\(file.path):\(line): \(page) does not exist.")
      }
    }
  }

  @Test func functionsThatTheModelOfAgreementNamesExist() throws {
    let functions = ModelRule.functions(inMarkdown: try repository.text("docs/spec/agreement-model.md"))
    #expect(functions.count > 10)
    for (name, function) in functions {
      let file = try #require(sources.first { $0.path == "Sources/PandoConsensus/\(name)" }, "\(name) does not exist.")
      #expect(ModelRule.declares(file, function), "\(file.path) has no function `\(function)`.")
    }
  }
}
