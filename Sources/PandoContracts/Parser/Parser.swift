/// Makes the tree of a source.
///
/// It never stops at a mistake: what is missing is reported and taken as given, what is too much is reported and
/// skipped, up to the end of the statement or list entry. It goes no deeper than `FrontEndLimits.nestingMax`, so no
/// source overflows the stack. The grammar is in docs/spec/needle.md.
struct Parser {
  let source: Source
  let limits: FrontEndLimits
  private let tokens: [Token]
  private let comments: [CommentToken]
  private(set) var diagnostics: DiagnosticList

  private var position = 0
  private var commentPosition = 0
  /// Above zero inside parentheses and brackets, where line breaks mean nothing.
  private var bracketDepth = 0
  private var nesting = 0
  private var isTooDeep = false
  /// Where the last token or comment that was taken ends.
  private(set) var lastEnd = 0
  /// The token at which the last mistake was reported: one is enough.
  private var lastMistake = -1

  init(_ source: Source, limits: FrontEndLimits) {
    let (list, diagnostics) = Lexer.tokens(of: source, limits: limits)
    self.source = source
    self.limits = limits
    self.diagnostics = diagnostics
    tokens = list.tokens
    comments = list.comments
  }

  // MARK: Tokens

  var token: Token { tokens[position] }
  var kind: TokenKind { tokens[position].kind }
  var nextKind: TokenKind { tokens[min(position + 1, tokens.count - 1)].kind }

  /// Where the last token that was taken ends.
  private(set) var previousEnd = 0

  /// Takes the token. The end is never taken.
  @discardableResult mutating func advance() -> Token {
    let taken = token
    guard taken.kind != .end else { return taken }
    position += 1
    previousEnd = taken.range.upper
    if taken.kind != .newline { lastEnd = max(lastEnd, taken.range.upper) }
    if bracketDepth > 0 { skipNewlines() }
    return taken
  }

  mutating func skipNewlines() {
    while kind == .newline { position += 1 }
  }

  /// Takes the token if it is of this kind.
  mutating func take(_ wanted: TokenKind) -> Bool {
    guard kind == wanted else { return false }
    advance()
    return true
  }

  /// Takes an opening bracket, behind which line breaks mean nothing.
  @discardableResult mutating func open() -> Token {
    bracketDepth += 1
    return advance()
  }

  /// Takes the closing bracket that belongs to `opening`, or reports that it is missing.
  mutating func close(_ wanted: TokenKind, _ opening: Token) {
    bracketDepth -= 1
    guard kind != wanted else {
      advance()
      return
    }
    let place = source.position(of: opening.range.lower)
    expected(
      .expectedSymbol, "`\(wanted.spelling)`",
      hint: "The `\(opening.kind.spelling)` is on line \(place.line), column \(place.column).")
    if let found = find(wanted) {
      position = found
      advance()
    } else if bracketDepth == 0 {
      // The statement ends with its line, now that the bracket is taken as closed.
      while position > 0, tokens[position - 1].kind == .newline { position -= 1 }
      lastMistake = position
    }
  }

  /// Where the bracket that is missing at the token comes on the same line.
  private func find(_ wanted: TokenKind) -> Int? {
    var depth = 0
    for index in position..<tokens.count {
      switch tokens[index].kind {
      case .newline, .end: return nil
      case .leftBrace, .leftBracket, .leftParenthesis: depth += 1
      case .rightBrace, .rightBracket, .rightParenthesis:
        if depth == 0 { return tokens[index].kind == wanted ? index : nil }
        depth -= 1
      default: break
      }
    }
    return nil
  }

  /// Whether the token is on the line on which the last one ended.
  var isOnSameLine: Bool { source.line(of: previousEnd) == source.line(of: token.range.lower) }

  // MARK: Mistakes

  /// Reports what keeps the parser from understanding the token; nothing more is said of the same token.
  mutating func report(_ code: DiagnosticCode, _ range: SourceRange, _ message: String, hint: String? = nil) {
    guard lastMistake != position else { return }
    lastMistake = position
    diagnostics.add(code, range, message, hint: hint)
  }

  /// Reports what was understood and is not allowed.
  mutating func reject(_ code: DiagnosticCode, _ range: SourceRange, _ message: String, hint: String? = nil) {
    diagnostics.add(code, range, message, hint: hint)
  }

  /// Reports that something else was expected: at the token, or behind the last one if the token is on another line.
  mutating func expected(_ code: DiagnosticCode, _ what: String, hint: String? = nil) {
    // The lexer has reported it.
    guard kind != .unknown else {
      lastMistake = position
      return
    }
    let isHere = kind != .newline && kind != .end && source.line(of: lastEnd) == source.line(of: token.range.lower)
    let range = isHere || position == 0 ? token.range : SourceRange(previousEnd, previousEnd)
    let found = isHere || position == 0 || kind == .end ? kind : .newline
    report(code, range, "Expected \(what), found \(found.description).", hint: hint)
  }

  mutating func expect(_ wanted: TokenKind, hint: String? = nil) -> Bool {
    if take(wanted) { return true }
    expected(.expectedSymbol, "`\(wanted.spelling)`", hint: hint)
    return false
  }

  /// Skips to the end of the line, or to the brace that closes the block; whole blocks on the way are skipped.
  mutating func skipStatement() {
    var depth = 0
    while kind != .end, kind != .contractKeyword {
      switch kind {
      case .newline where depth == 0: return
      case .leftBrace: depth += 1
      case .rightBrace:
        if depth == 0 { return }
        depth -= 1
      default: break
      }
      advance()
    }
  }

  /// Skips what the bracket at the token encloses.
  mutating func skipBrackets() {
    var depth = 0
    repeat {
      switch kind {
      case .leftBrace, .leftBracket, .leftParenthesis: depth += 1
      case .rightBrace, .rightBracket, .rightParenthesis: depth -= 1
      default: break
      }
      advance()
    } while depth > 0 && kind != .end
  }

  /// Runs `parse` one level deeper, unless that is too deep; then reports it, and gives nil with nothing taken.
  mutating func nested<Result>(_ parse: (inout Parser) -> Result) -> Result? {
    guard nesting < limits.nestingMax else {
      // What nests too deep once mostly does so again.
      if !isTooDeep { report(.nestingTooDeep, token.range, "This nests more than \(limits.nestingMax) levels deep.") }
      isTooDeep = true
      return nil
    }
    nesting += 1
    defer { nesting -= 1 }
    return parse(&self)
  }

  // MARK: Comments

  /// Takes the comments that begin before `offset`.
  private mutating func takeComments(before offset: Int, isFirst: Bool) -> [Comment] {
    var taken: [Comment] = []
    while commentPosition < comments.count, comments[commentPosition].range.lower < offset {
      let range = comments[commentPosition].range
      commentPosition += 1
      taken.append(
        Comment(text(ofComment: range), isAfterBlankLine: !(isFirst && taken.isEmpty) && isAfterBlankLine(range.lower)))
      lastEnd = max(lastEnd, range.upper)
    }
    return taken
  }

  /// Takes the comments with which the line of the last token ends.
  private mutating func takeTrailingComments() -> [Comment] {
    let next = nextToken
    let line = source.line(of: lastEnd)
    var taken: [Comment] = []
    while commentPosition < comments.count {
      let range = comments[commentPosition].range
      let isLast = next.kind == .end || source.line(of: next.range.lower) > source.line(of: range.upper)
      guard range.upper <= next.range.lower, isLast, source.line(of: range.lower) == line else { break }
      commentPosition += 1
      taken.append(Comment(text(ofComment: range)))
      lastEnd = max(lastEnd, range.upper)
    }
    return taken
  }

  /// The next token that is no line break.
  var nextToken: Token {
    var next = position
    while tokens[next].kind == .newline { next += 1 }
    return tokens[next]
  }

  private func isAfterBlankLine(_ offset: Int) -> Bool { source.line(of: offset) - source.line(of: lastEnd) > 1 }

  private func text(ofComment range: SourceRange) -> String {
    let bytes = source.bytes[range.lower..<range.upper]
    let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0D].contains($0) }
    guard bytes.starts(with: "//".utf8) else {
      // An unterminated one is given its end, so that a printed tree is a source.
      let text = source.text(range)
      return text.utf8.count >= 4 && text.hasSuffix("*/") ? text : text + " */"
    }
    let last = bytes.lastIndex { !isBlank($0) } ?? bytes.startIndex
    return String(decoding: bytes[...last], as: UTF8.self)
  }

  // MARK: Lists

  /// Parses one entry of a list and takes the comments around and inside it.
  /// - Parameter separate: takes what stands between this entry and the next.
  mutating func parseItem<Content>(
    isFirst: Bool, _ parse: (inout Parser) -> Content?, separate: (inout Parser) -> Void = { _ in }
  ) -> Item<Content>? {
    let start = token.range.lower
    var layout = Layout()
    layout.leading = takeComments(before: start, isFirst: isFirst)
    layout.isAfterBlankLine = !(isFirst && layout.leading.isEmpty) && isAfterBlankLine(start)
    let content = parse(&self)
    let end = max(start, previousEnd)
    layout.leading += takeComments(before: end, isFirst: false).map { Comment($0.text) }
    separate(&self)
    layout.trailing = takeTrailingComments()
    return content.map { Item($0, SourceRange(start, end), layout) }
  }

  /// The comments before the token that closes a list.
  mutating func closingComments(isEmpty: Bool) -> [Comment] {
    takeComments(before: nextToken.kind == .end ? source.bytes.count : nextToken.range.lower, isFirst: isEmpty)
  }

  /// Parses entries between braces, each by `parse`, which takes at least one token or gives nil.
  mutating func parseBraces<Content>(_ parse: (inout Parser) -> Content?) -> ItemList<Content> {
    skipNewlines()
    if kind != .leftBrace {
      expected(.expectedSymbol, "`{`")
      // It may come behind what is too much.
      while ![.leftBrace, .rightBrace, .newline, .end].contains(kind) { advance() }
    }
    guard kind == .leftBrace else { return ItemList([], SourceRange(previousEnd, previousEnd)) }
    let opening = advance()
    let list = nested { $0.parseEntries(after: opening, parse) }
    if let list { return list }
    position -= 1
    skipBrackets()
    return ItemList([], opening.range.through(SourceRange(previousEnd, previousEnd)))
  }

  private mutating func parseEntries<Content>(
    after opening: Token, _ parse: (inout Parser) -> Content?
  ) -> ItemList<Content> {
    var items: [Item<Content>] = []
    skipNewlines()
    while kind != .rightBrace, kind != .end, kind != .contractKeyword {
      let before = position
      if let item = parseItem(isFirst: items.isEmpty, parse) { items.append(item) }
      if position == before { skipUnexpected() }
      skipNewlines()
    }
    let closing = closingComments(isEmpty: items.isEmpty)
    if !take(.rightBrace) {
      let place = source.position(of: opening.range.lower)
      expected(.expectedSymbol, "`}`", hint: "The `{` is on line \(place.line), column \(place.column).")
    }
    return ItemList(
      items, closing: closing, opening.range.through(SourceRange(previousEnd, max(previousEnd, opening.range.upper))))
  }

  /// Gets on after a mistake at which nothing was taken.
  private mutating func skipUnexpected() {
    advance()
    skipStatement()
  }
}
