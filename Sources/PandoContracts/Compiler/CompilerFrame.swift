/// A function while it is compiled.
struct CompilerFrame {
  struct Variable {
    let register: Int
    let type: ValueType
    /// Whether it may hold values of other types: parameters that no call checks.
    let isUnchecked: Bool
  }

  struct Scope {
    var variables: [Name: Variable] = [:]
    var functions: [Name: Int] = [:]
  }

  struct Loop {
    /// The cost of its condition.
    let cost: Int
    var breaks: [Int] = []
    var continues: [Int] = []
  }

  /// An index of the program's functions.
  let function: Int
  var scopes: [Scope] = [Scope()]
  var loops: [Loop] = []
  var code: [Instruction] = []
  var lines: [Bytecode.Line] = []
  var line = 1
  /// The first register that is free.
  var next = 0
  /// The first register behind those of variables.
  var variableTop = 0
  var registerCount = 0
  /// Whether it has functions in it, which may change its variables.
  var hasInner = false

  init(function: Int) { self.function = function }

  mutating func emit(_ instruction: Instruction) {
    if lines.last?.line != line { lines.append(Bytecode.Line(start: code.count, line: line)) }
    code.append(instruction)
  }

  /// A free register.
  mutating func allocate() -> Int {
    next += 1
    registerCount = max(registerCount, next)
    return next - 1
  }

  /// Declares a variable of the innermost block. Registers above those of variables must not be in use.
  mutating func declare(_ name: Name, _ type: ValueType, isUnchecked: Bool = false) -> Int {
    let register = allocate()
    variableTop = next
    scopes[scopes.count - 1].variables[name] = Variable(register: register, type: type, isUnchecked: isUnchecked)
    return register
  }

  func variable(_ name: Name) -> Variable? {
    for scope in scopes.reversed() {
      if let variable = scope.variables[name] { return variable }
    }
    return nil
  }

  func innerFunction(_ name: Name) -> Int? {
    for scope in scopes.reversed() {
      if let function = scope.functions[name] { return function }
    }
    return nil
  }
}
