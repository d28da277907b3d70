/// A source, its tree, and what lexer and parser found wrong with it.
package struct ParsedSource: Sendable {
  package let source: Source
  package let tree: SyntaxTree
  package let diagnostics: DiagnosticList

  /// Reads a source. Whatever it holds, there is a tree of what was understood.
  package init(_ source: Source, limits: FrontEndLimits = .standard) {
    var parser = Parser(source, limits: limits)
    tree = parser.parseTree()
    diagnostics = parser.diagnostics
    self.source = source
  }

  /// A source with nothing in it but a function `eval` that gives the value of a condition.
  package init(condition: ParsedExpression) {
    let range = condition.expression.range
    let body = ItemList([Item(Statement.return([condition.expression]), range)], range)
    let function = Function(
      name: Identifier("eval", SourceRange(range.lower, range.lower)), parameters: ParameterList(),
      results: [TypeReference(.bool, SourceRange(range.lower, range.lower))], body: body)
    source = condition.source
    tree = SyntaxTree(ItemList([Item(.function(function), range)], range))
    diagnostics = condition.diagnostics
  }
}

/// A single expression: a condition of a permission, or a line of a dialogue.
package struct ParsedExpression: Sendable {
  package let source: Source
  package let expression: Expression
  package let diagnostics: DiagnosticList

  package init(_ source: Source, limits: FrontEndLimits = .standard) {
    var parser = Parser(source, limits: limits)
    expression = parser.parseWholeExpression()
    diagnostics = parser.diagnostics
    self.source = source
  }
}
