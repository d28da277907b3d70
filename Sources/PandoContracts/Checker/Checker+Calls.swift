extension Checker {
  /// What a name before parentheses stands for.
  private enum Callee {
    case body(Int, Signature)
    case builtin(Builtin)
    /// Nil when its source is not among these.
    case contract(Int?)
    /// Deployed already; nothing else is known of it.
    case known
  }

  /// Checks a call.
  /// - Returns: what is known of each of its values.
  mutating func results(of expression: Expression) -> [StaticType] {
    guard case .call(let call) = expression.kind else { return [value(of: expression)] }
    guard let callee = resolve(call.callee) else {
      checkUnknown(call.arguments, call.tails)
      return [.unknown]
    }
    switch callee {
    case .known:
      checkUnknown(call.arguments, call.tails)
      return [.unknown]
    case .contract(let index):
      checkContractCall(call, index)
      for tail in call.tails { reportTail(tail, of: call.callee.name) }
      return [.unknown]
    case .body(let body, let signature):
      note(Facts.Call(target: .body(body), name: call.callee.name, range: call.callee.range, isCertain: isCertain))
      bodies[frame.body].facts.events.append(.call(body))
      return results(of: call, signature, isBuiltin: false)
    case .builtin(let builtin):
      note(builtin, call.callee.range)
      return results(of: call, builtin.signature, isBuiltin: true)
    }
  }

  private var isCertain: Bool { frame.conditionalDepth == 0 && !frame.mayHaveLeft }

  private mutating func note(_ call: Facts.Call) { bodies[frame.body].facts.calls.append(call) }

  private mutating func note(_ builtin: Builtin, _ range: SourceRange) {
    names.use(range, .builtin(builtin), source: source)
    if !program.options.offers(builtin.availability) {
      add(
        .unavailableFunction, range, "`\(builtin.name)` does not exist where this is to run.",
        hint: builtin.availability == .ledger ? "It needs blocks." : "It exists off the ledger.")
    }
    noteFields(of: builtin, range)
    if builtin.writes { bodies[frame.body].facts.writes.append((builtin.name, range)) }
  }

  private mutating func results(of call: Call, _ signature: Signature, isBuiltin: Bool) -> [StaticType] {
    check(
      call.arguments, signature.parameters, isVariadic: signature.isVariadic, name: call.callee,
      isBuiltin: isBuiltin)
    var results = signature.results.map { StaticType($0) }
    for tail in call.tails {
      if let own = signature.tails.first(where: { $0.name == tail.name.name }) {
        checkCount(tail.arguments, own.parameters.count, isVariadic: own.isVariadic, tail.name)
        for value in tail.arguments.values { _ = self.value(of: value) }
      } else if !signature.tails.isEmpty, let function = findFunction(tail.name) {
        results = apply(function, tail, to: results)
      } else {
        reportTail(tail, of: call.callee.name, candidates: signature.tails.map(\.name))
      }
    }
    return results
  }

  /// Checks `f().g(x)` where `g` is a function that takes what `f` gives as its first argument.
  private mutating func apply(_ callee: Callee, _ tail: TailCall, to results: [StaticType]) -> [StaticType] {
    switch callee {
    case .contract, .known: return [.unknown]
    case .builtin(let builtin):
      note(builtin, tail.name.range)
      check(
        tail.arguments, builtin.signature.parameters, isVariadic: builtin.signature.isVariadic, name: tail.name,
        isBuiltin: true, first: results.first ?? .unknown)
      return builtin.signature.results.map { StaticType($0) }
    case .body(let body, let signature):
      note(Facts.Call(target: .body(body), name: tail.name.name, range: tail.name.range, isCertain: isCertain))
      bodies[frame.body].facts.events.append(.call(body))
      check(
        tail.arguments, signature.parameters, isVariadic: signature.isVariadic, name: tail.name, isBuiltin: false,
        first: results.first ?? .unknown)
      return signature.results.map { StaticType($0) }
    }
  }

  private mutating func reportTail(_ tail: TailCall, of name: Name, candidates: [Name] = []) {
    add(
      .undefinedTail, tail.name.range, "`\(name)` has no tail `\(tail.name.name)`.",
      hint: candidates.isEmpty
        ? "Write `\(tail.name.name)(…)` around the call." : Suggestion.hint(for: tail.name.name, among: candidates))
    for value in tail.arguments.values { _ = self.value(of: value) }
  }

  /// Looks at the arguments of a call of which nothing is known.
  private mutating func checkUnknown(_ arguments: Arguments, _ tails: [TailCall]) {
    for value in arguments.values + tails.flatMap(\.arguments.values) { _ = self.value(of: value) }
  }

  // MARK: What a name stands for

  private mutating func resolve(_ name: Identifier) -> Callee? {
    if let function = findFunction(name) { return function }
    let fullName = program.options.fullName(name.name)
    if let index = program.contractsByName[fullName] {
      names.use(name.range, .declaration(index), source: source)
      return .contract(index)
    }
    if name.name.text.utf8.first == UInt8(ascii: "@") { return .contract(nil) }
    if program.options.known.contains(name.name) || program.options.known.contains(fullName) { return .known }
    reportUndefined(name)
    return nil
  }

  /// The function that a name stands for at this place.
  private mutating func findFunction(_ identifier: Identifier) -> Callee? {
    let name = identifier.name
    for index in scopes.indices.reversed() {
      guard let function = scopes[index].functions[name] else { continue }
      scopes[index].functions[name]?.isCalled = true
      names.use(identifier.range, .declaration(function.declaration), source: source)
      return .body(function.body, function.signature)
    }
    if let index = program.functionsByName[name] {
      let function = program.functions[index]
      // Within a source the order counts; one source follows another in any order.
      if function.source == source, identifier.range.lower < function.syntax.name.range.lower {
        reportLater(identifier)
      }
      names.use(identifier.range, .declaration(program.contracts.count + index), source: source)
      return .body(index, function.signature)
    }
    return Builtin.named(name).map { .builtin($0) }
  }

  private mutating func reportLater(_ name: Identifier) {
    add(
      .usedBeforeDeclared, name.range, "The function `\(name.name)` is declared further down.",
      hint: "Move it above its first call.")
  }

  private mutating func reportUndefined(_ name: Identifier) {
    guard !diagnostics[source].isFull else { return }
    if scopes.contains(where: { $0.laterFunctions.contains(name.name) }) { return reportLater(name) }
    let candidates =
      Builtin.all.map(\.name) + program.functions.map(\.syntax.name.name) + program.contracts.map(\.identifier.name)
    add(
      .undefinedFunction, name.range, "`\(name.name)` is neither a function nor a contract that is known here.",
      hint: Suggestion.hint(for: name.name, among: candidates)
        ?? "If it is deployed already, name it with --known, or give its source too.")
  }

  // MARK: Arguments

  /// - Parameter first: the value that a tail takes before its arguments.
  private mutating func check(
    _ arguments: Arguments, _ parameters: [Signature.Parameter], isVariadic: Bool, name: Identifier, isBuiltin: Bool,
    first: StaticType? = nil
  ) {
    checkCount(arguments, parameters.count - (first == nil ? 0 : 1), isVariadic: isVariadic, name)
    let values = arguments.values.map { (type: self.value(of: $0), range: $0.range) }
    let all = (first.map { [(type: $0, range: name.range)] } ?? []) + values
    for (index, value) in all.enumerated() where index < parameters.count {
      // What is spread stands for several.
      if arguments.isSpread, index == all.count - 1 { break }
      let parameter = parameters[index]
      guard let type = parameter.type, !Checker.takes(type, value.type, isBuiltin: isBuiltin) else { continue }
      add(
        .argumentType, value.range,
        "The parameter `\(parameter.name)` of `\(name.name)` is `\(type.rawValue)`, not \(value.type.text).",
        hint: Checker.conversionHint(to: type))
    }
  }

  /// Whether a parameter takes a value. Functions of the sources look at texts and integers alone.
  private static func takes(_ parameter: ValueType, _ value: StaticType, isBuiltin: Bool) -> Bool {
    switch value {
    case .unknown: true
    // Built-in functions are given an empty text instead.
    case .nil: !isBuiltin || parameter == .string
    case .value(let type):
      if isBuiltin {
        type == parameter
      } else if parameter == .int {
        type == .int || type == .float
      } else {
        parameter != .string || type == .string
      }
    }
  }

  private mutating func checkCount(_ arguments: Arguments, _ wanted: Int, isVariadic: Bool, _ name: Identifier) {
    let given = arguments.values.count
    guard !arguments.isSpread, isVariadic ? given < wanted : given != wanted else { return }
    add(
      .argumentCount, arguments.range,
      "`\(name.name)` takes \(isVariadic ? "at least " : "")\(Checker.count(wanted, "argument")), not \(given).")
  }

  // MARK: Contracts

  /// `Name("A,B", a, b)`: the names of fields in one text, then their values.
  private mutating func checkContractCall(_ call: Call, _ index: Int?) {
    if let index {
      note(Facts.Call(target: .contract(index), name: call.callee.name, range: call.callee.range, isCertain: isCertain))
    }
    let types = call.arguments.values.map { value(of: $0) }
    var names: [Name] = []
    if let first = call.arguments.values.first {
      guard types[0] == .unknown || types[0] == .value(.string) else {
        add(
          .contractArguments, first.range, "A contract is called with the names of its fields first.",
          hint: "Write `\(call.callee.name)(\"Name,Other\", value, other)`.")
        return
      }
      guard case .literal(.text(let text)) = first.kind, !call.arguments.isSpread else { return }
      names = text.value.split(separator: ",").map { Name(String($0)) }
      guard names.count == types.count - 1 || (names.isEmpty && types.count <= 2) else {
        add(
          .contractArguments, call.arguments.range,
          "\(Checker.count(names.count, "field")) cannot be given \(Checker.count(types.count - 1, "value")).")
        return
      }
    }
    guard let index else { return }
    let given = Set(names)
    let missing = program.contracts[index].requiredFields.filter { !given.contains($0) }
    if !missing.isEmpty {
      add(
        .contractArguments, call.arguments.range,
        "`\(call.callee.name)` needs \(missing.map { "`\($0)`" }.joined(separator: ", ")) as well.")
    }
    // What a contract is given and does not declare, it has as `$` variables all the same.
    passedNames[index, default: []].formUnion(given)
  }
}
