/// What the parts of a program cost as they are written. What depends on values, and what a call costs, comes on top
/// when it is done.
struct Cost {
  let schedule: FuelSchedule

  func of(_ expression: Expression) -> Int {
    switch expression.kind {
    case .literal, .missing: schedule.operation
    case .variable(let variable): of(variable)
    case .element(let variable, let index): schedule.operation + of(variable) + of(index)
    case .call(let call): of(call)
    case .unary(_, let operand): schedule.operation + of(operand)
    case .binary(let first, let links): links.reduce(of(first)) { $0 + schedule.operation + of($1.operand) }
    case .group(let inner): of(inner)
    case .array(let elements): elements.list.contents.reduce(schedule.operation) { $0 + of($1) }
    case .map(let entries): entries.list.contents.reduce(schedule.operation) { $0 + of($1.value) }
    }
  }

  func of(_ expressions: [Expression]) -> Int { expressions.reduce(0) { $0 + of($1) } }

  private func of(_ variable: Variable) -> Int {
    variable.isExtended ? schedule.extendedVariable : schedule.operation
  }

  private func of(_ element: Expression.Element) -> Int {
    switch element {
    case .value(let value): of(value)
    // It is a map.
    case .entry(let entry): schedule.operation + of(entry.value)
    }
  }

  private func of(_ call: Call) -> Int {
    call.tails.reduce(schedule.operation + of(call.arguments.values)) {
      $0 + schedule.operation + of($1.arguments.values)
    }
  }

  /// A condition of a branch or loop.
  func ofCondition(_ condition: Expression) -> Int { schedule.operation + of(condition) }

  // MARK: Stretches

  /// The stretch that begins at a statement of a block: what is run without a branch, with the condition that ends it.
  /// - Parameters:
  ///   - closing: what is run behind the end of the block, if it is the body of a loop: its condition.
  ///   - loop: what `continue` runs: the condition of the innermost loop.
  func ofStretch(_ block: Block, from start: Int, closing: Int, loop: Int) -> Int {
    var cost = 0
    for item in block.items[start...] {
      switch item.content {
      case .function: break
      case .variables(let variables): cost += schedule.operation * variables.count
      case .assignment(let targets, let values): cost += of(values) + targets.reduce(0) { $0 + of($1) }
      case .call(let call): cost += of(call)
      case .conditional(let conditional): return cost + ofCondition(conditional.branches[0].condition)
      case .loop(let condition, _): return cost + ofCondition(condition)
      case .break: return cost + schedule.operation
      case .continue: return cost + schedule.operation + loop
      case .return(let values): return cost + schedule.operation + of(values)
      case .stop(_, let value): return cost + schedule.operation + of(value)
      }
    }
    return cost + closing
  }

  private func of(_ target: Target) -> Int {
    guard let index = target.index else { return of(target.variable) }
    return schedule.operation + of(target.variable) + of(index)
  }
}
