import PandoContracts

extension TreeWalker {
  // MARK: What things cost

  func cost(_ expression: Expression) -> Int {
    switch expression.kind {
    case .literal, .missing: return 1
    case .variable(let variable): return variable.isExtended ? 10 : 1
    case .element(let variable, let index): return 1 + (variable.isExtended ? 10 : 1) + cost(index)
    case .unary(_, let operand): return 1 + cost(operand)
    case .group(let inner): return cost(inner)
    case .binary(let first, let links): return cost(first) + links.map { 1 + cost($0.operand) }.reduce(0, +)
    case .call(let call):
      let tails = call.tails.map { 1 + $0.arguments.values.map(cost).reduce(0, +) }.reduce(0, +)
      return 1 + call.arguments.values.map(cost).reduce(0, +) + tails
    case .array(let elements):
      return 1
        + elements.list.contents.map { element in
          switch element {
          case .value(let value): cost(value)
          case .entry(let entry): 1 + cost(entry.value)
          }
        }.reduce(0, +)
    case .map(let entries): return 1 + entries.list.contents.map { cost($0.value) }.reduce(0, +)
    }
  }

  /// A statement, up to where it branches.
  private func cost(_ statement: Statement) -> Int {
    switch statement {
    case .function: return 0
    case .variables(let variables): return variables.count
    case .assignment(let targets, let values):
      let places = targets.map { target in
        (target.variable.isExtended ? 10 : 1) + (target.index.map { 1 + cost($0) } ?? 0)
      }
      return places.reduce(0, +) + values.map(cost).reduce(0, +)
    case .call(let call): return cost(call)
    case .conditional(let conditional): return 1 + cost(conditional.branches[0].condition)
    case .loop(let condition, _): return 1 + cost(condition)
    case .break: return 1
    case .continue: return 1 + (loops.last ?? 0)
    case .return(let values): return 1 + values.map(cost).reduce(0, +)
    case .stop(_, let value): return 1 + cost(value)
    }
  }

  /// All that is run from a statement on without a branch.
  private func stretch(_ block: Block, from start: Int, closing: Int) -> Int {
    var sum = 0
    for item in block.items[start...] {
      sum += cost(item.content)
      switch item.content {
      case .conditional, .loop, .break, .continue, .return, .stop: return sum
      case .variables, .assignment, .call, .function: continue
      }
    }
    return sum + closing
  }

  // MARK: Statements

  /// - Parameter closing: what the condition costs that is looked at behind the end.
  func run(_ block: Block, _ outer: Scope, closing: Int) throws(Fault) -> Completion {
    let scope = Scope(outer)
    var isAtStretch = true
    for (index, item) in block.items.enumerated() {
      if isAtStretch { try charge(stretch(block, from: index, closing: closing)) }
      at(item.range)
      let completion = try run(item.content, scope)
      guard case .normal = completion else { return completion }
      switch item.content {
      case .conditional, .loop: isAtStretch = true
      default: isAtStretch = false
      }
    }
    if isAtStretch { try charge(closing) }
    return .normal
  }

  private func run(_ statement: Statement, _ scope: Scope) throws(Fault) -> Completion {
    switch statement {
    case .variables(let variables):
      for variable in variables {
        let type = ValueType(variable.type.type)
        scope.variables[variable.name.name] = Variable(type.zero, type)
      }
    case .assignment(let targets, let values): try assign(targets, values, scope)
    case .call(let call): _ = try results(call, scope)
    case .conditional(let conditional): return try run(conditional, scope)
    case .loop(let condition, let body): return try run(condition, body, scope)
    case .break: return .leave
    case .continue: return .next
    case .return(let values): return .results(try self.values(values, scope))
    case .stop(let stop, let value):
      let codes: [Statement.Stop: Fault.Code] = [.error: .error, .warning: .warning, .info: .info]
      throw Fault(codes[stop] ?? .error, try self.value(value, scope).text)
    case .function(let function):
      scope.functions[function.name.name] = Closure(
        syntax: function, scope: scope, contract: places[places.count - 1].contract)
    }
    return .normal
  }

  private func run(_ conditional: Conditional, _ scope: Scope) throws(Fault) -> Completion {
    for (index, branch) in conditional.branches.enumerated() {
      if index > 0 { try charge(1 + cost(branch.condition)) }
      at(branch.condition.range)
      if try value(branch.condition, scope).isTrue { return try run(branch.body, scope, closing: 0) }
    }
    guard let otherwise = conditional.otherwise else { return .normal }
    return try run(otherwise, scope, closing: 0)
  }

  private func run(_ condition: Expression, _ body: Block, _ scope: Scope) throws(Fault) -> Completion {
    let closing = 1 + cost(condition)
    loops.append(closing)
    defer { loops.removeLast() }
    while true {
      at(condition.range)
      guard try value(condition, scope).isTrue else { return .normal }
      switch try run(body, scope, closing: closing) {
      case .normal, .next: continue
      case .leave: return .normal
      case .results(let values): return .results(values)
      }
    }
  }

  // MARK: Assignments

  private func assign(_ targets: [Target], _ values: [Expression], _ scope: Scope) throws(Fault) {
    if targets.count == 1, values.count == 1, let index = targets[0].index {
      let container = try read(targets[0].variable, scope)
      let position = try value(index, scope)
      let element = try value(values[0], scope)
      return try charge(try Elements.set(container, position, element, limits, schedule, fuel: fuelLeft))
    }
    let results = try self.values(values, scope)
    for (target, result) in zip(targets, results) {
      if let index = target.index {
        let container = try read(target.variable, scope)
        let position = try value(index, scope)
        try charge(try Elements.set(container, position, result, limits, schedule, fuel: fuelLeft))
      } else if target.variable.isExtended {
        if let activation = activations.last { try set(target.variable.name, result, activation) }
      } else if let variable = scope.variable(target.variable.name) {
        variable.value = try Operators.assign(result, to: variable.type, variable: target.variable.name)
      }
    }
  }
}
