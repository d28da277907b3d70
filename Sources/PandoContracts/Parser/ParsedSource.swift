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
