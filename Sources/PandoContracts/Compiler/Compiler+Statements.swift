extension Compiler {
  /// Compiles the statements of a block, which has a scope of its own.
  /// - Parameters:
  ///   - closing: see ``Cost/ofStretch(_:from:closing:loop:)``.
  ///   - isCharged: whether who comes here has paid for the first stretch.
  /// - Returns: whether the run can come to the end.
  mutating func compile(block: Block, closing: Int, isCharged: Bool) -> Bool {
    frame.scopes.append(CompilerFrame.Scope())
    let (next, top) = (frame.next, frame.variableTop)
    defer {
      frame.scopes.removeLast()
      frame.next = next
      frame.variableTop = top
    }
    var isAtStretch = !isCharged
    for (index, item) in block.items.enumerated() {
      frame.line = source.line(of: item.range.lower)
      range = item.range
      if isAtStretch { charge(stretch(block, from: index, closing: closing)) }
      isAtStretch = false
      switch item.content {
      case .conditional(let conditional):
        compile(conditional)
        isAtStretch = true
      case .loop(let condition, let body):
        compile(condition, body)
        isAtStretch = true
      case .break, .continue, .return, .stop:
        compile(item.content)
        return false
      case .variables, .assignment, .call, .function: compile(item.content)
      }
    }
    if isAtStretch { charge(closing) }
    return true
  }

  private func stretch(_ block: Block, from start: Int, closing: Int) -> Int {
    cost.ofStretch(block, from: start, closing: closing, loop: frame.loops.last?.cost ?? 0)
  }

  private mutating func charge(_ fuel: Int) {
    if fuel > 0 { frame.emit(Instruction(.charge, wide: fuel)) }
  }

  private mutating func compile(_ statement: Statement) {
    switch statement {
    case .variables(let variables):
      for variable in variables {
        let type = ValueType(variable.type.type)
        loadZero(type, to: frame.declare(variable.name.name, type))
      }
    case .assignment(let targets, let values): compile(targets, values)
    case .call(let expression):
      let mark = frame.next
      if case .call(let call) = expression.kind { _ = compile(call) }
      frame.next = mark
    case .break:
      frame.loops[frame.loops.count - 1].breaks.append(frame.code.count)
      frame.emit(Instruction(.jump, wide: 0))
    case .continue:
      frame.loops[frame.loops.count - 1].continues.append(frame.code.count)
      frame.emit(Instruction(.jump, wide: 0))
    case .return(let values): compile(return: values)
    case .stop(let stop, let value):
      let mark = frame.next
      let operand = operand(value)
      frame.emit(Instruction(.stop, k: Statement.Stop.allCases.firstIndex(of: stop) ?? 0, a: operand.register))
      frame.next = mark
    case .function(let function):
      let number = reserve(function, contract: contract, outer: frame.function)
      frame.hasInner = true
      frame.scopes[frame.scopes.count - 1].functions[function.name.name] = number
      compile(function, as: number)
    case .conditional, .loop: break
    }
  }

  // MARK: Branches

  private mutating func compile(_ conditional: Conditional) {
    var ends: [Int] = []
    for (index, branch) in conditional.branches.enumerated() {
      frame.line = source.line(of: branch.condition.range.lower)
      if index > 0 { charge(cost.ofCondition(branch.condition)) }
      let first = stretch(branch.body, from: 0, closing: 0)
      let skip = compile(skipUnless: branch.condition, fuel: first)
      if compile(block: branch.body, closing: 0, isCharged: true),
        index < conditional.branches.count - 1 || conditional.otherwise != nil
      {
        ends.append(frame.code.count)
        frame.emit(Instruction(.jump, wide: 0))
      }
      land([skip])
    }
    if let otherwise = conditional.otherwise { _ = compile(block: otherwise, closing: 0, isCharged: false) }
    land(ends)
  }

  private mutating func compile(_ condition: Expression, _ body: Block) {
    let conditionCost = cost.ofCondition(condition)
    frame.line = source.line(of: condition.range.lower)
    frame.loops.append(CompilerFrame.Loop(cost: conditionCost))
    let first = stretch(body, from: 0, closing: conditionCost)
    let skip = compile(skipUnless: condition, fuel: first > 255 ? 0 : first)
    let start = frame.code.count
    if first > 255 { charge(first) }
    let completes = compile(block: body, closing: conditionCost, isCharged: true)
    let loop = frame.loops.removeLast()
    if completes || !loop.continues.isEmpty {
      land(loop.continues)
      frame.line = source.line(of: condition.range.lower)
      compile(repeatIf: condition, fuel: first > 255 ? 0 : first, start: start)
    }
    land([skip] + loop.breaks)
  }

  /// Lets jumps lead to the next instruction.
  private mutating func land(_ jumps: [Int]) {
    for jump in jumps { patch(jump, to: frame.code.count) }
  }

  private mutating func patch(_ jump: Int, to target: Int) {
    let old = frame.code[jump]
    let offset = target - jump - 1
    guard let opcode = old.opcode else { return }
    switch opcode {
    case .jump, .skipUnlessTrue, .repeatIfTrue:
      frame.code[jump] = Instruction(opcode, k: old.k, a: old.a, wide: offset)
    default:
      if Int16(exactly: offset) == nil { reportTooLarge() }
      frame.code[jump] = Instruction(opcode, k: old.k, a: old.a, b: old.b, c: offset)
    }
  }

  /// Goes on behind the jump, which costs `fuel`, if the condition holds.
  /// - Returns: the jump that is taken otherwise.
  private mutating func compile(skipUnless condition: Expression, fuel: Int) -> Int {
    let mark = frame.next
    let jump = branch(condition, skipping: true)
    let position = frame.code.count
    frame.emit(fuel > 255 ? jump : jump.with(k: fuel))
    frame.next = mark
    // Where a loop has paid, nothing is left to pay.
    if fuel > 255 { charge(fuel) }
    return position
  }

  private mutating func compile(repeatIf condition: Expression, fuel: Int, start: Int) {
    let mark = frame.next
    let jump = branch(condition, skipping: false)
    frame.emit(jump.with(k: fuel))
    frame.next = mark
    patch(frame.code.count - 1, to: start)
  }

  /// The jump for a condition, behind what calculates its operands.
  private mutating func branch(_ condition: Expression, skipping: Bool) -> Instruction {
    if case .group(let inner) = condition.kind { return branch(inner, skipping: skipping) }
    guard case .binary(let first, let links) = condition.kind, links.count == 1,
      let jump = Opcode.jump(links[0].binaryOperator, skipping: skipping)
    else {
      return Instruction(skipping ? .skipUnlessTrue : .repeatIfTrue, a: operand(condition).register, wide: 0)
    }
    let left = operand(first, before: links[...])
    if let number = links[0].operand.smallInteger {
      return Instruction(jump.int, a: left.register, b: number, c: 0)
    }
    return Instruction(jump.plain, a: left.register, b: operand(links[0].operand).register, c: 0)
  }

  // MARK: Assignments

  private mutating func compile(_ targets: [Target], _ values: [Expression]) {
    let mark = frame.next
    defer { frame.next = mark }
    if targets.count == 1, values.count == 1 {
      compile(targets[0], values[0])
      return
    }
    var results: [Operand] = []
    for value in values {
      if case .call(let call) = value.kind {
        results += compile(call)
      } else {
        let register = frame.allocate()
        results.append(Operand(register: register, type: compile(value, to: register)))
      }
    }
    for (target, result) in zip(targets, results) { store(result, to: target) }
  }

  private mutating func compile(_ target: Target, _ value: Expression) {
    guard target.index == nil, !target.variable.isExtended, let variable = frame.variable(target.variable.name) else {
      // The index is looked at before the value, as it is written.
      if let index = target.index {
        let rest = [Expression.Link(.add, index), Expression.Link(.add, value)]
        let container = operand(Expression(.variable(target.variable), target.variable.range), before: rest[...])
        return compile(container, index, value)
      }
      store(operand(value), to: target)
      return
    }
    let type = compile(value, to: variable.register)
    check(Operand(register: variable.register, type: type), variable.type, target.variable.name)
  }

  private mutating func compile(_ container: Operand, _ index: Expression, _ value: Expression) {
    if case .literal(.text(let text)) = index.kind {
      let key = constant(.text(ByteString(text.value)))
      if key <= 0xFFFF {
        let result = operand(value)
        frame.emit(Instruction(.setKey, a: result.register, b: container.register, c: key))
        return
      }
    }
    let position = operand(index, before: [Expression.Link(.add, value)][...])
    let result = operand(value)
    frame.emit(Instruction(.setElement, a: result.register, b: container.register, c: position.register))
  }

  private mutating func store(_ value: Operand, to target: Target) {
    if let index = target.index {
      let container = operand(
        Expression(.variable(target.variable), target.variable.range), before: [Expression.Link(.add, index)][...])
      let position = operand(index)
      frame.emit(Instruction(.setElement, a: value.register, b: container.register, c: position.register))
      return
    }
    let name = target.variable.name
    if target.variable.isExtended {
      frame.emit(Instruction(.storeExtended, a: value.register, b: extended(name)))
    } else if let variable = frame.variable(name) {
      let isTemporary = value.register >= frame.variableTop
      frame.emit(Instruction(isTemporary ? .take : .move, a: variable.register, b: value.register))
      check(Operand(register: variable.register, type: value.type), variable.type, name)
    } else if let (level, variable) = outerVariable(name) {
      // A check may change the value, and this one may be a variable's.
      var value = value
      if value.register < frame.variableTop {
        let copy = frame.allocate()
        frame.emit(Instruction(.move, a: copy, b: value.register))
        value = Operand(register: copy, type: value.type)
      }
      check(value, variable.type, name)
      frame.emit(Instruction(.storeOuter, k: level, a: value.register, b: variable.register))
    }
  }

  /// Sees to it that a register holds what a variable of a type can hold.
  private mutating func check(_ value: Operand, _ type: ValueType, _ name: Name) {
    if type == .money {
      frame.emit(Instruction(.toMoney, a: value.register, wide: constant(name)))
    } else if value.type != .value(type), value.type != .nil {
      frame.emit(Instruction(.checkVariable, k: type.number, a: value.register, wide: constant(name)))
    }
  }

  // MARK: Results

  private mutating func compile(return values: [Expression]) {
    let mark = frame.next
    defer { frame.next = mark }
    let function = output.functions[frame.function]
    var results: [Operand] = []
    if values.count == 1, function.results.count == 1 {
      results = [operand(values[0])]
    } else {
      for value in values {
        if case .call(let call) = value.kind, values.count == 1 {
          results = compile(call)
        } else {
          let register = frame.allocate()
          results.append(Operand(register: register, type: compile(value, to: register)))
        }
      }
    }
    for (index, type) in function.results.enumerated() {
      let result = results[index]
      if result.type != .value(type), result.type != .nil {
        frame.emit(Instruction(.checkResult, k: type.number, a: result.register, b: index, c: frame.function))
      }
    }
    frame.emit(Instruction(.return, a: results.first?.register ?? 0, b: function.results.count))
  }
}

extension Opcode {
  /// The jumps for a comparison, of two registers and of a register and a number.
  static func jump(_ comparison: BinaryOperator, skipping: Bool) -> (plain: Opcode, int: Opcode)? {
    switch comparison {
    case .equal: skipping ? (.skipUnlessEqual, .skipUnlessEqualInt) : (.repeatIfEqual, .repeatIfEqualInt)
    case .notEqual: skipping ? (.skipUnlessNotEqual, .skipUnlessNotEqualInt) : (.repeatIfNotEqual, .repeatIfNotEqualInt)
    case .less: skipping ? (.skipUnlessLess, .skipUnlessLessInt) : (.repeatIfLess, .repeatIfLessInt)
    case .lessOrEqual:
      skipping ? (.skipUnlessLessOrEqual, .skipUnlessLessOrEqualInt) : (.repeatIfLessOrEqual, .repeatIfLessOrEqualInt)
    case .greater: skipping ? (.skipUnlessGreater, .skipUnlessGreaterInt) : (.repeatIfGreater, .repeatIfGreaterInt)
    case .greaterOrEqual:
      skipping
        ? (.skipUnlessGreaterOrEqual, .skipUnlessGreaterOrEqualInt)
        : (.repeatIfGreaterOrEqual, .repeatIfGreaterOrEqualInt)
    case .or, .and, .add, .subtract, .multiply, .divide: nil
    }
  }
}

extension Instruction {
  func with(k: Int) -> Instruction {
    Instruction(word: word & ~0xFF00 | UInt64(UInt8(truncatingIfNeeded: k)) << 8)
  }
}

extension Expression {
  /// Its value, if it is an integer literal that fits 16 bits.
  var smallInteger: Int? {
    switch kind {
    case .literal(.integer(let value)): Int16(exactly: value).map { Int($0) }
    case .group(let inner): inner.smallInteger
    default: nil
    }
  }
}

extension ValueType {
  /// What bytecode calls the types: as slots are tagged.
  private static let numbered: [(tag: Slot.Tag, type: ValueType)] = [
    (.bool, .bool), (.int, .int), (.float, .float), (.money, .money), (.string, .string), (.bytes, .bytes),
    (.array, .array), (.map, .map),
  ]

  var number: Int { ValueType.numbered.first { $0.type == self }.map { Int($0.tag.rawValue) } ?? 0 }

  /// Nil when no type has this number.
  init?(checked number: Int) {
    guard let type = ValueType.numbered.first(where: { Int($0.tag.rawValue) == number })?.type else { return nil }
    self = type
  }

  /// - Precondition: a type has this number, which the validator has seen to.
  init(number: Int) {
    guard let type = ValueType(checked: number) else { preconditionFailure("The validator knows the types.") }
    self = type
  }
}
