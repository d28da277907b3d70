/// `{ … }`
package typealias Block = ItemList<Statement>

/// What a function does, step by step.
package indirect enum Statement: Sendable {
  /// `var a, b int, c string`
  case variables([Parameter])
  /// `a, $b = 1, 2`, or `a[0] = 1` with one target.
  case assignment([Target], [Expression])
  case call(Expression)
  case conditional(Conditional)
  /// `while … { … }`
  case loop(Expression, Block)
  case `break`
  case `continue`
  case `return`([Expression])
  /// Ends the transaction.
  case stop(Stop, Expression)
  case function(Function)

  package enum Stop: String, Hashable, Sendable, CaseIterable {
    case error, warning, info
  }
}

/// `if … { … } elif … { … } else { … }`
package struct Conditional: Sendable {
  package struct Branch: Sendable {
    package let condition: Expression
    package let body: Block

    package init(_ condition: Expression, _ body: Block) {
      self.condition = condition
      self.body = body
    }
  }

  /// The `if` and each `elif`; at least one.
  package let branches: [Branch]
  package let otherwise: Block?

  package init(_ branches: [Branch], otherwise: Block? = nil) {
    precondition(!branches.isEmpty, "It begins with an `if`.")
    self.branches = branches
    self.otherwise = otherwise
  }
}

/// What a value is assigned to.
package struct Target: Sendable {
  package let variable: Variable
  package let index: Expression?

  package init(_ variable: Variable, index: Expression? = nil) {
    self.variable = variable
    self.index = index
  }
}

/// `name` or `$name`.
package struct Variable: Hashable, Sendable {
  package let identifier: Identifier
  /// Whether it is a `$` variable.
  package let isExtended: Bool

  package init(_ identifier: Identifier, isExtended: Bool) {
    self.identifier = identifier
    self.isExtended = isExtended
  }

  package var name: Name { identifier.name }
  package var range: SourceRange { identifier.range }
}
