/// What has a value.
package struct Expression: Sendable {
  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  package indirect enum Kind: Sendable {
    case literal(Literal)
    case variable(Variable)
    /// `a[1]`; only variables have an index.
    case element(Variable, Expression)
    case call(Call)
    case unary(UnaryOperator, Expression)
    /// Operators of one precedence, applied from left to right. A list, so that a long sum is not a deep tree.
    case binary(Expression, [Link])
    /// `( … )`
    case group(Expression)
    case array(Collection<Element>)
    case map(Collection<Entry>)
    /// There should be one.
    case missing
  }

  /// An operator and its right operand.
  package struct Link: Sendable {
    package let binaryOperator: BinaryOperator
    package let operand: Expression
    /// Whether the author put the operand on another line.
    package let isBroken: Bool

    package init(_ binaryOperator: BinaryOperator, _ operand: Expression, isBroken: Bool = false) {
      self.binaryOperator = binaryOperator
      self.operand = operand
      self.isBroken = isBroken
    }
  }

  /// An array or map literal.
  package struct Collection<Content: Sendable>: Sendable {
    package let list: ItemList<Content>
    /// Whether each entry stands on a line of its own.
    package let isBroken: Bool

    package init(_ list: ItemList<Content>, isBroken: Bool) {
      self.list = list
      self.isBroken = isBroken
    }
  }

  /// What stands in an array literal; an entry becomes a map of its own.
  package enum Element: Sendable {
    case value(Expression)
    case entry(Entry)
  }

  /// `key: value`
  package struct Entry: Sendable {
    package let key: Key
    package let value: Expression

    package init(_ key: Key, _ value: Expression) {
      self.key = key
      self.value = value
    }
  }

  /// A key in a map literal.
  package enum Key: Sendable {
    case text(Text)
    /// A name stands for itself, a `$name` for itself with the `$`.
    case name(Name, SourceRange)

    package var range: SourceRange {
      switch self {
      case .text(let text): text.range
      case .name(_, let range): range
      }
    }

    package var value: Name {
      switch self {
      case .text(let text): Name(text.value)
      case .name(let name, _): name
      }
    }
  }
}

/// `Name(a, b).Tail(c)`
package struct Call: Sendable {
  package let callee: Identifier
  package let arguments: Arguments
  package let tails: [TailCall]

  package init(_ callee: Identifier, _ arguments: Arguments, tails: [TailCall] = []) {
    self.callee = callee
    self.arguments = arguments
    self.tails = tails
  }
}

/// `.Tail(c)`
package struct TailCall: Sendable {
  package let name: Identifier
  package let arguments: Arguments

  package init(_ name: Identifier, _ arguments: Arguments) {
    self.name = name
    self.arguments = arguments
  }
}

/// `(a, b, rest ...)`
package struct Arguments: Sendable {
  package let values: [Expression]
  /// Whether the last is an array whose elements are the arguments.
  package let isSpread: Bool
  /// Whether each stands on a line of its own.
  package let isBroken: Bool
  /// With the parentheses.
  package let range: SourceRange

  package init(_ values: [Expression], isSpread: Bool = false, isBroken: Bool = false, _ range: SourceRange) {
    precondition(!isSpread || !values.isEmpty, "Something is spread.")
    self.values = values
    self.isSpread = isSpread
    self.isBroken = isBroken
    self.range = range
  }
}

/// An operator with one operand.
package enum UnaryOperator: String, Hashable, Sendable, CaseIterable {
  case not = "!"
  case minus = "-"
}

/// An operator between two operands.
package enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case or = "||"
  case and = "&&"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"

  /// What binds tighter has more.
  package var precedence: Int {
    switch self {
    case .or: 10
    case .and: 15
    case .equal, .notEqual: 20
    case .less, .lessOrEqual, .greater, .greaterOrEqual: 22
    case .add, .subtract: 25
    case .multiply, .divide: 30
    }
  }

  init?(_ kind: TokenKind) {
    switch kind {
    case .or: self = .or
    case .and: self = .and
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .plus: self = .add
    case .minus: self = .subtract
    case .asterisk: self = .multiply
    case .slash: self = .divide
    default: return nil
    }
  }
}
