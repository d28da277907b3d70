extension Parser {
  mutating func parseBlock() -> Block { parseBraces { $0.parseStatement() } }

  /// Parses a statement and sees that nothing follows it on its line.
  mutating func parseStatement() -> Statement? {
    guard let statement = parseUnendedStatement() else {
      skipStatement()
      return nil
    }
    switch statement {
    case .conditional, .loop, .function: break
    default: expectEnd()
    }
    return statement
  }

  /// Reports what stands between a statement and the end of its line.
  private mutating func expectEnd() {
    guard ![.newline, .rightBrace, .end].contains(kind) else { return }
    expected(.expectedEndOfStatement, "the end of the statement")
    skipStatement()
  }

  private mutating func parseUnendedStatement() -> Statement? {
    switch kind {
    case .identifier, .extended: return parseAssignmentOrCall()
    case .varKeyword: return parseVariables()
    case .ifKeyword:
      advance()
      return parseConditional()
    case .whileKeyword:
      advance()
      let condition = parseCondition()
      return .loop(condition, parseBlock())
    case .returnKeyword:
      advance()
      return .return([.newline, .rightBrace, .end].contains(kind) ? [] : parseExpressions())
    case .breakKeyword:
      advance()
      return .break
    case .continueKeyword:
      advance()
      return .continue
    case .errorKeyword: return parseStop(.error)
    case .warningKeyword: return parseStop(.warning)
    case .infoKeyword: return parseStop(.info)
    case .funcKeyword where nextKind != .actionKeyword && nextKind != .conditionsKeyword:
      return parseFunction().map { .function($0) }
    default:
      reportNoStatement()
      return nil
    }
  }

  private mutating func reportNoStatement() {
    let isBlock = kind == .leftBrace
    switch kind {
    case .elseKeyword, .elifKeyword:
      report(.elseWithoutIf, token.range, "This `\(kind.spelling)` has no `if`.")
      advance()
      if kind != .leftBrace { _ = parseCondition() }
      _ = parseBlock()
    case .dataKeyword, .settingsKeyword, .actionKeyword, .conditionsKeyword, .funcKeyword:
      let word = kind == .funcKeyword ? nextKind : kind
      report(.misplacedSection, token.range, "`\(word.spelling)` can only stand in a contract.")
    default:
      expected(
        .expectedStatement, "a statement", hint: isBlock ? "A block belongs to an `if`, a `while` or a function." : nil)
      // Whatever is in the block is worth a look.
      if isBlock { _ = parseBlock() }
    }
  }

  private mutating func parseStop(_ stop: Statement.Stop) -> Statement? {
    advance()
    return .stop(stop, parseExpression())
  }

  /// `var a, b int c string`, where commas may be left out.
  private mutating func parseVariables() -> Statement? {
    advance()
    var variables: [Parameter] = []
    var names: [Identifier] = []
    while ![.newline, .rightBrace, .end].contains(kind) {
      if let type = typeReference(token), !names.isEmpty {
        advance()
        variables += names.map { Parameter($0, type) }
        names = []
      } else if kind == .assign {
        report(
          .initializedVariable, token.range, "A variable cannot be given a value where it is declared.",
          hint: "Assign it on the next line; until then it is zero, empty or false.")
        skipStatement()
        return variables.isEmpty ? nil : .variables(variables)
      } else {
        guard let name = parsePlainName("the name of a variable") else { return nil }
        names.append(name)
      }
      _ = take(.comma)
    }
    if !names.isEmpty {
      expected(.expectedType, "the type of `\(names[0].name)`")
    } else if variables.isEmpty {
      expected(.expectedName, "the name of a variable")
    }
    return variables.isEmpty ? nil : .variables(variables)
  }

  // MARK: Branches

  /// Between `if`, `elif` or `while` and the block.
  private mutating func parseCondition() -> Expression {
    guard kind != .leftBrace else {
      expected(.expectedExpression, "a condition")
      return missing
    }
    return parseExpression()
  }

  private mutating func parseConditional() -> Statement {
    var branches: [Conditional.Branch] = []
    var otherwise: Block?
    let condition = parseCondition()
    branches.append(Conditional.Branch(condition, parseBlock()))
    while otherwise == nil, nextToken.kind == .elifKeyword || nextToken.kind == .elseKeyword {
      skipNewlines()
      let word = advance()
      if word.kind == .elseKeyword, kind != .ifKeyword {
        otherwise = parseBlock()
        continue
      }
      if word.kind == .elseKeyword {
        report(
          .elseIf, word.range.through(token.range), "`else` needs a block.", hint: "Write `elif` for `else if`.")
        advance()
      }
      let condition = parseCondition()
      branches.append(Conditional.Branch(condition, parseBlock()))
    }
    return .conditional(Conditional(branches, otherwise: otherwise))
  }

  // MARK: Assignments and calls

  /// - Precondition: at a name.
  private mutating func parseAssignmentOrCall() -> Statement? {
    if nextKind == .leftParenthesis {
      let call = parseOperand()
      guard case .call = call.kind else { return nil }
      return .call(call)
    }
    var targets = [parseTarget()]
    while take(.comma) {
      guard kind == .identifier || kind == .extended else {
        expected(.expectedName, "a variable")
        return nil
      }
      targets.append(parseTarget())
    }
    if targets.count > 1, let element = targets.first(where: { $0.index != nil }) {
      reject(
        .expectedAssignment, element.variable.range, "An element is assigned by itself.",
        hint: "Use a statement of its own for it.")
    }
    guard kind == .assign else {
      let isUpdate = BinaryOperator(kind) != nil && (nextKind == .assign || nextKind == kind)
      let name = source.text(targets[0].variable.range)
      expected(
        .expectedAssignment, "`=` or the parentheses of a call",
        hint: isUpdate ? "Write `\(name) = \(name) \(kind.spelling) …`." : nil)
      return nil
    }
    advance()
    return .assignment(targets, parseExpressions())
  }

  private mutating func parseTarget() -> Target {
    let variable = parseVariable()
    return Target(variable, index: kind == .leftBracket ? parseIndex() : nil)
  }

  /// - Precondition: at a name.
  mutating func parseVariable() -> Variable {
    let token = advance()
    return Variable(identifier(token), isExtended: token.kind == .extended)
  }
}
