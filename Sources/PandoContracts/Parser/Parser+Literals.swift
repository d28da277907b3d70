extension Parser {
  /// - Precondition: at `[`.
  mutating func parseArray() -> Expression {
    let opening = open()
    let elements = parseCollection(opening, .rightBracket) { $0.parseElement() }
    return Expression(.array(elements), elements.list.range)
  }

  /// - Precondition: at `{`.
  mutating func parseMap() -> Expression {
    let opening = open()
    let entries = parseCollection(opening, .rightBrace) { $0.parseEntry() }
    return Expression(.map(entries), entries.list.range)
  }

  /// Entries with commas between them. A comma behind the last is taken too.
  private mutating func parseCollection<Content>(
    _ opening: Token, _ closing: TokenKind, _ parse: (inout Parser) -> Content?
  ) -> Expression.Collection<Content> {
    var items: [Item<Content>] = []
    var isBroken = false
    var isOpen = true
    while isOpen, kind != closing, kind != .end {
      isBroken = isBroken || source.line(of: token.range.lower) > source.line(of: previousEnd)
      let item = parseItem(isFirst: items.isEmpty, parse) { parser in
        isOpen = parser.take(.comma)
      }
      if let item { items.append(item) } else { isOpen = false }
    }
    let comments = closingComments(isEmpty: items.isEmpty)
    close(closing, opening)
    let range = opening.range.through(SourceRange(previousEnd, previousEnd))
    let hasComments =
      !comments.isEmpty || items.contains { !$0.layout.leading.isEmpty || !$0.layout.trailing.isEmpty }
    return Expression.Collection(ItemList(items, closing: comments, range), isBroken: isBroken || hasComments)
  }

  private mutating func parseElement() -> Expression.Element? {
    if nextKind == .colon { return parseEntry().map { .entry($0) } }
    return parseElementValue().map { .value($0) }
  }

  private mutating func parseEntry() -> Expression.Entry? {
    let key: Expression.Key
    switch kind {
    case .string: key = .text(text(advance()))
    case .trueKeyword, .falseKeyword, .nilKeyword, .integer, .float:
      report(
        .literalKey, token.range, "A key is a text or a name, not \(kind.description).", hint: "Put it in quotes.")
      key = .name(Name(source.text(token.range)), advance().range)
    case .identifier, .extended: key = .name(Name(source.text(token.range)), advance().range)
    case let word where word.isKeyword || word.isType: key = .name(Name(word.spelling), advance().range)
    default:
      expected(.literalKey, "a key")
      return nil
    }
    guard expect(.colon) else { return nil }
    return parseElementValue().map { Expression.Entry(key, $0) }
  }

  /// A literal or a variable; anything else is reported and taken.
  private mutating func parseElementValue() -> Expression? {
    let value = parseExpression()
    switch value.kind {
    case .literal, .variable, .array, .map: return value
    case .missing: return nil
    default:
      reject(
        .literalElement, value.range, "Only constants, variables and further literals can stand in a literal.",
        hint: "Assign the value to a variable first.")
      return value
    }
  }
}
