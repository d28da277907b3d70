// Looks at all parts of a body. No deeper than the parser goes.

extension Statement {
  /// The expressions of the statement itself, without those of inner statements.
  var expressions: [Expression] {
    switch self {
    case .assignment(let targets, let values): targets.compactMap(\.index) + values
    case .call(let call): [call]
    case .conditional(let conditional): conditional.branches.map(\.condition)
    case .loop(let condition, _): [condition]
    case .return(let values): values
    case .stop(_, let value): [value]
    case .variables, .break, .continue, .function: []
    }
  }
}

extension Expression {
  /// Visits this expression and all inside it.
  func forEachExpression(_ visit: (Expression) -> Void) {
    visit(self)
    switch kind {
    case .element(_, let index): index.forEachExpression(visit)
    case .call(let call):
      for value in call.arguments.values { value.forEachExpression(visit) }
      for tail in call.tails {
        for value in tail.arguments.values { value.forEachExpression(visit) }
      }
    case .unary(_, let operand): operand.forEachExpression(visit)
    case .binary(let first, let links):
      first.forEachExpression(visit)
      for link in links { link.operand.forEachExpression(visit) }
    case .group(let inner): inner.forEachExpression(visit)
    case .array(let elements):
      for element in elements.list.contents {
        switch element {
        case .value(let value): value.forEachExpression(visit)
        case .entry(let entry): entry.value.forEachExpression(visit)
        }
      }
    case .map(let entries):
      for entry in entries.list.contents { entry.value.forEachExpression(visit) }
    case .literal, .variable, .missing: break
    }
  }
}

extension Block {
  /// Whether it leaves the loop whose body it is.
  var leavesLoop: Bool {
    contents.contains { statement in
      switch statement {
      case .break: true
      case .conditional(let conditional):
        conditional.branches.contains { $0.body.leavesLoop } || conditional.otherwise?.leavesLoop ?? false
      default: false
      }
    }
  }
}
