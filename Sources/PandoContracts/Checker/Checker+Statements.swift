extension Checker {
  /// Checks a block with what it declares.
  /// - Returns: whether the run can come to its end.
  private mutating func checkBlock(_ block: Block) -> Bool {
    scopes.append(Scope(block.range))
    defer { popScope() }
    return checkStatements(block)
  }

  /// Checks statements in the innermost scope.
  /// - Returns: whether the run can come to their end.
  mutating func checkStatements(_ block: Block) -> Bool {
    for case .function(let function) in block.contents {
      scopes[scopes.count - 1].laterFunctions.insert(function.name.name)
    }
    var completes = true
    var isReported = false
    for item in block.items {
      if !completes, !isReported {
        add(.unreachable, item.range, "This is never reached.")
        isReported = true
      }
      if !check(item.content, item.range) { completes = false }
    }
    return completes
  }

  /// - Returns: whether the run can go on behind it.
  private mutating func check(_ statement: Statement, _ range: SourceRange) -> Bool {
    switch statement {
    case .variables(let declared):
      for variable in declared { declare(variable.name, ValueType(variable.type.type), isParameter: false) }
      return true
    case .assignment(let targets, let values):
      checkAssignment(targets, values)
      return true
    case .call(let call):
      _ = results(of: call)
      return true
    case .conditional(let conditional): return check(conditional)
    case .loop(let condition, let body): return checkLoop(condition, body)
    case .break, .continue:
      if frame.loopDepth == 0 {
        add(.jumpOutsideLoop, range, "There is no loop here to leave or go on with.")
      }
      return false
    case .return(let values):
      checkReturn(values, range)
      frame.mayHaveLeft = true
      return false
    case .stop(_, let value):
      _ = self.value(of: value)
      frame.mayHaveLeft = true
      return false
    case .function(let function):
      declareFunction(function)
      return true
    }
  }

  private mutating func check(_ conditional: Conditional) -> Bool {
    var completes = conditional.otherwise == nil
    for (index, branch) in conditional.branches.enumerated() {
      _ = value(of: branch.condition)
      // Only the first condition is looked at in any case.
      if index == 0 { frame.conditionalDepth += 1 }
      if checkBlock(branch.body) { completes = true }
    }
    if let otherwise = conditional.otherwise, checkBlock(otherwise) { completes = true }
    frame.conditionalDepth -= 1
    return completes
  }

  private mutating func checkLoop(_ condition: Expression, _ body: Block) -> Bool {
    let start = bodies[frame.body].facts.events.count
    _ = value(of: condition)
    frame.conditionalDepth += 1
    frame.loopDepth += 1
    _ = checkBlock(body)
    frame.loopDepth -= 1
    frame.conditionalDepth -= 1
    bodies[frame.body].facts.beginLoop(at: start)
    if LoopProgress.isMissing(condition, body) {
      add(
        .loopWithoutProgress, condition.range, "Nothing in the loop changes this condition.",
        hint: "Change what it reads, or leave the loop with `break`.")
    }
    return !condition.isConstantlyTrue || body.leavesLoop
  }

  // MARK: Assignments

  private mutating func checkAssignment(_ targets: [Target], _ values: [Expression]) {
    let types = self.types(of: values)
    if types.count != targets.count {
      let range = values[0].range.through(values[values.count - 1].range)
      add(
        .valueCount, range,
        "\(Checker.count(targets.count, "variable")) cannot be given \(Checker.count(types.count, "value")).")
    }
    for (index, target) in targets.enumerated() {
      let type = index < types.count ? types[index] : .unknown
      let range = values[min(index, values.count - 1)].range
      guard let indexExpression = target.index else {
        assign(target.variable, type, range)
        continue
      }
      let container = read(target.variable)
      if target.variable.isExtended, target.variable.name != SystemVariable.result,
        SystemVariable.named(target.variable.name) != nil
      {
        add(
          .systemVariableAssigned, target.variable.range,
          "The system variable `$\(target.variable.name)` cannot be changed.")
      }
      checkIndex(of: target.variable, container, indexExpression)
      if case .variable(let stored) = values[min(index, values.count - 1)].kind, stored.name == target.variable.name,
        stored.isExtended == target.variable.isExtended
      {
        add(.selfAssignment, range, "A container cannot be stored inside itself.")
      }
    }
  }

  /// Checks what stands between the brackets behind a variable.
  mutating func checkIndex(of variable: Variable, _ container: StaticType, _ index: Expression) {
    let type = value(of: index)
    let wanted: ValueType
    switch container {
    case .value(.array): wanted = .int
    case .value(.map): wanted = .string
    case .unknown: return
    case .nil, .value:
      add(.indexType, variable.range, "\(container.text) has no elements.")
      return
    }
    if type != .unknown, type != .value(wanted) {
      add(
        .indexType, index.range, "The index of \(container.text) is `\(wanted.rawValue)`, not \(type.text).",
        hint: Checker.conversionHint(to: wanted))
    }
  }

  // MARK: Results

  private mutating func checkReturn(_ values: [Expression], _ range: SourceRange) {
    let types = self.types(of: values)
    guard !frame.results.isEmpty else { return }
    let name = bodies[frame.body].name
    guard types.count == frame.results.count else {
      add(
        .returnCount, range,
        "`\(name)` gives \(Checker.count(frame.results.count, "value")), not \(types.count).")
      return
    }
    for (index, type) in types.enumerated() {
      guard let wanted = frame.results[index], type != .unknown, type != .nil, type != .value(wanted) else { continue }
      add(
        .returnType, values[min(index, values.count - 1)].range,
        "`\(name)` gives `\(wanted.rawValue)`, not \(type.text).", hint: Checker.conversionHint(to: wanted))
    }
  }

  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
