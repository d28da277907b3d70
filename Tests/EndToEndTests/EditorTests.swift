import Foundation
import Testing
import pando

/// `pando contract lsp` as an editor starts it: a process with a pipe.
@Suite struct EditorTests {
  @Test(.timeLimit(.minutes(1))) func aSessionOverPipes() async throws {
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-editor-\(UUID().uuidString)").path,
      environment: [:])
    try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let messages = [
      #"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}"#,
      #"{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": "untitled:a", "text": "contract"}}}"#,
      #"{"jsonrpc": "2.0", "id": "two", "method": "shutdown"}"#,
      #"{"jsonrpc": "2.0", "method": "exit"}"#,
    ]
    let session = messages.reduce(Data()) { $0 + MessageFramer.frame(Data($1.utf8)) }
    try session.write(to: URL(filePath: "\(home.path)/session"))
    let outcome = try await Program.run(line: "pando contract lsp < session", home: home)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    var framer = MessageFramer()
    framer.append(outcome.output.utf8)
    var methods: [String] = []
    while let message = try framer.next() {
      let object = try #require(try JSONSerialization.jsonObject(with: message) as? [String: Any])
      methods.append(object["method"] as? String ?? "\(object["id"] ?? "")")
    }
    #expect(methods == ["1", "textDocument/publishDiagnostics", "two"])

    let cut = try await Program.run(line: "head -c 100 session | pando contract lsp > out; exit $?", home: home)
    #expect(cut.exitCode == 1, "The editor was gone before it asked for the end.")
    let strange = try await Program.run(line: "echo hello | pando contract lsp", home: home)
    #expect(strange.exitCode != 0)
  }
}
