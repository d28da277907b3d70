import Foundation
import PandoContracts
import Testing
import pando

/// An editor's session with `pando contract lsp`.
@Suite struct LanguageServerTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// An editor: sends messages, takes the answers apart.
  private struct Editor {
    var server = LanguageServer()
    private var lastID = 0

    /// - Returns: everything that came back, as objects.
    mutating func send(_ text: String) throws -> [[String: Any]] {
      try server.handle(Data(text.utf8)).map {
        try #require(try JSONSerialization.jsonObject(with: $0) as? [String: Any])
      }
    }

    mutating func notify(_ method: String, _ params: String) throws -> [[String: Any]] {
      try send(#"{"jsonrpc": "2.0", "method": "\#(method)", "params": \#(params)}"#)
    }

    /// - Returns: the result, as JSON with sorted keys.
    mutating func request(_ method: String, _ params: String) throws -> String {
      lastID += 1
      let answers = try send(#"{"jsonrpc": "2.0", "id": \#(lastID), "method": "\#(method)", "params": \#(params)}"#)
      let answer = try #require(answers.last)
      #expect(answer["id"] as? Int == lastID)
      let content = try #require(answer["result"] ?? answer["error"])
      let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes]
      return String(decoding: try JSONSerialization.data(withJSONObject: content, options: options), as: UTF8.self)
    }

    mutating func initialize(_ folder: String? = nil) throws {
      let root = folder.map { "\"\(URL(filePath: $0).absoluteString)\"" } ?? "null"
      let result = try request("initialize", #"{"processId": null, "rootUri": \#(root), "capabilities": {}}"#)
      #expect(result.contains(#""hoverProvider":true"#))
      #expect(try notify("initialized", "{}").isEmpty)
    }

    mutating func open(_ uri: String, _ text: String) throws -> [[String: Any]] {
      let text = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
      return try notify(
        "textDocument/didOpen",
        #"{"textDocument": {"uri": "\#(uri)", "languageId": "needle", "version": 1, "text": \#(text)}}"#)
    }
  }

  private func place(_ uri: String, _ line: Int, _ character: Int) -> String {
    #"{"textDocument": {"uri": "\#(uri)"}, "position": {"line": \#(line), "character": \#(character)}}"#
  }

  @Test func whatIsLeftOutIsSaidOnce() throws {
    for name in ["a", "b", "c", "d"] { try workspace.write("contract \(name.uppercased()) {}", "\(name).sim") }
    var limits = LanguageService.Limits()
    limits.sourceCountMax = 1
    var server = LanguageServer(service: LanguageService(limits: limits))
    let folder = URL(filePath: workspace.path).absoluteString
    let request = #"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"rootUri": "\#(folder)"}}"#
    let sent = server.handle(Data(request.utf8)).map { String(decoding: $0, as: UTF8.self) }
    let logs = sent.filter { $0.contains("window") }
    #expect(sent.count == 2)
    #expect(logs.count == 1)
    #expect(logs.first?.contains("3 files left out. More than 1 source") == true, "\(logs)")
  }

  @Test func aFolderIsNotItsNamesake() throws {
    try FileManager.default.createDirectory(atPath: "\(workspace.path)/app", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: "\(workspace.path)/app2", withIntermediateDirectories: true)
    try workspace.write("contract Inside {}", "app/a.sim")
    try workspace.write("contract Outside {}", "app2/a.sim")
    var editor = Editor()
    try editor.initialize("\(workspace.path)/app")
    let changed = URL(filePath: "\(workspace.path)/app2/a.sim").absoluteString
    _ = try editor.notify("workspace/didChangeWatchedFiles", #"{"changes": [{"uri": "\#(changed)", "type": 2}]}"#)
    let published = try editor.open("untitled:b", "contract B { action { Inside()\nOutside() } }")
    let text = String(decoding: try JSONSerialization.data(withJSONObject: published), as: UTF8.self)
    #expect(text.contains("`Outside`") && !text.contains("`Inside`"), "\(text)")
  }

  @Test func aHugeFileIsNotRead() throws {
    try workspace.write(String(repeating: " ", count: 100), "a.sim")
    #expect(try Files.bytes(of: "\(workspace.path)/a.sim", countMax: 100).count == 100)
    #expect(throws: Failure.self) { try Files.bytes(of: "\(workspace.path)/a.sim", countMax: 99) }
  }

  @Test func anEditorIsServed() throws {
    var editor = Editor()
    try editor.initialize()
    let uri = "untitled:one"
    let published = try editor.open(uri, "contract A {\n  action {\n    var x int\n    x = siz(\"ä\")\n  }\n}\n")
    let parameters = try #require(published.first?["params"] as? [String: Any])
    let findings = try #require(parameters["diagnostics"] as? [[String: Any]])
    #expect(parameters["uri"] as? String == uri)
    #expect(findings.contains { ($0["message"] as? String)?.contains("Size") ?? false }, "It suggests what is meant.")

    let change = #"[{"text": "contract A {\n  action {\n    $result = Size(\"ä\")\n  }\n}\n"}]"#
    let cleared = try editor.notify(
      "textDocument/didChange", #"{"textDocument": {"uri": "\#(uri)", "version": 2}, "contentChanges": \#(change)}"#)
    #expect(((cleared.first?["params"] as? [String: Any])?["diagnostics"] as? [Any])?.isEmpty == true)

    let hover = try editor.request("textDocument/hover", place(uri, 2, 16))
    #expect(hover.contains("func Size(s string) int"))
    let completion = try editor.request("textDocument/completion", place(uri, 2, 17))
    #expect(completion.contains(#""label":"Size""#) && !completion.contains("DBFind"))
    #expect(try editor.request("textDocument/definition", place(uri, 2, 16)) == "null")
    let outline = try editor.request("textDocument/documentSymbol", #"{"textDocument": {"uri": "\#(uri)"}}"#)
    #expect(outline.contains(#""name":"A""#) && outline.contains(#""name":"action""#))
    let form = try editor.request("textDocument/formatting", #"{"textDocument": {"uri": "\#(uri)"}, "options": {}}"#)
    #expect(form.contains(#"    action {\n        $result = Size(\"ä\")\n"#))

    #expect(try editor.request("shutdown", "null") == "null")
    #expect(editor.server.exitCode == nil)
    _ = try editor.send(#"{"jsonrpc": "2.0", "method": "exit"}"#)
    #expect(editor.server.exitCode == 0)
  }

  @Test func filesOfTheFolderAreKnownWithoutBeingOpen() throws {
    try workspace.write("contract Other { data { N int } action { $result = $N } }", "other one.sim")
    var editor = Editor()
    try editor.initialize(workspace.path)
    let uri = URL(filePath: "\(workspace.path)/main.sim").absoluteString
    let published = try editor.open(uri, "contract A {\n  action {\n    $result = Other(\"N\", 1)\n  }\n}\n")
    #expect(((published.first?["params"] as? [String: Any])?["diagnostics"] as? [Any])?.isEmpty == true)
    #expect(try editor.request("textDocument/definition", place(uri, 2, 15)).contains("other%20one.sim"))
    #expect(try editor.request("textDocument/references", place(uri, 2, 15)).contains("main.sim"))

    // What is open counts, however its name is spelled; then what is on disk again.
    let other = URL(filePath: "\(workspace.path)/other one.sim").absoluteString.replacing(
      "file://", with: "file://localhost")
    #expect(try editor.open(other, "contract Another {}").count >= 1)
    let close = try editor.notify("textDocument/didClose", #"{"textDocument": {"uri": "\#(other)"}}"#)
    #expect(close.contains { (($0["params"] as? [String: Any])?["uri"] as? String) == uri })
    try FileManager.default.removeItem(atPath: "\(workspace.path)/other one.sim")
    let gone = try editor.notify("workspace/didChangeWatchedFiles", #"{"changes": [{"uri": "\#(other)", "type": 3}]}"#)
    #expect(String(describing: gone).contains("neither a function nor a contract"))
  }

  @Test func whatMakesNoSenseIsAnswered() throws {
    var editor = Editor()
    #expect(try editor.request("textDocument/hover", place("a", 0, 0)).contains("-32002"))
    try editor.initialize()
    #expect(try editor.request("initialize", #"{"capabilities": {}}"#).contains("-32600"))
    #expect(try editor.request("textDocument/hover", place("a", 0, 0)).contains("is not open"))
    #expect(try editor.request("textDocument/hover", #"{"position": 3}"#).contains("-32602"))
    #expect(try editor.request("workspace/fly", "{}").contains("-32601"))
    #expect(String(describing: try editor.send("nonsense")).contains("-32700"))
    #expect(try editor.send(#"{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}}"#).isEmpty)
    #expect(String(describing: try editor.notify("textDocument/didOpen", "{}")).contains("window/logMessage"))
    for (line, character) in [(0, 0), (-1, -1), (99, 99), (Int.max, Int.max), (0, Int.max)] {
      _ = try editor.open("a", "x")
      #expect(!(try editor.request("textDocument/completion", place("a", line, character))).contains("-32"))
    }
    _ = try editor.request("shutdown", "null")
    #expect(try editor.request("textDocument/hover", place("a", 0, 0)).contains("shut down"))
    var hasty = Editor()
    _ = try hasty.send(#"{"jsonrpc": "2.0", "method": "exit"}"#)
    #expect(hasty.server.exitCode == 1, "Nobody asked for the end before.")
  }

  // MARK: Frames

  @Test func messagesComeInAnyPieces() throws {
    let stream = ["{}", "", #"{"a": "ü"}"#].reduce(Data()) { $0 + MessageFramer.frame(Data($1.utf8)) }
    for size in [1, 3, 21, stream.count] {
      var framer = MessageFramer()
      var messages: [String] = []
      var rest = stream[...]
      while !rest.isEmpty {
        framer.append(rest.prefix(size))
        rest = rest.dropFirst(size)
        while let message = try framer.next() { messages.append(String(decoding: message, as: UTF8.self)) }
      }
      #expect(messages == ["{}", "", #"{"a": "ü"}"#])
    }
  }

  @Test(arguments: [
    "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n",
    "Content-Length: 9000000\r\n\r\n", "Content-Type: a\r\n\r\n", String(repeating: "a", count: 5_000),
  ])
  func whatIsNoFrameEndsTheSession(text: String) {
    var framer = MessageFramer()
    framer.append(text.utf8)
    #expect(throws: Failure.self) { _ = try framer.next() }
  }
}
