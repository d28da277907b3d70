extension Parser {
  mutating func parseTree() -> SyntaxTree {
    var items: [Item<Declaration>] = []
    skipNewlines()
    while kind != .end {
      if let item = parseItem(isFirst: items.isEmpty, { $0.parseDeclaration() }) { items.append(item) }
      skipNewlines()
    }
    let closing = closingComments(isEmpty: items.isEmpty)
    return SyntaxTree(ItemList(items, closing: closing, SourceRange(0, token.range.upper)))
  }

  private mutating func parseDeclaration() -> Declaration? {
    switch kind {
    case .contractKeyword: return parseContract().map { .contract($0) }
    case .funcKeyword where nextKind != .actionKeyword && nextKind != .conditionsKeyword:
      return parseFunction().map { .function($0) }
    default:
      expected(.expectedDeclaration, "`contract` or `func`")
      // A stray brace mostly follows a block that was closed too early; the rest of that contract is no news.
      repeat { advance() } while kind != .contractKeyword && kind != .funcKeyword && kind != .end
      return nil
    }
  }

  private mutating func parseContract() -> Contract? {
    advance()
    skipNewlines()
    guard let name = parseName("the name of the contract") else {
      skipStatement()
      return nil
    }
    return Contract(name: name, members: parseBraces { $0.parseMember() })
  }

  private mutating func parseMember() -> Member? {
    switch (kind, nextKind) {
    case (.dataKeyword, _):
      advance()
      return .data(parseBraces { $0.parseField() })
    case (.settingsKeyword, _):
      advance()
      return .settings(parseBraces { $0.parseSetting() })
    case (.funcKeyword, .actionKeyword), (.funcKeyword, .conditionsKeyword):
      advance()
      return parseSection()
    case (.actionKeyword, _), (.conditionsKeyword, _): return parseSection()
    case (.funcKeyword, _): return parseFunction().map { .function($0) }
    default: return parseStatement().map { .statement($0) }
    }
  }

  private mutating func parseSection() -> Member? {
    let word = advance()
    let kind: Section.Kind = word.kind == .actionKeyword ? .action : .conditions
    skipNewlines()
    let start = token.range
    let parameters = self.kind == .leftParenthesis ? parseParameters() : ParameterList()
    let results = parseResults()
    if !parameters.parameters.isEmpty || parameters.variadic != nil || !results.isEmpty {
      report(
        .sectionSignature, start, "`\(kind.rawValue)` has neither parameters nor results.",
        hint: "Parameters of a contract are the fields of its section `data`; its result is `$result`.")
    }
    return .section(Section(kind, word.range, body: parseBlock()))
  }

  // MARK: Sections

  private mutating func parseField() -> Field? {
    var names: [Identifier] = []
    repeat {
      guard let name = parsePlainName("the name of a field") else {
        skipStatement()
        return nil
      }
      names.append(name)
    } while take(.comma)
    guard let type = parseType() else {
      skipStatement()
      return nil
    }
    let tags = kind == .string ? text(advance()) : nil
    if kind == .comma {
      report(.expectedEndOfStatement, token.range, "Fields are separated by line breaks.", hint: "Remove the comma.")
      advance()
    } else if kind == .string {
      expected(.expectedEndOfStatement, "the end of the line", hint: "A field has one text of tags.")
      skipStatement()
    }
    return Field(names: names, type: type, tags: tags)
  }

  private mutating func parseSetting() -> Setting? {
    guard let name = parseName("the name of a setting"), expect(.assign) else {
      skipStatement()
      return nil
    }
    guard let value = parseLiteral() else {
      expected(.expectedLiteral, "a number or a text", hint: "A setting is a constant without a sign.")
      skipStatement()
      return nil
    }
    _ = take(.comma)
    return Setting(name: name, value: value)
  }

  // MARK: Functions

  /// - Precondition: at `func`.
  mutating func parseFunction() -> Function? {
    advance()
    skipNewlines()
    guard let name = parseName("the name of the function") else {
      skipStatement()
      return nil
    }
    skipNewlines()
    let parameters = kind == .leftParenthesis ? parseParameters() : ParameterList()
    skipNewlines()
    var tails: [Tail] = []
    while take(.period) {
      skipNewlines()
      guard let name = parseName("the name of the tail") else { break }
      skipNewlines()
      tails.append(Tail(name: name, parameters: kind == .leftParenthesis ? parseParameters() : ParameterList()))
      skipNewlines()
    }
    let results = parseResults()
    return Function(name: name, parameters: parameters, tails: tails, results: results, body: parseBlock())
  }

  private mutating func parseResults() -> [TypeReference] {
    var results: [TypeReference] = []
    skipNewlines()
    while kind.isType || kind == .comma {
      if let type = typeReference(advance()) { results.append(type) }
      skipNewlines()
    }
    return results
  }

  /// - Precondition: at `(`.
  private mutating func parseParameters() -> ParameterList {
    let opening = open()
    var parameters: [Parameter] = []
    var names: [Identifier] = []
    var variadic: Identifier?
    while kind != .rightParenthesis {
      if kind == .identifier || kind.isKeyword {
        guard let name = parsePlainName("the name of a parameter") else { break }
        if variadic != nil { report(.misplacedSpread, name.range, "Nothing can follow a parameter with `...`.") }
        names.append(name)
      } else if let type = typeReference(token) {
        if names.isEmpty { expected(.expectedName, "the name of a parameter") }
        advance()
        parameters += names.map { Parameter($0, type) }
        names = []
      } else if kind == .ellipsis, names.count == 1 {
        advance()
        variadic = names.removeFirst()
      } else if kind != .comma {
        break
      }
      _ = take(.comma)
    }
    if !names.isEmpty { expected(.expectedType, "the type of `\(names[0].name)`") }
    close(.rightParenthesis, opening)
    return ParameterList(parameters, variadic: variadic)
  }

  // MARK: Names and types

  /// A name that may be any identifier.
  mutating func parseName(_ what: String) -> Identifier? {
    guard kind == .identifier else {
      let isWord = kind.isKeyword || kind.isType
      expected(.expectedName, what, hint: isWord ? "`\(kind.spelling)` is a word of the language." : nil)
      return nil
    }
    return identifier(advance())
  }

  /// A name of a variable, parameter or field. One that they may not have is reported and taken.
  mutating func parsePlainName(_ what: String) -> Identifier? {
    let name = parseName(what)
    if let name, !name.name.isPlain {
      reject(
        .invalidName, name.range, "`\(name.name)` cannot be the name of a variable, parameter or field.",
        hint: "Such names are an ASCII letter, then letters, digits and `_`.")
    }
    return name
  }

  private mutating func parseType() -> TypeReference? {
    guard let type = typeReference(token) else {
      let names = DeclaredType.allCases.map(\.rawValue).joined(separator: ", ")
      expected(.expectedType, "a type", hint: "The types are \(names).")
      return nil
    }
    advance()
    return type
  }

  func typeReference(_ token: Token) -> TypeReference? {
    DeclaredType(token.kind).map { TypeReference($0, token.range) }
  }

  func identifier(_ token: Token) -> Identifier {
    let dollar = token.kind == .extended ? 1 : 0
    return Identifier(
      Name(source.text(SourceRange(token.range.lower + dollar, token.range.upper))), token.range)
  }

  func text(_ token: Token) -> Text { Text(spelling: source.text(token.range), token.range) }
}
