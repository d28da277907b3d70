import Foundation

/// A Swift file taken apart as far as the house rules need: lines, tokens, comments, and blocks between braces.
struct SourceFile: Sendable {
  /// Relative to the repository.
  let path: String
  let lines: [Substring]
  let tokens: [Token]
  /// The text of line comments by their line, slashes included.
  let comments: [Int: String]
  /// The lines that hold a part of a string literal.
  let literalLines: Set<Int>
  let blocks: [Block]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var lexer = Lexer(text)
    lexer.run()
    tokens = lexer.tokens
    comments = lexer.comments
    literalLines = lexer.literalLines
    blocks = Block.find(in: lexer.tokens)
  }

  /// `Sources/PandoLedger/StateTree.swift` → `PandoLedger`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  var isGenerated: Bool { path.hasSuffix(".pb.swift") }
  var isTest: Bool { path.hasPrefix("Tests/") }
}

/// An identifier, number, keyword or attribute; or one character of anything else. String literals leave no token.
struct Token: Equatable, Sendable {
  let text: String
  /// From 1.
  let line: Int
}

/// A pair of braces and what stands before it.
struct Block: Sendable {
  /// The positions of the tokens between the brace or semicolon before, and this opening brace.
  let header: Range<Int>
  /// The positions of both braces and all between.
  let range: ClosedRange<Int>

  static func find(in tokens: [Token]) -> [Block] {
    var blocks: [Block] = []
    var open: [(header: Range<Int>, start: Int)] = []
    var headerStart = 0
    for (position, token) in tokens.enumerated() {
      switch token.text {
      case "{":
        open.append((headerStart..<position, position))
        headerStart = position + 1
      case "}":
        if let (header, start) = open.popLast() { blocks.append(Block(header: header, range: start...position)) }
        headerStart = position + 1
      case ";":
        headerStart = position + 1
      default: break
      }
    }
    return blocks
  }
}

/// Splits Swift into tokens; knows comments, nested ones too, and string literals of every form.
private struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// For each string literal we are inside an interpolation of: how many parentheses are open, and the literal.
  private var interpolations: [(depth: Int, literal: Literal)] = []
  private(set) var tokens: [Token] = []
  private(set) var comments: [Int: String] = [:]
  private(set) var literalLines: Set<Int> = []

  private struct Literal {
    let pounds: Int
    let isMultiline: Bool
  }

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func run() {
    while position < bytes.count {
      if starts("//") {
        lineComment()
      } else if starts("/*") {
        blockComment()
      } else if let literal = openingQuote() {
        string(literal)
      } else {
        codeToken()
      }
    }
  }

  private func starts(_ text: String, at offset: Int = 0) -> Bool {
    bytes.dropFirst(position + offset).starts(with: text.utf8)
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func lineComment() {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    comments[line] = String(decoding: bytes[position..<end], as: UTF8.self)
    position = end
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        advance(2)
      } else if starts("*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
  }

  private func openingQuote() -> Literal? {
    var pounds = 0
    while position + pounds < bytes.count, bytes[position + pounds] == UInt8(ascii: "#") { pounds += 1 }
    guard starts("\"", at: pounds) else { return nil }
    return Literal(pounds: pounds, isMultiline: starts("\"\"\"", at: pounds))
  }

  private mutating func string(_ literal: Literal) {
    advance(literal.pounds + (literal.isMultiline ? 3 : 1))
    restOfString(literal)
  }

  /// Skips to the end of the literal, or to the start of an interpolation, whose tokens count as code.
  private mutating func restOfString(_ literal: Literal) {
    let pounds = [UInt8](repeating: UInt8(ascii: "#"), count: literal.pounds)
    let escape = [UInt8(ascii: "\\")] + pounds
    let quote = [UInt8](repeating: UInt8(ascii: "\""), count: literal.isMultiline ? 3 : 1) + pounds
    while position < bytes.count {
      literalLines.insert(line)
      let rest = bytes[position...]
      if rest.starts(with: quote) { return advance(quote.count) }
      if rest.starts(with: escape) {
        advance(escape.count)
        if starts("(") {
          advance()
          interpolations.append((1, literal))
          return
        }
      }
      advance()
    }
  }

  private mutating func codeToken() {
    let byte = bytes[position]
    if isWord(byte) || byte == UInt8(ascii: "@") {
      let start = position
      position += 1
      while position < bytes.count, isWord(bytes[position]) { position += 1 }
      tokens.append(Token(text: String(decoding: bytes[start..<position], as: UTF8.self), line: line))
      return
    }
    if byte > 0x20 { tokens.append(Token(text: String(decoding: [byte], as: UTF8.self), line: line)) }
    advance()
    guard let (depth, literal) = interpolations.last else { return }
    let change = byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
    interpolations[interpolations.count - 1].depth = depth + change
    if depth + change == 0 {
      interpolations.removeLast()
      restOfString(literal)
    }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
