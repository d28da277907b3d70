import Foundation
import Testing
import pando

/// Does what the tutorials say, line by line, and sees that it ends as they say.
@Suite(.serialized) struct TutorialTests {
  private static let pages: [String] = {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let folder = root.appending(path: "docs/tutorial")
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { $0.hasSuffix(".md") }.sorted().map { folder.appending(path: $0).path }
  }()

  /// A line that a page tells the reader to type.
  private struct Line {
    let command: String
    let exitCode: Int32

    /// - Parameter text: such as `$ pando transfer 1000 --to alice   # ends with code 1`.
    init?(_ text: Substring) {
      guard text.hasPrefix("$ ") else { return nil }
      command = String(text.dropFirst(2))
      exitCode = command.firstMatch(of: /# ends with code (\d+)$/).flatMap { Int32($0.1) } ?? 0
    }
  }

  @Test func thereArePages() { #expect(!TutorialTests.pages.isEmpty) }

  @Test(.timeLimit(.minutes(3)), arguments: pages)
  func everyLineDoesWhatThePageSays(page: String) async throws {
    let lines = try String(contentsOfFile: page, encoding: .utf8).split(separator: "\n").compactMap { Line($0) }
    try #require(lines.count > 5)
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-tutorial-\(UUID().uuidString)").path,
      environment: [:])
    try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let ports = try await PagePorts(lines.map(\.command))
    var nodes: [Process] = []
    do {
      for line in lines { try await carryOut(line, home, ports, &nodes) }
    } catch {
      for node in nodes { node.terminate() }
      _ = try? await Program.run(["down"], home: home)
      throw error
    }
    for node in nodes {
      node.terminate()
      node.waitUntilExit()
      #expect(node.terminationStatus == 0)
    }
    _ = try await Program.run(["down"], home: home)
    try expectEveryPairConnects(home)
  }

  /// Of every two nodes of a consortium one has the other in its list, or their votes would not reach each other.
  private func expectEveryPairConnects(_ home: Home) throws {
    let files = FileManager.default
    var nodes: [(folder: String, port: Substring, peers: Substring)] = []
    for name in (try files.contentsOfDirectory(atPath: home.path)).sorted() {
      let folders = (try? files.contentsOfDirectory(atPath: "\(home.path)/\(name)")) ?? []
      for folder in folders.sorted() {
        let path = "\(home.path)/\(name)/\(folder)/config.yaml"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
        let peers = try #require(text.firstMatch(of: /listen: '[^']*:(\d+)'\n +addresses: \[(.*)\]/), "\(text)")
        nodes.append((folder, peers.1, peers.2))
      }
    }
    for one in nodes {
      for other in nodes where one.folder < other.folder {
        let isDialed = one.peers.contains(":\(other.port)'") || other.peers.contains(":\(one.port)'")
        #expect(isDialed, "Neither \(one.folder) nor \(other.folder) dials the other.")
      }
    }
  }

  /// Free ports in the place of those that a page names: 7401 and those after it for peers, 8401 and so on for clients.
  private struct PagePorts {
    private let stands: [String: Int]

    init(_ commands: [String]) async throws {
      let named = Set(commands.flatMap { $0.matches(of: /\b[78]40[1-9]\b/).map { String($0.0) } }).sorted()
      let free = named.isEmpty ? [] : try await FreePorts.choose(named.count)
      stands = Dictionary(uniqueKeysWithValues: zip(named, free))
    }

    func stand(in command: String) -> String {
      command.replacing(/\b[78]40[1-9]\b/) { match in stands[String(match.0)].map(String.init) ?? String(match.0) }
    }
  }

  private func carryOut(_ line: Line, _ home: Home, _ ports: PagePorts, _ nodes: inout [Process]) async throws {
    if line.command.hasPrefix("pando node") {
      // It stays in the foreground too, until the end.
      let log = "\(home.path)/node-\(nodes.count).log"
      let words = ports.stand(in: line.command).split(separator: " ").dropFirst().map(String.init)
      nodes.append(try Program.start(words, home: home, output: log))
      try await eventually("\(line.command) serves clients", within: .seconds(30)) {
        try String(contentsOfFile: log, encoding: .utf8).contains("listening on")
      }
      return
    }
    if line.command.hasPrefix("pando up") {
      // It stays in the foreground; the reader goes on in another terminal.
      let log = "\(home.path)/up.log"
      let arguments = line.command.split(separator: " ").dropFirst().map(String.init)
      try Program.start(arguments, home: home, output: log)
      try await eventually("\(line.command) invites to go on", within: .seconds(30)) {
        try String(contentsOfFile: log, encoding: .utf8).contains("Try next")
      }
      return
    }
    let command = try stand(in: ports.stand(in: line.command), home)
    let outcome = try await Program.run(line: command, home: home)
    #expect(outcome.exitCode == line.exitCode, "\(line.command)\n\(outcome.output)")
  }

  /// The command with a node and a genesis of this network in the place of the page's examples.
  private func stand(in command: String, _ home: Home) throws -> String {
    guard let node = try home.network.record()?.nodes.first else { return command }
    return command.replacing("http://node-1.example:8400", with: node.url)
      .replacing("genesis.json", with: home.network.genesisFile)
  }
}
