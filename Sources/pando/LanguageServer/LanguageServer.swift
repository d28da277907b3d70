package import Foundation
import PandoAPI
package import PandoContracts

/// Answers an editor's messages (Language Server Protocol 3.17). What it knows of contracts is `LanguageService`'s.
///
/// Sources that the editor has open count as it sent them; other `.sim` files of its folders as they are on disk, so
/// that contracts that call one another are known without being open.
package struct LanguageServer {
  private enum Stage {
    case new, running, shutDown
  }

  private var stage = Stage.new
  private var service: LanguageService
  private var folders: [URL] = []
  /// The documents that the editor has open, and how it calls them.
  private var open: [String: String] = [:]
  /// What each open document was last told, so that it is not told again.
  private var published: [String: [UInt8]] = [:]
  private var outgoing: [Data] = []
  /// The exit code, once the editor has asked for the end.
  package private(set) var exitCode: Int32?

  package init(service: LanguageService = LanguageService()) { self.service = service }

  /// Takes a message without its header.
  /// - Returns: what to send, in order.
  package mutating func handle(_ message: Data) -> [Data] {
    outgoing = []
    let head: IncomingHead
    do {
      head = try JSON.decode(from: [UInt8](message))
    } catch {
      send(Answer(id: nil, error: .parseError(error.message)))
      return outgoing
    }
    // An answer to a request of ours; there are none.
    guard let method = head.method else { return outgoing }
    do throws(ResponseError) {
      if let id = head.id {
        try answer(method, id, [UInt8](message))
      } else {
        try take(method, [UInt8](message))
      }
    } catch {
      // Nobody waits for an answer to a notification.
      if let id = head.id { send(Answer(id: id, error: error)) } else { log(error.message) }
    }
    return outgoing
  }

  private mutating func send(_ message: some Encodable) {
    // Values of ours, without anything that JSON lacks.
    guard let bytes = try? JSON.encode(message) else { preconditionFailure("A message of ours is always JSON.") }
    outgoing.append(Data(bytes))
  }

  private mutating func log(_ message: String) {
    struct Parameters: Encodable {
      let type = 2
      let message: String
    }
    send(Notification(method: "window/logMessage", params: Parameters(message: message)))
  }

  private func parameters<T: Decodable>(_: T.Type, _ message: [UInt8]) throws(ResponseError) -> T {
    do {
      return try JSON.decode(Incoming<T>.self, from: message).params
    } catch {
      throw .invalidParameters(error.message)
    }
  }

  // MARK: Requests

  private mutating func answer(_ method: String, _ id: RequestID, _ message: [UInt8]) throws(ResponseError) {
    switch stage {
    case .new where method != "initialize": throw .notInitialized
    case .shutDown: throw .invalidRequest("The server was shut down.")
    case .new, .running: break
    }
    switch method {
    case "initialize":
      guard stage == .new else { throw .invalidRequest("The server is initialized already.") }
      begin(try parameters(InitializeParams.self, message))
      send(Answer(id: id, result: InitializeResult(serverInfo: .init(version: Release.version))))
    case "shutdown":
      stage = .shutDown
      send(Answer(id: id, result: String?.none))
    case "textDocument/completion":
      send(Answer(id: id, result: try completions(parameters(PlaceParams.self, message))))
    case "textDocument/hover": send(Answer(id: id, result: try hover(parameters(PlaceParams.self, message))))
    case "textDocument/definition": send(Answer(id: id, result: try definition(parameters(PlaceParams.self, message))))
    case "textDocument/references": send(Answer(id: id, result: try uses(parameters(PlaceParams.self, message))))
    case "textDocument/documentSymbol":
      send(Answer(id: id, result: try outline(parameters(DocumentParams.self, message))))
    case "textDocument/formatting":
      send(Answer(id: id, result: try formatting(parameters(DocumentParams.self, message))))
    default: throw .methodNotFound(method)
    }
  }

  private func known(_ document: TextDocumentIdentifier) throws(ResponseError) -> Source {
    guard let source = service.source(name(of: document.uri)) else {
      throw .invalidParameters("\(document.uri) is not open.")
    }
    return source
  }

  private mutating func completions(_ place: PlaceParams) throws(ResponseError) -> CompletionResult {
    let source = try known(place.textDocument)
    let list = service.completions(at: source.offset(of: place.position.textPosition), in: source.name)
    let range = LSPRange(list.range, in: source)
    return CompletionResult(isIncomplete: list.isCut, items: list.items.map { .init($0, range) })
  }

  private mutating func hover(_ place: PlaceParams) throws(ResponseError) -> HoverResult? {
    let source = try known(place.textDocument)
    return service.hover(at: source.offset(of: place.position.textPosition), in: source.name).map {
      HoverResult(contents: MarkupContent($0.explanation), range: LSPRange($0.range, in: source))
    }
  }

  private mutating func definition(_ place: PlaceParams) throws(ResponseError) -> LSPLocation? {
    let source = try known(place.textDocument)
    return service.definition(at: source.offset(of: place.position.textPosition), in: source.name).flatMap(location)
  }

  private mutating func uses(_ place: PlaceParams) throws(ResponseError) -> [LSPLocation] {
    let source = try known(place.textDocument)
    return service.uses(at: source.offset(of: place.position.textPosition), in: source.name).compactMap(location)
  }

  private func location(_ location: LanguageService.Location) -> LSPLocation? {
    service.source(location.name).map {
      LSPLocation(uri: uri(of: location.name), range: LSPRange(location.range, in: $0))
    }
  }

  private func outline(_ document: DocumentParams) throws(ResponseError) -> [DocumentSymbol] {
    let source = try known(document.textDocument)
    return service.outline(of: source.name).map { DocumentSymbol($0, in: source) }
  }

  private func formatting(_ document: DocumentParams) throws(ResponseError) -> [LSPTextEdit] {
    let source = try known(document.textDocument)
    guard let text = service.formatted(source.name) else {
      throw .requestFailed("A source with errors cannot be brought into form.")
    }
    if source.bytes == Array(text.utf8) { return [] }
    return [LSPTextEdit(range: LSPRange(SourceRange(0, source.bytes.count), in: source), newText: text)]
  }

  // MARK: Notifications

  private mutating func take(_ method: String, _ message: [UInt8]) throws(ResponseError) {
    if method == "exit" {
      exitCode = stage == .shutDown ? 0 : 1
      return
    }
    guard stage == .running else { return }
    switch method {
    case "textDocument/didOpen":
      let document = try parameters(DidOpenParams.self, message).textDocument
      open[name(of: document.uri)] = document.uri
      try update(name(of: document.uri), document.text)
    case "textDocument/didChange":
      let parameters = try parameters(DidChangeParams.self, message)
      let name = name(of: parameters.textDocument.uri)
      guard open[name] != nil, let change = parameters.contentChanges.last else { return }
      try update(name, change.text)
    case "textDocument/didClose":
      let name = name(of: try parameters(DocumentParams.self, message).textDocument.uri)
      guard let uri = open.removeValue(forKey: name) else { return }
      published[name] = nil
      send(Notification(method: publishMethod, params: PublishDiagnosticsParams(uri: uri, diagnostics: [])))
      reload(name)
    case "workspace/didChangeWatchedFiles":
      let changes = try parameters(WatchedFilesParams.self, message).changes
      for name in changes.map({ name(of: $0.uri) }) where open[name] == nil { reload(name) }
    // The rest says nothing that would change an answer.
    default: return
    }
    publish()
  }

  private let publishMethod = "textDocument/publishDiagnostics"

  private mutating func update(_ name: String, _ text: String) throws(ResponseError) {
    do {
      try service.update(name, text: Array(text.utf8))
    } catch {
      throw .requestFailed(error.message)
    }
  }

  /// Tells the editor what is wrong with its open documents, as far as that has changed.
  private mutating func publish() {
    for report in service.findings() {
      let name = report.source.name
      guard let uri = open[name] else { continue }
      let findings = report.diagnostics.map { PublishDiagnosticsParams.Finding($0, in: report.source) }
      let parameters = PublishDiagnosticsParams(uri: uri, diagnostics: findings)
      guard let bytes = try? JSON.encode(parameters), published[name] != bytes else { continue }
      published[name] = bytes
      send(Notification(method: publishMethod, params: parameters))
    }
  }

  // MARK: Files

  private mutating func begin(_ parameters: InitializeParams) {
    stage = .running
    let uris = parameters.workspaceFolders?.map(\.uri) ?? [parameters.rootUri].compactMap { $0 }
    folders = uris.compactMap(URL.init(string:)).filter(\.isFileURL).map(\.standardizedFileURL)
    // A folder with more than this is no application; walking on would keep the editor waiting.
    var left = 20_000
    var leftOut: [String] = []
    for folder in folders {
      let files = FileManager.default.enumerator(
        at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
      while left > 0, let file = files?.nextObject() as? URL {
        left -= 1
        if file.pathExtension == "sim", let reason = load(file.standardizedFileURL.path) { leftOut.append(reason) }
      }
    }
    // One message, however many there are.
    if let reason = leftOut.first { log("\(Description.count(leftOut.count, "file")) left out. \(reason)") }
  }

  /// Takes a file that is not open as it is on disk.
  private mutating func reload(_ name: String) {
    if let reason = load(name) { log("\(name) is left out. \(reason)") }
  }

  /// - Returns: why the file is left out, if it is.
  private mutating func load(_ name: String) -> String? {
    guard name.hasSuffix(".sim"), folders.contains(where: { contains($0, name) }), Files.isFile(name) else {
      service.remove(name)
      return nil
    }
    do throws(Failure) {
      let bytes = try Files.bytes(of: name, countMax: service.limits.byteCountMax)
      return update(name, bytes)
    } catch {
      service.remove(name)
      return error.message
    }
  }

  private mutating func update(_ name: String, _ bytes: [UInt8]) -> String? {
    do {
      try service.update(name, text: bytes)
      return nil
    } catch {
      return error.message
    }
  }

  private func contains(_ folder: URL, _ name: String) -> Bool {
    name.hasPrefix(folder.path.hasSuffix("/") ? folder.path : folder.path + "/")
  }

  /// What the service calls a document: the path of a file, which editors spell in several ways.
  private func name(of uri: String) -> String {
    guard let url = URL(string: uri), url.isFileURL else { return uri }
    return url.standardizedFileURL.path
  }

  /// What the editor calls a document.
  private func uri(of name: String) -> String {
    open[name] ?? (name.hasPrefix("/") ? URL(filePath: name).absoluteString : name)
  }
}
