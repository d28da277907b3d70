import PandoContracts

// The part of the Language Server Protocol 3.17 that the server speaks. Names and shapes are the protocol's.

/// What says which answer belongs to which request.
enum RequestID: Codable, Hashable {
  case number(Int)
  case string(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .string(let string): try container.encode(string)
    }
  }
}

/// A request, or a notification, which has no identifier.
struct IncomingHead: Decodable {
  let id: RequestID?
  let method: String?
}

struct Incoming<Parameters: Decodable>: Decodable {
  let params: Parameters
}

/// What answers a request: its result, or why there is none.
struct Answer: Encodable {
  private let id: RequestID?
  private let outcome: Result<any Encodable, ResponseError>

  init(id: RequestID, result: some Encodable) {
    self.id = id
    outcome = .success(result)
  }

  /// - Parameter id: nil when the request could not be read.
  init(id: RequestID?, error: ResponseError) {
    self.id = id
    outcome = .failure(error)
  }

  /// Identifier and result are written even when they are null.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode("2.0", forKey: .jsonrpc)
    try container.encode(id, forKey: .id)
    switch outcome {
    case .success(let result): try container.encode(result, forKey: .result)
    case .failure(let error): try container.encode(error, forKey: .error)
    }
  }

  private enum Keys: CodingKey {
    case jsonrpc, id, result, error
  }
}

struct ResponseError: Error, Encodable {
  let code: Int
  let message: String

  static func parseError(_ message: String) -> ResponseError { ResponseError(code: -32_700, message: message) }
  static func invalidRequest(_ message: String) -> ResponseError { ResponseError(code: -32_600, message: message) }
  static func methodNotFound(_ method: String) -> ResponseError {
    ResponseError(code: -32_601, message: "The method \(method) is not spoken here.")
  }
  static func invalidParameters(_ message: String) -> ResponseError { ResponseError(code: -32_602, message: message) }
  static let notInitialized = ResponseError(code: -32_002, message: "The first request is `initialize`.")
  static func requestFailed(_ message: String) -> ResponseError { ResponseError(code: -32_803, message: message) }
}

struct Notification<Parameters: Encodable>: Encodable {
  let jsonrpc = "2.0"
  let method: String
  let params: Parameters
}

// MARK: What editors send

struct InitializeParams: Decodable {
  struct Folder: Decodable {
    let uri: String
  }

  let rootUri: String?
  let workspaceFolders: [Folder]?
}

struct TextDocumentItem: Decodable {
  let uri: String
  let text: String
}

struct TextDocumentIdentifier: Codable {
  let uri: String
}

struct DidOpenParams: Decodable {
  let textDocument: TextDocumentItem
}

struct DidChangeParams: Decodable {
  /// The whole text, since that is what the server asks for.
  struct Change: Decodable {
    let text: String
  }

  let textDocument: TextDocumentIdentifier
  let contentChanges: [Change]
}

/// The parameters of all that is about a whole document.
struct DocumentParams: Decodable {
  let textDocument: TextDocumentIdentifier
}

/// The parameters of all that is about a place.
struct PlaceParams: Decodable {
  let textDocument: TextDocumentIdentifier
  let position: LSPPosition
}

struct WatchedFilesParams: Decodable {
  let changes: [TextDocumentIdentifier]
}

// MARK: What editors get

struct LSPPosition: Codable {
  let line: Int
  let character: Int

  init(_ position: TextPosition) {
    line = position.line
    character = position.character
  }

  var textPosition: TextPosition { TextPosition(line: line, character: character) }
}

struct LSPRange: Encodable {
  let start: LSPPosition
  let end: LSPPosition

  init(_ range: SourceRange, in source: Source) {
    start = LSPPosition(source.textPosition(of: range.lower))
    end = LSPPosition(source.textPosition(of: range.upper))
  }
}

struct LSPLocation: Encodable {
  let uri: String
  let range: LSPRange
}

struct InitializeResult: Encodable {
  struct Capabilities: Encodable {
    struct Completion: Encodable {
      let triggerCharacters = ["$", ".", "@"]
    }

    let positionEncoding = "utf-16"
    /// Whole texts, at each change.
    let textDocumentSync = 1
    let completionProvider = Completion()
    let hoverProvider = true
    let definitionProvider = true
    let referencesProvider = true
    let documentSymbolProvider = true
    let documentFormattingProvider = true
  }

  struct ServerInfo: Encodable {
    let name = "pando"
    let version: String
  }

  let capabilities = Capabilities()
  let serverInfo: ServerInfo
}

struct PublishDiagnosticsParams: Encodable {
  struct Finding: Encodable {
    let range: LSPRange
    let severity: Int
    let code: String
    let source = "needle"
    let message: String

    init(_ diagnostic: Diagnostic, in source: Source) {
      range = LSPRange(diagnostic.range, in: source)
      severity =
        switch diagnostic.severity {
        case .error: 1
        case .warning: 2
        case .note: 3
        }
      code = diagnostic.code.rawValue
      message = diagnostic.hint.map { "\(diagnostic.message)\n\($0)" } ?? diagnostic.message
    }
  }

  let uri: String
  let diagnostics: [Finding]
}

struct MarkupContent: Encodable {
  let kind = "markdown"
  let value: String

  init(_ explanation: Explanation) {
    value = "```needle\n\(explanation.code)\n```" + (explanation.text.isEmpty ? "" : "\n\n\(explanation.text)")
  }
}

struct HoverResult: Encodable {
  let contents: MarkupContent
  let range: LSPRange
}

struct LSPTextEdit: Encodable {
  let range: LSPRange
  let newText: String
}

struct CompletionResult: Encodable {
  struct Entry: Encodable {
    let label: String
    let kind: Int
    let detail: String?
    let documentation: MarkupContent?
    let textEdit: LSPTextEdit

    init(_ completion: Completion, _ range: LSPRange) {
      label = completion.label
      kind =
        switch completion.kind {
        case .function: 3
        case .field: 5
        case .variable: 6
        case .contract: 7
        case .tail: 2
        case .keyword: 14
        case .type: 25
        }
      detail = completion.explanation.map { String($0.code.prefix { $0 != "\n" }) }
      documentation = completion.explanation.map { MarkupContent($0) }
      textEdit = LSPTextEdit(range: range, newText: completion.label)
    }
  }

  let isIncomplete: Bool
  let items: [Entry]
}

struct DocumentSymbol: Encodable {
  let name: String
  let kind: Int
  let range: LSPRange
  let selectionRange: LSPRange
  let children: [DocumentSymbol]

  init(_ entry: OutlineEntry, in source: Source) {
    name = entry.name
    kind =
      switch entry.kind {
      case .contract: 5
      case .section: 6
      case .field: 8
      case .function: 12
      }
    range = LSPRange(entry.range, in: source)
    selectionRange = LSPRange(entry.nameRange, in: source)
    children = entry.entries.map { DocumentSymbol($0, in: source) }
  }
}
