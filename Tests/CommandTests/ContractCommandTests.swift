import ArgumentParser
import Foundation
import Testing
import pando

/// `pando contract`
@Suite struct ContractCommandTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func run(_ words: String...) throws {
    var command = try Pando.parseAsRoot(["contract"] + words)
    try command.run()
  }

  private func path(_ name: String, _ text: String) throws -> String {
    try workspace.write(text, name)
    return "\(workspace.path)/\(name)"
  }

  @Test func formattingRewritesWhatIsNotInForm() throws {
    let file = try path("a.sim", "contract  A{action{$result=1}}  // why")
    #expect(throws: Failure.silent(.refused)) { try run("fmt", "--check", file) }
    try run("fmt", file)
    let text = try workspace.text("a.sim")
    #expect(text == "contract A {\n    action {\n        $result = 1\n    }\n}  // why\n")
    try run("fmt", "--check", file)
  }

  @Test func formattingLeavesWhatCannotBeRead() throws {
    let bad = try path("bad.sim", "contract A { action { f( } }")
    let good = try path("good.sim", "contract A{}")
    #expect(throws: Failure.silent(.refused)) { try run("fmt", bad, good) }
    #expect(try workspace.text("bad.sim") == "contract A { action { f( } }")
    #expect(try workspace.text("good.sim") == "contract A {}\n")
  }

  @Test func checkingEndsByWhatWasFound() throws {
    let sound = try path("sound.sim", "contract A { action { $result = 1 } }")
    let warning = try path("warning.sim", "contract B { action { var a int } }")
    let error = try path("error.sim", "contract C { action { D() } }")
    try run("check", sound, warning)
    try run("check", sound, "--json")
    try run("check", sound, "--sarif")
    #expect(throws: Failure.silent(.refused)) { try run("check", sound, error) }
    try run("check", error, "--known", "D")
    #expect(throws: (any Error).self) { try run("check") }
    #expect(throws: Failure.self) { try run("check", "\(workspace.path)/none.sim") }
  }
}
