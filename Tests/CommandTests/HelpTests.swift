import ArgumentParser
import Foundation
import Testing
import pando

/// What every command says of itself, and what the pages say of the commands.
@Suite struct HelpTests {
  struct Command: Sendable {
    /// As it is typed.
    let name: String
    let type: any ParsableCommand.Type
  }

  static let commands = below(Pando.self, name: "pando")

  private static func below(_ type: any ParsableCommand.Type, name: String) -> [Command] {
    [Command(name: name, type: type)]
      + type.configuration.subcommands.flatMap { below($0, name: "\(name) \($0._commandName)") }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The commands in `text`: lines that begin with `pando`, with the lines that a backslash continues.
  static func examples(in text: String) -> [[String]] {
    text.replacing("\\\n", with: " ").split(separator: "\n").compactMap { line in
      let line = line.trimmingCharacters(in: .whitespaces).replacing("$ ", with: "")
      guard line.hasPrefix("pando ") || line == "pando" else { return nil }
      // A shell's business is none of ours.
      let command = line.prefix { $0 != ">" && $0 != "|" && $0 != "#" }
      return words(String(command))
    }
  }

  /// Words as a shell splits them, as far as our examples go.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    for (index, part) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 { words.append(String(part)) } else { words += part.split(separator: " ").map(String.init) }
    }
    return Array(words.dropFirst())
  }

  private func expectParses(_ words: [String], in place: String) {
    do {
      _ = try Pando.parseAsRoot(words)
    } catch {
      // Requests for help and the version are thrown too.
      #expect(Pando.exitCode(for: error) == .success, "\(place): pando \(words): \(Pando.message(for: error))")
    }
  }

  @Test func everyCommandTeaches() {
    #expect(HelpTests.commands.count > 25)
    for command in HelpTests.commands {
      let configuration = command.type.configuration
      #expect(!configuration.abstract.isEmpty, "\(command.name) has no abstract.")
      #expect(configuration.abstract.hasSuffix("."), "\(command.name): an abstract is a sentence.")
      let examples = HelpTests.examples(in: configuration.discussion)
      #expect(!examples.isEmpty, "\(command.name) shows no example.")
      let isOwn = examples.contains { (["pando"] + $0).joined(separator: " ").hasPrefix(command.name) }
      #expect(isOwn, "\(command.name) shows no example of itself.")
      for example in examples { expectParses(example, in: command.name) }
      #expect(command.type.helpMessage(columns: 100).contains("USAGE"))
    }
  }

  @Test func everyOptionIsExplained() {
    for command in HelpTests.commands {
      let lines = command.type.helpMessage(columns: 200).split(separator: "\n")
      for (index, line) in lines.enumerated() where line.hasPrefix("  -") {
        // A long name has its explanation on the next line.
        let next = lines.dropFirst(index + 1).first.flatMap { $0.hasPrefix("      ") ? $0 : nil } ?? ""
        let words = (line + " " + next).split(separator: " ").filter { !$0.hasPrefix("-") && !$0.hasPrefix("<") }
        #expect(words.count >= 2, "\(command.name): \(line)")
      }
    }
  }

  @Test(arguments: [
    "docs/cli.md", "docs/tutorial/first-transfer.md", "docs/tutorial/real-hosts.md", "docs/needle/first-contract.md",
  ])
  func everyCommandOnAPageParses(page: String) throws {
    let text = try String(contentsOf: HelpTests.root.appending(path: page), encoding: .utf8)
    let examples = HelpTests.examples(in: text)
    #expect(!examples.isEmpty)
    for example in examples { expectParses(example, in: page) }
  }

  @Test func thePageNamesEveryCommandAndExitCode() throws {
    let text = try String(contentsOf: HelpTests.root.appending(path: "docs/cli.md"), encoding: .utf8)
    for command in HelpTests.commands where command.type.configuration.subcommands.isEmpty {
      #expect(text.contains("`\(command.name)"), "docs/cli.md does not name \(command.name).")
    }
    for exit in Exit.allCases { #expect(text.contains("| \(exit.rawValue) |"), "docs/cli.md lacks \(exit).") }
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsCanBePrinted(shell: String) throws {
    let completion = try #require(CompletionShell(rawValue: shell))
    #expect(Pando.completionScript(for: completion).contains("transfer"))
    expectParses(["completions", shell], in: "completions")
  }
}
