/// Where a value is, and what is known of it.
struct Operand {
  let register: Int
  /// What it is, unless it is nil; where calculating it succeeds.
  let type: StaticType
}

extension Compiler {
  /// A value where it is, if it is in a register; otherwise in a new one.
  /// - Parameter links: what is calculated before the value is used: functions inside this one may change its
  /// variables.
  mutating func operand(_ expression: Expression, before links: ArraySlice<Expression.Link> = []) -> Operand {
    if case .group(let inner) = expression.kind { return operand(inner, before: links) }
    if case .variable(let variable) = expression.kind, !variable.isExtended,
      let own = frame.variable(variable.name), !frame.hasInner || !links.contains(where: \.operand.hasCalls)
    {
      return Operand(register: own.register, type: own.isUnchecked ? .unknown : .value(own.type))
    }
    let register = frame.allocate()
    return Operand(register: register, type: compile(expression, to: register))
  }

  /// Puts a value into a register.
  /// - Returns: what is known of it.
  mutating func compile(_ expression: Expression, to target: Int) -> StaticType {
    let mark = frame.next
    defer { frame.next = mark }
    switch expression.kind {
    case .literal(let literal): return load(literal, to: target)
    case .variable(let variable): return load(variable, to: target)
    case .element(let variable, let index):
      let container = operand(
        Expression(.variable(variable), variable.range), before: [Expression.Link(.add, index)][...])
      return compile(elementOf: container, index, to: target)
    case .call(let call):
      let results = compile(call, at: target)
      if let result = results.first, result.register != target {
        frame.emit(Instruction(.take, a: target, b: result.register))
      }
      return results.first?.type ?? .unknown
    case .unary(let unaryOperator, let inner):
      let value = operand(inner)
      frame.emit(Instruction(unaryOperator == .not ? .not : .minus, a: target, b: value.register))
      return StaticType.result(unaryOperator, value.type) ?? .unknown
    case .binary(let first, let links): return compile(first, links, to: target)
    case .group(let inner): return compile(inner, to: target)
    case .array(let elements): return compile(elements.list, to: target)
    case .map(let entries): return compile(entries.list, to: target)
    case .missing: return .unknown
    }
  }

  private mutating func compile(elementOf container: Operand, _ index: Expression, to target: Int) -> StaticType {
    if case .literal(.text(let text)) = index.kind {
      let key = constant(.text(ByteString(text.value)))
      if key <= 0xFFFF {
        frame.emit(Instruction(.getKey, a: target, b: container.register, c: key))
        return .unknown
      }
    }
    let position = operand(index)
    frame.emit(Instruction(.getElement, a: target, b: container.register, c: position.register))
    return .unknown
  }

  // MARK: Loading

  mutating func load(_ literal: Literal, to target: Int) -> StaticType {
    switch literal {
    case .nil:
      frame.emit(Instruction(.loadNil, a: target))
      return .nil
    case .bool(let value):
      frame.emit(Instruction(.loadBool, a: target, b: value ? 1 : 0))
      return .value(.bool)
    case .integer(let value):
      if let small = Int32(exactly: value) {
        frame.emit(Instruction(.loadInt, a: target, wide: Int(small)))
      } else {
        frame.emit(Instruction(.loadConstant, a: target, wide: constant(.int(value))))
      }
      return .value(.int)
    case .float, .text:
      guard let constant = Compiler.constant(of: literal) else { return .unknown }
      frame.emit(Instruction(.loadConstant, a: target, wide: self.constant(constant)))
      if case .float = literal { return .value(.float) }
      return .value(.string)
    }
  }

  /// What a variable of a type holds at first.
  mutating func loadZero(_ type: ValueType, to target: Int) {
    switch type {
    case .bool: frame.emit(Instruction(.loadBool, a: target))
    case .int: frame.emit(Instruction(.loadInt, a: target, wide: 0))
    case .array: frame.emit(Instruction(.newArray, a: target))
    case .map: frame.emit(Instruction(.newMap, a: target))
    case .float: frame.emit(Instruction(.loadConstant, a: target, wide: constant(.float(0))))
    case .string: frame.emit(Instruction(.loadConstant, a: target, wide: constant(.text(""))))
    case .bytes: frame.emit(Instruction(.loadConstant, a: target, wide: constant(.emptyBytes)))
    case .money: frame.emit(Instruction(.loadConstant, a: target, wide: constant(.zeroMoney)))
    }
  }

  private mutating func load(_ variable: Variable, to target: Int) -> StaticType {
    let name = variable.name
    if variable.isExtended {
      let system = SystemVariable.all.firstIndex { $0.name == name }
      if let system, name != SystemVariable.result {
        frame.emit(Instruction(.loadSystem, a: target, b: system))
      } else {
        frame.emit(Instruction(.loadExtended, a: target, b: extended(name)))
      }
      return .unknown
    }
    if let own = frame.variable(name) {
      if own.register != target { frame.emit(Instruction(.move, a: target, b: own.register)) }
      return own.isUnchecked ? .unknown : .value(own.type)
    }
    guard let (level, outer) = outerVariable(name) else { return .unknown }
    frame.emit(Instruction(.loadOuter, k: level, a: target, b: outer.register))
    return outer.isUnchecked ? .unknown : .value(outer.type)
  }

  /// A variable of a function that this one is in, and how many levels out that is.
  func outerVariable(_ name: Name) -> (level: Int, variable: CompilerFrame.Variable)? {
    for level in 1..<max(1, frames.count) {
      if let variable = frames[frames.count - 1 - level].variable(name) { return (level, variable) }
    }
    return nil
  }

  // MARK: Operators

  private mutating func compile(_ first: Expression, _ links: [Expression.Link], to target: Int) -> StaticType {
    var left = operand(first, before: links[...])
    let isOwn = canBuildInPlace(links, in: target, left)
    for (index, link) in links.enumerated() {
      let mark = frame.next
      let isLast = index == links.count - 1
      let isTemporary = left.register >= frame.variableTop
      let place = isLast || isOwn ? target : isTemporary ? left.register : mark
      let type: StaticType
      if let number = link.operand.smallInteger, let opcode = Opcode.withNumber(link.binaryOperator) {
        frame.emit(Instruction(opcode, a: place, b: left.register, c: number))
        type = .value(.int)
      } else {
        let right = operand(link.operand)
        let isDead = isTemporary && left.register != place
        frame.emit(
          Instruction(
            Opcode.plain(link.binaryOperator), k: isDead ? 1 : 0, a: place, b: left.register, c: right.register))
        type = right.type
      }
      let result = StaticType.result(link.binaryOperator, left.type, type) ?? .unknown
      frame.next = mark
      if place == mark { _ = frame.allocate() }
      left = Operand(register: place, type: result)
    }
    return left.type
  }

  /// Whether what comes between may go into a variable that is its own first operand: `text = text + a + b`.
  private func canBuildInPlace(_ links: [Expression.Link], in target: Int, _ left: Operand) -> Bool {
    guard left.register == target, target < frame.variableTop else { return false }
    return links.allSatisfy { link in
      var isPure = link.binaryOperator == .add
      link.operand.forEachExpression { part in
        switch part.kind {
        case .call: isPure = false
        case .variable(let variable), .element(let variable, _):
          if !variable.isExtended, frame.variable(variable.name)?.register == target { isPure = false }
        default: break
        }
      }
      return isPure
    }
  }

  // MARK: Literals

  /// A register in which a container can be built while its elements are calculated.
  private mutating func workplace(_ target: Int) -> Int { target >= frame.variableTop ? target : frame.allocate() }

  private mutating func settle(_ place: Int, _ target: Int) {
    if place != target { frame.emit(Instruction(.take, a: target, b: place)) }
  }

  private mutating func compile(_ elements: ItemList<Expression.Element>, to target: Int) -> StaticType {
    let place = workplace(target)
    frame.emit(Instruction(.newArray, a: place))
    for element in elements.contents {
      let mark = frame.next
      let value = frame.allocate()
      switch element {
      case .value(let expression): _ = compile(expression, to: value)
      case .entry(let entry):
        frame.emit(Instruction(.newMap, a: value))
        compile(entry, in: value)
      }
      frame.emit(Instruction(.append, a: place, b: value))
      frame.next = mark
    }
    settle(place, target)
    return .value(.array)
  }

  private mutating func compile(_ entries: ItemList<Expression.Entry>, to target: Int) -> StaticType {
    let place = workplace(target)
    frame.emit(Instruction(.newMap, a: place))
    for entry in entries.contents { compile(entry, in: place) }
    settle(place, target)
    return .value(.map)
  }

  private mutating func compile(_ entry: Expression.Entry, in map: Int) {
    let mark = frame.next
    defer { frame.next = mark }
    let value = operand(entry.value)
    let key = constant(entry.key.value)
    if key <= 0xFFFF {
      frame.emit(Instruction(.setKey, a: value.register, b: map, c: key))
    } else {
      let position = frame.allocate()
      frame.emit(Instruction(.loadConstant, a: position, wide: key))
      frame.emit(Instruction(.setElement, a: value.register, b: map, c: position))
    }
  }
}

extension Opcode {
  /// What carries out an operator on two registers.
  private static let plain: [(binaryOperator: BinaryOperator, opcode: Opcode)] = [
    (.or, .or), (.and, .and), (.equal, .equal), (.notEqual, .notEqual), (.less, .less), (.lessOrEqual, .lessOrEqual),
    (.greater, .greater), (.greaterOrEqual, .greaterOrEqual), (.add, .add), (.subtract, .subtract),
    (.multiply, .multiply), (.divide, .divide),
  ]

  private static let operatorsByNumber = allCases.map { opcode in
    plain.first { $0.opcode == opcode }?.binaryOperator
  }

  static func plain(_ binaryOperator: BinaryOperator) -> Opcode {
    guard let pair = plain.first(where: { $0.binaryOperator == binaryOperator }) else {
      preconditionFailure("Every operator is carried out.")
    }
    return pair.opcode
  }

  /// The operator that it carries out on two registers.
  var binaryOperator: BinaryOperator? { Opcode.operatorsByNumber[Int(rawValue)] }

  /// For a right operand that is a number of 16 bits.
  static func withNumber(_ binaryOperator: BinaryOperator) -> Opcode? {
    switch binaryOperator {
    case .add: .addInt
    case .subtract: .subtractInt
    case .multiply: .multiplyInt
    case .divide: .divideInt
    default: nil
    }
  }
}

extension Expression {
  var hasCalls: Bool {
    var found = false
    forEachExpression { if case .call = $0.kind { found = true } }
    return found
  }
}
