/// Tells whether a loop can come to its end by what is in it.
struct LoopProgress {
  private var read: Set<Variable> = []
  private var assigned: Set<Variable> = []
  /// Something of which we do not know what it changes.
  private var isUncertain = false

  /// Whether nothing in the body can change the condition, and nothing leaves the loop.
  static func isMissing(_ condition: Expression, _ body: Block) -> Bool {
    var progress = LoopProgress()
    condition.forEachExpression { progress.read($0) }
    progress.look(into: body, isOwnBreak: true)
    return !progress.isUncertain && progress.read.isDisjoint(with: progress.assigned)
  }

  private mutating func read(_ expression: Expression) {
    switch expression.kind {
    case .variable(let variable): read.insert(LoopProgress.anywhere(variable))
    // An element may change under another name; a call may give another value each time.
    case .element, .call, .missing: isUncertain = true
    default: break
    }
  }

  private mutating func look(into body: Block, isOwnBreak: Bool) {
    for statement in body.contents {
      switch statement {
      case .assignment(let targets, _):
        for target in targets { assigned.insert(LoopProgress.anywhere(target.variable)) }
      case .break: isUncertain = isUncertain || isOwnBreak
      case .return, .stop: isUncertain = true
      case .conditional(let conditional):
        for branch in conditional.branches { look(into: branch.body, isOwnBreak: isOwnBreak) }
        if let otherwise = conditional.otherwise { look(into: otherwise, isOwnBreak: isOwnBreak) }
      case .loop(_, let body): look(into: body, isOwnBreak: false)
      case .variables, .continue, .call, .function: break
      }
      // A function of the sources may end the transaction or assign what the condition reads.
      for expression in statement.expressions {
        expression.forEachExpression { inner in
          if case .call(let call) = inner.kind, Builtin.named(call.callee.name)?.availability != .pure {
            isUncertain = true
          }
        }
      }
    }
  }

  /// The variable without its place, so that two mentions of it are the same.
  private static func anywhere(_ variable: Variable) -> Variable {
    Variable(Identifier(variable.name, SourceRange(0, 0)), isExtended: variable.isExtended)
  }
}
