extension Parser {
  var missing: Expression { Expression(.missing, SourceRange(previousEnd, previousEnd)) }

  mutating func parseWholeExpression() -> Expression {
    skipNewlines()
    let expression = parseExpression()
    skipNewlines()
    if kind != .end { expected(.expectedEndOfStatement, "the end of the expression") }
    return expression
  }

  /// Expressions with commas between them; at least one.
  mutating func parseExpressions() -> [Expression] {
    var expressions = [parseExpression()]
    while take(.comma) {
      skipNewlines()
      expressions.append(parseExpression())
    }
    return expressions
  }

  mutating func parseExpression() -> Expression { parseBinary(precedenceMin: 0) }

  /// Precedence climbing; all operators are left-associative.
  private mutating func parseBinary(precedenceMin: Int) -> Expression {
    var left = parseUnary()
    while let precedence = BinaryOperator(kind)?.precedence, precedence >= precedenceMin {
      var links: [Expression.Link] = []
      while let binaryOperator = BinaryOperator(kind), binaryOperator.precedence == precedence {
        let line = source.line(of: previousEnd)
        advance()
        skipNewlines()
        let isBroken = source.line(of: token.range.lower) > line
        let operand = parseBinary(precedenceMin: precedence + 1)
        links.append(Expression.Link(binaryOperator, operand, isBroken: isBroken))
      }
      let end = links.last?.operand.range ?? left.range
      left = Expression(.binary(left, links), left.range.through(end))
    }
    return left
  }

  private mutating func parseUnary() -> Expression {
    let unaryOperator: UnaryOperator
    switch kind {
    case .not: unaryOperator = .not
    case .minus: unaryOperator = .minus
    default: return parseOperand()
    }
    let operand = nested { parser in
      let start = parser.advance().range
      parser.skipNewlines()
      let operand = parser.parseUnary()
      return Expression(.unary(unaryOperator, operand), start.through(operand.range))
    }
    guard let operand else {
      while kind == .not || kind == .minus { advance() }
      return parseOperand()
    }
    return operand
  }

  mutating func parseOperand() -> Expression {
    switch kind {
    case .identifier where nextKind == .leftParenthesis: return parseCall()
    case .identifier, .extended: return parseVariableUse()
    case .leftParenthesis: return parseBracketed { $0.parseGroup() }
    case .leftBracket: return parseBracketed { $0.parseArray() }
    case .leftBrace: return parseBracketed { $0.parseMap() }
    default:
      let start = token.range
      if let literal = parseLiteral() { return Expression(.literal(literal), start) }
      let isConversion = kind.isType && nextKind == .leftParenthesis
      expected(
        .expectedExpression, "a value",
        hint: isConversion ? "Conversions are functions such as `Int`, `Str`, `Float` and `Money`." : nil)
      return missing
    }
  }

  /// Parses what a bracket at the token encloses, or skips it if it nests too deep.
  private mutating func parseBracketed(_ parse: (inout Parser) -> Expression) -> Expression {
    let start = token.range
    if let expression = nested(parse) {
      rejectIndex(of: "a calculated value")
      return expression
    }
    skipBrackets()
    return Expression(.missing, start.through(SourceRange(previousEnd, previousEnd)))
  }

  mutating func parseLiteral() -> Literal? {
    let literal: Literal
    switch kind {
    // One that is too large is reported by the lexer.
    case .integer: literal = .integer(Int64(source.text(token.range)) ?? 0)
    case .float: literal = .float(source.text(token.range))
    case .string: literal = .text(text(token))
    case .trueKeyword: literal = .bool(true)
    case .falseKeyword: literal = .bool(false)
    case .nilKeyword: literal = .nil
    default: return nil
    }
    advance()
    return literal
  }

  // MARK: Variables

  private mutating func parseVariableUse() -> Expression {
    let variable = parseVariable()
    if kind == .leftParenthesis {
      report(.calledVariable, variable.range, "A `$` variable cannot be called.")
      skipBrackets()
      return missing
    }
    guard kind == .leftBracket, let index = parseIndex() else {
      return Expression(.variable(variable), variable.range)
    }
    let range = variable.range.through(SourceRange(previousEnd, previousEnd))
    rejectIndex(of: "an element")
    return Expression(.element(variable, index), range)
  }

  /// `[ … ]` behind a variable.
  /// - Precondition: at `[`.
  mutating func parseIndex() -> Expression? {
    let index = nested { parser in
      let opening = parser.open()
      let index = parser.parseExpression()
      parser.close(.rightBracket, opening)
      return index
    }
    if index == nil { skipBrackets() }
    return index
  }

  /// Reports an index where none can be.
  private mutating func rejectIndex(of what: String) {
    guard kind == .leftBracket, isOnSameLine else { return }
    report(
      .indexedValue, token.range, "Only a variable can have an index, not \(what).",
      hint: "Assign the value to a variable first.")
    skipBrackets()
  }

  private mutating func parseGroup() -> Expression {
    let opening = open()
    let expression = parseExpression()
    close(.rightParenthesis, opening)
    return Expression(.group(expression), opening.range.through(SourceRange(previousEnd, previousEnd)))
  }

  // MARK: Calls

  /// - Precondition: at a name, with a parenthesis behind it.
  private mutating func parseCall() -> Expression {
    let callee = identifier(advance())
    var tails: [TailCall] = []
    let arguments = parseArguments()
    while nextToken.kind == .period {
      if !(kind == .period && isOnSameLine) {
        skipNewlines()
        report(.brokenTail, token.range, "A tail stands on the line on which the call ends.")
      }
      advance()
      if kind == .newline {
        skipNewlines()
        report(.brokenTail, token.range, "The name of a tail stands on the line of its dot.")
      }
      guard kind == .identifier, nextKind == .leftParenthesis else {
        expected(.undefinedTail, "the name of a tail and its arguments")
        break
      }
      let name = identifier(advance())
      tails.append(TailCall(name, parseArguments()))
    }
    let range = callee.range.through(SourceRange(previousEnd, previousEnd))
    rejectIndex(of: "the result of a call")
    return Expression(.call(Call(callee, arguments, tails: tails)), range)
  }

  /// - Precondition: at `(`.
  private mutating func parseArguments() -> Arguments {
    let start = token.range
    let arguments = nested { parser in
      let line = parser.source.line(of: start.lower)
      let opening = parser.open()
      let isBroken = parser.source.line(of: parser.token.range.lower) > line && parser.kind != .rightParenthesis
      var values: [Expression] = []
      var isSpread = false
      if parser.kind != .rightParenthesis {
        repeat {
          if isSpread {
            parser.report(.misplacedSpread, parser.token.range, "Nothing can follow an argument with `...`.")
          }
          values.append(parser.parseExpression())
          if parser.take(.ellipsis) { isSpread = true }
        } while parser.take(.comma)
      }
      parser.close(.rightParenthesis, opening)
      return Arguments(
        values, isSpread: isSpread, isBroken: isBroken,
        opening.range.through(SourceRange(parser.previousEnd, parser.previousEnd)))
    }
    if let arguments { return arguments }
    skipBrackets()
    return Arguments([], start.through(SourceRange(previousEnd, previousEnd)))
  }
}
