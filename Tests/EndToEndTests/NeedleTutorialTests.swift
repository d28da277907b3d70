import Foundation
import Testing
import pando

/// Does what docs/needle/first-contract.md says: writes its files, types its commands, and compares what they print
/// with what stands below them.
@Suite struct NeedleTutorialTests {
  private static let page: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appending(path: "docs/needle/first-contract.md")
  }()

  /// What stands between two lines of three backquotes.
  private struct Block {
    /// The file that it is; nil for what is typed.
    let file: String?
    var lines: [String] = []
  }

  private struct Command {
    let line: String
    let exitCode: Int32
    var output: [String] = []

    init(_ line: String) {
      self.line = line
      exitCode = line.firstMatch(of: /# ends with code (\d+)$/).flatMap { Int32($0.1) } ?? 0
    }
  }

  private static func blocks(of text: String) -> [Block] {
    var blocks: [Block] = []
    var current: Block?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        current?.lines.append(String(line))
        continue
      }
      if let block = current {
        blocks.append(block)
        current = nil
      } else {
        current = Block(file: line.split(separator: " ").dropFirst().first.map(String.init))
      }
    }
    return blocks
  }

  private static func commands(of block: Block) -> [Command] {
    block.lines.reduce(into: []) { commands, line in
      if line.hasPrefix("$ ") {
        commands.append(Command(String(line.dropFirst(2))))
      } else if !commands.isEmpty {
        commands[commands.count - 1].output.append(line)
      }
    }
  }

  @Test(.timeLimit(.minutes(2))) func everyBlockDoesWhatThePageSays() async throws {
    let blocks = NeedleTutorialTests.blocks(of: try String(contentsOf: NeedleTutorialTests.page, encoding: .utf8))
    try #require(blocks.count > 10)
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-needle-\(UUID().uuidString)").path,
      environment: [:])
    try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    for block in blocks {
      if let file = block.file {
        let text = block.lines.joined(separator: "\n") + "\n"
        try text.write(toFile: "\(home.path)/\(file)", atomically: true, encoding: .utf8)
        continue
      }
      for command in NeedleTutorialTests.commands(of: block) {
        let outcome = try await Program.run(line: command.line, home: home)
        #expect(outcome.exitCode == command.exitCode, "\(command.line)\n\(outcome.output)")
        let wanted = command.output.map { $0 + "\n" }.joined()
        #expect(outcome.output == wanted, "\(command.line)")
      }
    }
  }
}
