extension Compiler {
  /// What a name before parentheses stands for.
  private enum Callee {
    /// Of the top level or the contract.
    case function(Int)
    /// In the function so many levels out.
    case inner(Int, level: Int)
    case builtin(Int, Builtin)
    case contract(Name)
  }

  private func resolve(_ name: Name) -> Callee {
    function(name) ?? .contract(program.options.fullName(name))
  }

  private func function(_ name: Name) -> Callee? {
    for level in frames.indices {
      if let number = frames[frames.count - 1 - level].innerFunction(name) { return .inner(number, level: level) }
    }
    if let number = contractFunctions[name] { return .function(number) }
    if let number = program.functionsByName[name] { return .function(number) }
    return Builtin.all.firstIndex { $0.name == name }.map { .builtin($0, Builtin.all[$0]) }
  }

  /// Calls something, and what is called with its result.
  /// - Parameter target: a register that the caller has just taken, to be used if that saves a step.
  /// - Returns: the results, in registers from the first that was free.
  mutating func compile(_ call: Call, at target: Int? = nil) -> [Operand] {
    let line = frame.line
    frame.line = source.line(of: call.callee.range.lower)
    defer { frame.line = line }
    let base = target == frame.next - 1 && frame.next - 1 >= frame.variableTop ? frame.next - 1 : frame.next
    let callee = resolve(call.callee.name)
    let own = ownTails(of: callee)
    var results = compile(
      callee, call.arguments, tails: call.tails.filter { own.contains($0.name.name) }, first: nil, base: base)
    for tail in call.tails where !own.contains(tail.name.name) {
      guard let function = function(tail.name.name) else { continue }
      results = compile(function, tail.arguments, tails: [], first: results.first, base: base)
    }
    frame.next = max(base, base + results.count)
    frame.registerCount = max(frame.registerCount, frame.next)
    return results
  }

  private func ownTails(of callee: Callee) -> [Name] {
    switch callee {
    case .function(let number), .inner(let number, _): tailNames[number] ?? []
    case .builtin(_, let builtin): builtin.signature.tails.map(\.name)
    case .contract: []
    }
  }

  private mutating func compile(
    _ callee: Callee, _ arguments: Arguments, tails: [TailCall], first: Operand?, base: Int
  ) -> [Operand] {
    frame.next = base + (first == nil ? 0 : 1)
    switch callee {
    case .function(let number):
      pass(arguments, tails, to: number, first: first, base: base)
      frame.emit(Instruction(.call, a: base, b: number))
      return results(of: number, base)
    case .inner(let number, let level):
      pass(arguments, tails, to: number, first: first, base: base)
      frame.emit(Instruction(.callInner, k: level, a: base, b: number))
      return results(of: number, base)
    case .builtin(let number, let builtin):
      let count = pass(arguments, first: first, base: base)
      pass(tails, to: builtin, base: base + count)
      frame.emit(
        Instruction(
          .callBuiltin, k: arguments.isSpread ? 1 : 0, a: base, b: number, c: count))
      return builtin.signature.results.prefix(1).map { Operand(register: base, type: StaticType($0)) }
    case .contract(let fullName):
      let count = pass(arguments, first: first, base: base)
      let name = constant(fullName)
      if name > 0xFFFF { reportTooLarge() }
      frame.emit(Instruction(.callContract, k: arguments.isSpread ? 1 : 0, a: base, b: name, c: count))
      return [Operand(register: base, type: .unknown)]
    }
  }

  private mutating func results(of number: Int, _ base: Int) -> [Operand] {
    output.functions[number].results.enumerated().map { Operand(register: base + $0.offset, type: .value($0.element)) }
  }

  // MARK: Arguments

  /// Puts arguments into registers from `base` on, or all into one array if the last is spread.
  /// - Returns: how many registers those are.
  private mutating func pass(_ arguments: Arguments, first: Operand?, base: Int) -> Int {
    if arguments.isSpread {
      let array = collect(arguments, first: first)
      if array != base { frame.emit(Instruction(.take, a: base, b: array)) }
      frame.next = base + 1
      return 1
    }
    for value in arguments.values {
      let register = frame.allocate()
      _ = compile(value, to: register)
    }
    return arguments.values.count + (first == nil ? 0 : 1)
  }

  /// Puts arguments, the last of them an array of more, into one array.
  /// - Parameter start: the first that goes into it.
  /// - Returns: its register.
  private mutating func collect(_ arguments: Arguments, first: Operand? = nil, from start: Int = 0) -> Int {
    let array = frame.allocate()
    frame.emit(Instruction(.newArray, a: array))
    if let first { frame.emit(Instruction(.append, a: array, b: first.register)) }
    for (index, value) in arguments.values.enumerated().dropFirst(start) {
      let mark = frame.next
      let element = frame.allocate()
      _ = compile(value, to: element)
      let isSpread = arguments.isSpread && index == arguments.values.count - 1
      frame.emit(Instruction(isSpread ? .appendAll : .append, a: array, b: element))
      frame.next = mark
    }
    return array
  }

  /// Puts arguments into the parameters of a function, which begin at `base`.
  private mutating func pass(
    _ arguments: Arguments, _ tails: [TailCall], to number: Int, first: Operand?, base: Int
  ) {
    let groups = output.functions[number].groups
    var starts: [Int] = []
    var end = base
    for group in groups {
      starts.append(end)
      end += group.registerCount
    }
    pass(arguments, toGroup: 0, of: number, first: first, start: base, end: end)
    let names = tailNames[number] ?? []
    for (index, name) in names.enumerated() where !tails.contains(where: { $0.name.name == name }) {
      let group = groups[index + 1]
      for (offset, type) in group.types.enumerated() { loadZero(type, to: starts[index + 1] + offset) }
      if group.isVariadic {
        frame.emit(Instruction(.newArray, a: starts[index + 1] + group.types.count))
      }
    }
    frame.next = end
    for tail in tails {
      guard let index = names.firstIndex(of: tail.name.name) else { continue }
      pass(tail.arguments, toGroup: index + 1, of: number, first: nil, start: starts[index + 1], end: end)
    }
  }

  private mutating func pass(
    _ arguments: Arguments, toGroup group: Int, of number: Int, first: Operand?, start: Int, end: Int
  ) {
    let info = output.functions[number].groups[group]
    // Registers up to `end` are those of parameters.
    frame.next = end
    frame.registerCount = max(frame.registerCount, end)
    if arguments.isSpread {
      let array = collect(arguments, first: first)
      frame.emit(Instruction(.spread, k: group, a: start, b: array, c: number))
      frame.next = end
      return
    }
    var types: [StaticType] = first.map { [$0.type] } ?? []
    for value in arguments.values.prefix(info.types.count - types.count) {
      types.append(compile(value, to: start + types.count))
    }
    if info.isVariadic {
      let rest = collect(arguments, from: info.types.count - (first == nil ? 0 : 1))
      frame.emit(Instruction(.take, a: start + info.types.count, b: rest))
    }
    frame.next = end
    guard group == 0 else { return }
    for (index, type) in info.types.enumerated() where type == .string || type == .int {
      if types[index] != .value(type), types[index] != .nil {
        frame.emit(Instruction(.checkArgument, k: type.number, a: start + index, wide: index + 1))
      }
    }
  }

  /// Puts what tails are given into arrays, and nil where they are not called.
  private mutating func pass(_ tails: [TailCall], to builtin: Builtin, base: Int) {
    let names = builtin.signature.tails.map(\.name)
    frame.next = base + names.count
    frame.registerCount = max(frame.registerCount, frame.next)
    for index in names.indices { frame.emit(Instruction(.loadNil, a: base + index)) }
    for tail in tails {
      guard let index = names.firstIndex(of: tail.name.name) else { continue }
      let mark = frame.next
      let array = collect(tail.arguments)
      frame.emit(Instruction(.take, a: base + index, b: array))
      frame.next = mark
    }
  }
}
