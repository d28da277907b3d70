/// Takes a source apart. Whatever the bytes are, it ends, and what it could not read is a diagnostic.
///
/// The rules are in docs/spec/needle.md, "Lexical rules".
package struct Lexer {
  let source: Source
  let limits: FrontEndLimits
  private let bytes: [UInt8]
  private var offset = 0
  private var tokens: [Token] = []
  private var comments: [CommentToken] = []
  var diagnostics: DiagnosticList

  private init(_ source: Source, limits: FrontEndLimits) {
    self.source = source
    self.limits = limits
    bytes = source.bytes
    diagnostics = DiagnosticList(countMax: limits.diagnosticCountMax)
  }

  /// The tokens of `source`, and what is wrong with them.
  package static func tokens(
    of source: Source, limits: FrontEndLimits = .standard
  ) -> (list: TokenList, diagnostics: DiagnosticList) {
    precondition(limits.sourceByteCountMax <= Int(Int32.max), "Ranges have 31 bits.")
    var lexer = Lexer(source, limits: limits)
    if source.bytes.count > limits.sourceByteCountMax {
      lexer.diagnostics.add(
        .sourceTooLarge, SourceRange(0, 0),
        "The source has \(source.bytes.count) bytes; at most \(limits.sourceByteCountMax) are read.")
      lexer.append(.end, from: 0)
    } else {
      for range in InvalidUTF8.ranges(in: source.bytes, countMax: limits.diagnosticCountMax) {
        lexer.diagnostics.add(.invalidUTF8, range, "These bytes are no UTF-8.")
      }
      lexer.run()
    }
    return (TokenList(tokens: lexer.tokens, comments: lexer.comments), lexer.diagnostics)
  }

  private mutating func run() {
    tokens.reserveCapacity(bytes.count / 5)
    // A byte order mark says nothing about a text that is UTF-8 in any case.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    while offset < bytes.count {
      guard tokens.count < limits.tokenCountMax else {
        diagnostics.add(
          .tooManyTokens, SourceRange(offset, offset), "The source has more than \(limits.tokenCountMax) tokens.")
        break
      }
      next()
    }
    append(.end, from: offset)
  }

  private func byte(_ distance: Int = 0) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  private mutating func append(_ kind: TokenKind, from start: Int) {
    tokens.append(Token(kind: kind, range: SourceRange(start, offset)))
  }

  /// Reads one token, comment or blank; at least one byte.
  private mutating func next() {
    let start = offset
    switch bytes[offset] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
    case UInt8(ascii: "\n"), UInt8(ascii: ";"):
      offset += 1
      append(.newline, from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case UInt8(ascii: "."):
      if Lexer.isDigit(byte(1)) {
        number()
      } else if byte(1) == UInt8(ascii: "."), byte(2) == UInt8(ascii: ".") {
        offset += 3
        append(.ellipsis, from: start)
      } else {
        offset += 1
        append(.period, from: start)
      }
    case UInt8(ascii: "\""): quoted()
    case UInt8(ascii: "`"): backquoted()
    case UInt8(ascii: "$"), UInt8(ascii: "@"): prefixedName()
    case let byte where Lexer.isNameHead(byte): name()
    default:
      if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") || byte(1) == UInt8(ascii: "*") {
        comment()
      } else {
        symbol()
      }
    }
    assert(offset > start, "Each step takes a byte.")
  }

  // MARK: Names

  static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9") }

  /// Letters, the underscore, and whatever is not ASCII.
  static func isNameHead(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return UInt8(ascii: "a") <= letter && letter <= UInt8(ascii: "z") || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private mutating func skipName() {
    while offset < bytes.count, Lexer.isNameHead(bytes[offset]) || Lexer.isDigit(bytes[offset]) { offset += 1 }
  }

  private mutating func name() {
    let start = offset
    skipName()
    // No word of the language is longer, so long names need no look at the table.
    let word = offset - start <= 10 ? TokenKind.words[source.text(SourceRange(start, offset))] : nil
    append(word ?? .identifier, from: start)
  }

  private mutating func prefixedName() {
    let start = offset
    let isExtended = byte() == UInt8(ascii: "$")
    guard Lexer.isNameHead(byte(1)) || !isExtended && Lexer.isDigit(byte(1)) else { return symbol() }
    offset += 1
    skipName()
    append(isExtended ? .extended : .identifier, from: start)
  }

  // MARK: Numbers

  private mutating func number() {
    let start = offset
    var pointCount = 0
    while Lexer.isDigit(byte()) || byte() == UInt8(ascii: ".") {
      if byte() == UInt8(ascii: ".") { pointCount += 1 }
      offset += 1
    }
    let digits = SourceRange(start, offset)
    let isGlued = Lexer.isNameHead(byte())
    skipName()
    let range = SourceRange(start, offset)
    if isGlued {
      diagnostics.add(
        .malformedNumber, range, "A number ends in letters.",
        hint: "There are no exponents, hexadecimal numbers or units.")
    } else if digits.upper - digits.lower > limits.numberByteCountMax {
      diagnostics.add(.malformedNumber, range, "A number has at most \(limits.numberByteCountMax) digits.")
    } else if pointCount > 1 {
      diagnostics.add(.malformedNumber, range, "A number has more than one point.")
    } else if pointCount == 0, Int64(source.text(digits)) == nil {
      diagnostics.add(
        .integerTooLarge, range, "An integer is at most \(Int64.max).", hint: "Write it as a text for Money().")
    }
    append(pointCount == 0 ? .integer : .float, from: start)
  }

  // MARK: Texts and comments

  /// `"…"`: ends at the next quote that has no backslash before it, on whatever line that is.
  private mutating func quoted() {
    let start = offset
    offset += 1
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    endText(start)
  }

  private mutating func backquoted() {
    let start = offset
    offset += 1
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "`") { offset += 1 }
    endText(start)
  }

  private mutating func endText(_ start: Int) {
    if offset < bytes.count {
      offset += 1
    } else {
      // The rest of the source is more likely code than text.
      let line = source.range(ofLine: source.line(of: start))
      offset = max(start + 1, line.upper)
      diagnostics.add(.unterminatedText, SourceRange(start, offset), "This text has no end.")
    }
    append(.string, from: start)
  }

  private mutating func comment() {
    let start = offset
    if byte(1) == UInt8(ascii: "/") {
      while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
    } else {
      offset += 2
      while offset < bytes.count, !(byte() == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) { offset += 1 }
      if offset < bytes.count {
        offset += 2
      } else {
        diagnostics.add(.unterminatedComment, SourceRange(start, start + 2), "This comment has no end.")
      }
    }
    comments.append(CommentToken(range: SourceRange(start, offset)))
  }

  // MARK: Symbols

  private mutating func symbol() {
    let start = offset
    if let kind = Lexer.symbol(byte(), byte(1)) {
      offset += kind.length
      append(kind.kind, from: start)
      return
    }
    let first = byte()
    while offset < bytes.count, bytes[offset] == first { offset += 1 }
    let character = String(decoding: [first], as: UTF8.self)
    let shown = first > 0x20 && first < 0x7F ? "`\(character)`" : "the byte \(first)"
    diagnostics.add(
      .unknownCharacter, SourceRange(start, offset), "The language has no use for \(shown).",
      hint: Lexer.hint(instead: first))
    append(.unknown, from: start)
  }

  private static func symbol(_ first: UInt8, _ second: UInt8) -> (kind: TokenKind, length: Int)? {
    let isBeforeEqual = second == UInt8(ascii: "=")
    switch first {
    case UInt8(ascii: "("): return (.leftParenthesis, 1)
    case UInt8(ascii: ")"): return (.rightParenthesis, 1)
    case UInt8(ascii: "["): return (.leftBracket, 1)
    case UInt8(ascii: "]"): return (.rightBracket, 1)
    case UInt8(ascii: "{"): return (.leftBrace, 1)
    case UInt8(ascii: "}"): return (.rightBrace, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ":"): return (.colon, 1)
    case UInt8(ascii: "+"): return (.plus, 1)
    case UInt8(ascii: "-"): return (.minus, 1)
    case UInt8(ascii: "*"): return (.asterisk, 1)
    case UInt8(ascii: "/"): return (.slash, 1)
    case UInt8(ascii: "="): return isBeforeEqual ? (.equal, 2) : (.assign, 1)
    case UInt8(ascii: "!"): return isBeforeEqual ? (.notEqual, 2) : (.not, 1)
    case UInt8(ascii: "<"): return isBeforeEqual ? (.lessOrEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"): return isBeforeEqual ? (.greaterOrEqual, 2) : (.greater, 1)
    case UInt8(ascii: "&"): return second == first ? (.and, 2) : nil
    case UInt8(ascii: "|"): return second == first ? (.or, 2) : nil
    default: return nil
    }
  }

  private static func hint(instead character: UInt8) -> String? {
    switch character {
    case UInt8(ascii: "&"): "Logical and is `&&`."
    case UInt8(ascii: "|"): "Logical or is `||`."
    case UInt8(ascii: "'"): "Texts stand in double quotes or backquotes."
    case UInt8(ascii: "%"): "For the remainder of money call MathModDecimal."
    case UInt8(ascii: "?"): "Use `if` and `else`."
    default: nil
    }
  }
}
