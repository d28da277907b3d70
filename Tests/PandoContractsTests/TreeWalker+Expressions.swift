import PandoContracts

extension TreeWalker {
  func read(_ variable: PandoContracts.Variable, _ scope: Scope) throws(Fault) -> Value {
    let name = variable.name
    if variable.isExtended {
      guard let value = self.variable(name) else { throw Fault(.name, "unknown extend identifier \(name)") }
      return value
    }
    guard let found = scope.variable(name) else { throw Fault(.program, "unknown variable \(name)") }
    return found.value
  }

  /// The values of expressions; a call may have several.
  func values(_ expressions: [Expression], _ scope: Scope) throws(Fault) -> [Value] {
    var values: [Value] = []
    for expression in expressions {
      if case .call = expression.kind {
        values += try results(expression, scope)
      } else {
        values.append(try value(expression, scope))
      }
    }
    return values
  }

  func value(_ expression: Expression, _ scope: Scope) throws(Fault) -> Value {
    switch expression.kind {
    case .literal(let literal): return TreeWalker.value(literal)
    case .variable(let variable): return try read(variable, scope)
    case .element(let variable, let index):
      let container = try read(variable, scope)
      let position = try value(index, scope)
      try charge(Elements.fuel(container, position, schedule))
      return try Elements.get(container, position)
    case .call: return try results(expression, scope).first ?? .nil
    case .unary(let unaryOperator, let operand):
      return try Operators.apply(unaryOperator, value(operand, scope))
    case .binary(let first, let links):
      var left = try value(first, scope)
      for link in links {
        let right = try value(link.operand, scope)
        try charge(Operators.fuel(link.binaryOperator, left, right, schedule))
        left = try Operators.apply(link.binaryOperator, left, right)
      }
      return left
    case .group(let inner): return try value(inner, scope)
    case .array(let elements):
      let array = ValueArray()
      for element in elements.list.contents { try append(try self.value(element, scope), to: array) }
      return .array(array)
    case .map(let entries):
      let map = ValueMap()
      for entry in entries.list.contents { try add(entry, to: map, scope) }
      return .map(map)
    case .missing: throw Fault(.program, "nothing there")
    }
  }

  private static func value(_ literal: Literal) -> Value {
    switch literal {
    case .integer(let value): .int(value)
    case .float(let digits): .float(NumberText.float(digits.utf8) ?? 0)
    case .text(let text): .string(ByteString(text.value))
    case .bool(let value): .bool(value)
    case .nil: .nil
    }
  }

  private func value(_ element: Expression.Element, _ scope: Scope) throws(Fault) -> Value {
    switch element {
    case .value(let expression): return try value(expression, scope)
    case .entry(let entry):
      let map = ValueMap()
      try add(entry, to: map, scope)
      return .map(map)
    }
  }

  private func append(_ value: Value, to array: ValueArray) throws(Fault) {
    try charge(try Elements.nestingFuel(of: value, in: array, schedule, fuel: fuelLeft))
    array.append(value)
  }

  private func add(_ entry: Expression.Entry, to map: ValueMap, _ scope: Scope) throws(Fault) {
    let value = try value(entry.value, scope)
    let key = Value.string(ByteString(entry.key.value.text))
    try charge(try Elements.set(.map(map), key, value, limits, schedule, fuel: fuelLeft))
  }

  // MARK: Calls

  func results(_ expression: Expression, _ scope: Scope) throws(Fault) -> [Value] {
    guard case .call(let call) = expression.kind else { return [try value(expression, scope)] }
    let line = places[places.count - 1].line
    at(call.callee.range)
    let own = ownTails(call.callee.name, scope)
    var results = try self.call(
      call.callee.name, call.arguments, call.tails.filter { own.contains($0.name.name) }, first: nil, scope)
    for tail in call.tails where !own.contains(tail.name.name) {
      results = try self.call(tail.name.name, tail.arguments, [], first: results.first, scope)
    }
    places[places.count - 1].line = line
    return results
  }

  private func ownTails(_ name: Name, _ scope: Scope) -> [Name] {
    if let closure = scope.function(name) { return closure.syntax.tails.map(\.name.name) }
    return Builtin.named(name)?.signature.tails.map(\.name) ?? []
  }

  private func call(
    _ name: Name, _ arguments: Arguments, _ tails: [TailCall], first: Value?, _ scope: Scope
  ) throws(Fault) -> [Value] {
    if let closure = scope.function(name) { return try call(closure, arguments, tails, first: first, scope) }
    let given = try list(arguments, first: first, scope)
    guard let builtin = Builtin.named(name) else {
      try charge(schedule.contractCall)
      let fullName = name.text.hasPrefix("@") ? name : Name("@1\(name)")
      guard contracts[fullName] != nil else { throw Fault(.name, "unknown contract \(fullName)") }
      return [try run(fullName, CallRules.fields(given))]
    }
    var groups: [[Value]?] = builtin.signature.tails.map { _ in nil }
    for tail in tails {
      let index = builtin.signature.tails.firstIndex { $0.name == tail.name.name }
      if let index { groups[index] = try list(tail.arguments, first: nil, scope) }
    }
    try charge(builtin.fuel)
    let wanted = builtin.signature.parameters.count
    if arguments.isSpread, given.count < wanted || (!builtin.signature.isVariadic && given.count > wanted) {
      throw CallRules.wrongCount
    }
    guard let implementation = Builtin.implementations[name] else { throw Fault(.name, "\(name) is not offered here") }
    do throws(Fault) {
      var call = BuiltinCall(builtin, given, tails: groups, run: self)
      let result = try implementation(&call)
      return builtin.signature.results.isEmpty ? [] : [result]
    } catch {
      var fault = error
      if fault.trace.isEmpty { fault.trace = [Fault.Place(contract: nil, function: name, line: 0)] }
      throw fault
    }
  }

  /// Arguments, with the last one spread.
  private func list(_ arguments: Arguments, first: Value?, _ scope: Scope) throws(Fault) -> [Value] {
    var values = first.map { [$0] } ?? []
    for (index, argument) in arguments.values.enumerated() {
      let value = try value(argument, scope)
      guard arguments.isSpread, index == arguments.values.count - 1 else {
        if arguments.isSpread {
          try charge(try Elements.nestingFuel(of: value, in: ValueArray(), schedule, fuel: fuelLeft))
        }
        values.append(value)
        continue
      }
      guard case .array(let array) = value else {
        throw Fault(.type, "only an array can be spread, not \(value.typeText)")
      }
      try charge(array.count / schedule.elementsPerFuel)
      values += array.values
    }
    return values
  }

  private func call(
    _ closure: Closure, _ arguments: Arguments, _ tails: [TailCall], first: Value?, _ scope: Scope
  ) throws(Fault) -> [Value] {
    let function = closure.syntax
    let inner = Scope(closure.scope)
    try bind(function.parameters, arguments, first: first, isChecked: true, inner, scope)
    for tail in function.tails where !tails.contains(where: { $0.name.name == tail.name.name }) {
      for parameter in tail.parameters.parameters {
        let type = ValueType(parameter.type.type)
        inner.variables[parameter.name.name] = Variable(type.zero, type)
      }
      if let rest = tail.parameters.variadic { inner.variables[rest.name] = Variable(.array(ValueArray()), .array) }
    }
    for tail in tails {
      guard let own = function.tails.first(where: { $0.name.name == tail.name.name }) else { continue }
      try bind(own.parameters, tail.arguments, first: nil, isChecked: false, inner, scope)
    }
    try charge(schedule.functionCall)
    return try enter(closure, inner)
  }

  private func bind(
    _ list: ParameterList, _ arguments: Arguments, first: Value?, isChecked: Bool, _ inner: Scope, _ scope: Scope
  ) throws(Fault) {
    let wanted = list.parameters.count
    var values: [Value]
    if arguments.isSpread {
      values = try self.list(arguments, first: first, scope)
      guard values.count >= wanted, list.variadic != nil || values.count == wanted else { throw CallRules.wrongCount }
    } else {
      values = first.map { [$0] } ?? []
      for argument in arguments.values {
        let value = try value(argument, scope)
        // What goes into the array of the rest.
        if values.count >= wanted {
          try charge(try Elements.nestingFuel(of: value, in: ValueArray(), schedule, fuel: fuelLeft))
        }
        values.append(value)
      }
    }
    for (index, parameter) in list.parameters.enumerated() {
      let type = ValueType(parameter.type.type)
      let value = isChecked ? try CallRules.check(values[index], for: type, number: index + 1) : values[index]
      inner.variables[parameter.name.name] = Variable(value, type)
    }
    if let rest = list.variadic {
      inner.variables[rest.name] = Variable(.array(ValueArray(values.dropFirst(wanted))), .array)
    }
  }
}
