/// What is wrong with bytecode.
package struct InvalidBytecode: Error, Hashable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

/// Looks at all that the machine takes for granted. See ``Executable``.
struct Validator {
  private let bytecode: Bytecode
  private let function: Bytecode.Function
  private let number: Int

  /// Registers that a function may have.
  static let registerMax = 0x8000

  static func check(_ bytecode: Bytecode) throws(InvalidBytecode) {
    guard !bytecode.variables.isEmpty, bytecode.variables[0] == SystemVariable.result else {
      throw InvalidBytecode("the first `$` variable is not the result")
    }
    guard bytecode.variables.count <= Bytecode.variableCountMax else {
      throw InvalidBytecode("more `$` variables than a program may name")
    }
    guard bytecode.schedule.bytesPerFuel > 0, bytecode.schedule.elementsPerFuel > 0 else {
      throw InvalidBytecode("a price of nothing")
    }
    var end = 0
    for (number, function) in bytecode.functions.enumerated() {
      try check(number, function, bytecode)
      try Validator(bytecode: bytecode, function: function, number: number).checkCode()
      end = max(end, function.end)
    }
    guard end == bytecode.code.count else { throw InvalidBytecode("code that belongs to no function") }
    for (index, contract) in bytecode.contracts.enumerated() { try check(index, contract, bytecode) }
  }

  // MARK: Tables

  private static func check(
    _ number: Int, _ function: Bytecode.Function, _ bytecode: Bytecode
  ) throws(InvalidBytecode) {
    let range = 0...bytecode.code.count
    guard range.contains(function.start), range.contains(function.end), function.start < function.end else {
      throw InvalidBytecode("function \(number) has no code")
    }
    guard !function.groups.isEmpty, function.groups.count <= 256, function.registerCount > 0,
      function.registerCount <= registerMax, function.parameterCount <= function.registerCount,
      function.results.count <= function.registerCount
    else { throw InvalidBytecode("function \(number) has not the registers that it needs") }
    if let contract = function.contract, !bytecode.contracts.indices.contains(contract) {
      throw InvalidBytecode("function \(number) is in a contract that there is not")
    }
    // An outer function has a lower number, so that there are no circles.
    if let outer = function.outer, outer < 0 || outer >= number {
      throw InvalidBytecode("function \(number) is in a function that there is not")
    }
  }

  private static func check(
    _ index: Int, _ contract: Bytecode.Contract, _ bytecode: Bytecode
  ) throws(InvalidBytecode) {
    for section in [contract.conditions, contract.action] {
      guard let section else { continue }
      guard bytecode.functions.indices.contains(section), bytecode.functions[section].contract == index,
        bytecode.functions[section].outer == nil, bytecode.functions[section].parameterCount == 0,
        bytecode.functions[section].results.isEmpty
      else { throw InvalidBytecode("a section of contract \(index) is none") }
    }
    for field in contract.fields where !bytecode.variables.indices.contains(field.variable) {
      throw InvalidBytecode("a field of contract \(index) has no variable")
    }
    guard contract.functionCount >= 0, contract.functionCount <= bytecode.functions.count else {
      throw InvalidBytecode("contract \(index) has more functions than there are")
    }
  }

  // MARK: Code

  private func checkCode() throws(InvalidBytecode) {
    for position in function.start..<function.end {
      let instruction = Instruction(word: bytecode.code[position])
      guard let opcode = instruction.opcode else { throw invalid(position, "no opcode") }
      guard try isSound(opcode, instruction, position) else { throw invalid(position, "`\(opcode)` out of range") }
    }
    switch Instruction(word: bytecode.code[function.end - 1]).opcode {
    case .jump, .return, .missingReturn, .stop: break
    default: throw invalid(function.end - 1, "the function does not end")
    }
  }

  private func invalid(_ position: Int, _ message: String) -> InvalidBytecode {
    InvalidBytecode("function \(number), instruction \(position - function.start): \(message)")
  }

  private func hasRegisters(_ first: Int, _ count: Int = 1) -> Bool { first + count <= function.registerCount }
  /// A place further down, in the function.
  private func hasTarget(_ position: Int, _ offset: Int) -> Bool {
    offset >= 0 && position + 1 + offset < function.end
  }

  /// A place anywhere in the function; one further up costs something each time, so that every loop has an end.
  private func hasLoop(_ position: Int, _ offset: Int, _ i: Instruction) -> Bool {
    let target = position + 1 + offset
    guard (function.start..<function.end).contains(target) else { return false }
    if offset >= 0 || i.k > 0 { return true }
    let first = Instruction(word: bytecode.code[target])
    return first.opcode == .charge && first.wide > 0
  }

  private func hasText(_ constant: Int) -> Bool {
    guard bytecode.constants.indices.contains(constant) else { return false }
    if case .text = bytecode.constants[constant] { return true }
    return false
  }

  private func isSound(_ opcode: Opcode, _ i: Instruction, _ position: Int) throws(InvalidBytecode) -> Bool {
    switch opcode {
    case .charge: i.wide >= 0
    case .loadNil, .newArray, .newMap, .loadInt: hasRegisters(i.a)
    case .toMoney: hasRegisters(i.a) && hasText(i.wide)
    case .loadBool: hasRegisters(i.a) && i.b <= 1
    case .loadConstant: hasRegisters(i.a) && bytecode.constants.indices.contains(i.wide)
    case .move, .take, .not, .minus, .append, .appendAll: hasRegisters(i.a) && hasRegisters(i.b)
    case .add, .subtract, .multiply, .divide, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .or,
      .and, .getElement, .setElement:
      hasRegisters(i.a) && hasRegisters(i.b) && hasRegisters(i.c)
    case .addInt, .subtractInt, .multiplyInt, .divideInt: hasRegisters(i.a) && hasRegisters(i.b)
    case .jump: hasTarget(position, i.wide)
    case .skipUnlessTrue: hasRegisters(i.a) && hasTarget(position, i.wide)
    case .repeatIfTrue: hasRegisters(i.a) && hasLoop(position, i.wide, i)
    case .skipUnlessEqual, .skipUnlessNotEqual, .skipUnlessLess, .skipUnlessLessOrEqual, .skipUnlessGreater,
      .skipUnlessGreaterOrEqual:
      hasRegisters(i.a) && hasRegisters(i.b) && hasTarget(position, i.signedC)
    case .repeatIfEqual, .repeatIfNotEqual, .repeatIfLess, .repeatIfLessOrEqual, .repeatIfGreater,
      .repeatIfGreaterOrEqual:
      hasRegisters(i.a) && hasRegisters(i.b) && hasLoop(position, i.signedC, i)
    case .skipUnlessEqualInt, .skipUnlessNotEqualInt, .skipUnlessLessInt, .skipUnlessLessOrEqualInt,
      .skipUnlessGreaterInt, .skipUnlessGreaterOrEqualInt:
      hasRegisters(i.a) && hasTarget(position, i.signedC)
    case .repeatIfEqualInt, .repeatIfNotEqualInt, .repeatIfLessInt, .repeatIfLessOrEqualInt, .repeatIfGreaterInt,
      .repeatIfGreaterOrEqualInt:
      hasRegisters(i.a) && hasLoop(position, i.signedC, i)
    case .getKey, .setKey: hasRegisters(i.a) && hasRegisters(i.b) && hasText(i.c)
    case .loadExtended, .storeExtended: hasRegisters(i.a) && i.b < bytecode.variables.count
    case .loadSystem: hasRegisters(i.a) && i.b < SystemVariable.all.count
    case .stop: hasRegisters(i.a) && i.k < Statement.Stop.allCases.count
    case .checkVariable: hasRegisters(i.a) && ValueType(checked: i.k) != nil && hasText(i.wide)
    case .checkArgument: hasRegisters(i.a) && ValueType(checked: i.k) != nil && i.wide >= 0
    case .checkResult: hasRegisters(i.a) && ValueType(checked: i.k) != nil && i.c < bytecode.functions.count
    case .return: i.b == function.results.count && hasRegisters(i.a, i.b)
    case .missingReturn: i.c < bytecode.functions.count
    case .loadOuter, .storeOuter: hasRegisters(i.a) && hasOuter(i)
    case .call, .callInner, .spread, .callBuiltin, .callContract: isSoundCall(opcode, i)
    }
  }

  /// The function so many levels out; 0 is this one.
  private func outer(_ level: Int) -> Int? {
    var current = number
    for _ in 0..<level {
      guard let outer = bytecode.functions[current].outer else { return nil }
      current = outer
    }
    return current
  }

  private func hasOuter(_ i: Instruction) -> Bool {
    guard i.k > 0, let outer = outer(i.k) else { return false }
    return i.b < bytecode.functions[outer].registerCount
  }

  private func isSoundCall(_ opcode: Opcode, _ i: Instruction) -> Bool {
    switch opcode {
    case .spread:
      guard i.c < bytecode.functions.count, bytecode.functions[i.c].groups.indices.contains(i.k) else { return false }
      return hasRegisters(i.b) && hasRegisters(i.a, bytecode.functions[i.c].groups[i.k].registerCount)
    case .callBuiltin:
      guard i.b < Builtin.all.count else { return false }
      let signature = Builtin.all[i.b].signature
      let wanted = signature.parameters.count
      let isCounted = i.k == 1 ? i.c == 1 : i.k == 0 && (signature.isVariadic ? i.c >= wanted : i.c == wanted)
      return isCounted && hasRegisters(i.a, max(1, i.c + signature.tails.count))
    case .callContract:
      return hasText(i.b) && (i.k == 0 || (i.k == 1 && i.c == 1)) && hasRegisters(i.a, max(1, i.c))
    default:
      guard i.b < bytecode.functions.count else { return false }
      let callee = bytecode.functions[i.b]
      let isReachable =
        opcode == .call
        ? callee.outer == nil && (callee.contract == nil || callee.contract == function.contract)
        : callee.outer != nil && callee.outer == outer(i.k)
      return isReachable && hasRegisters(i.a, max(callee.parameterCount, callee.results.count))
    }
  }
}
