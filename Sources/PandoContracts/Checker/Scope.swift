/// What a block declares.
struct Scope {
  /// Of the block.
  let range: SourceRange
  var variables: [Name: Int] = [:]
  /// Indices of `Checker.variables`, in the order in which they are declared.
  var variableOrder: [Int] = []
  var functions: [Name: LocalFunction] = [:]
  var functionOrder: [Name] = []
  /// Functions that are declared in this block, here or further down.
  var laterFunctions: Set<Name> = []

  init(_ range: SourceRange) { self.range = range }

  /// Where a name that is declared here can be used.
  func rest(from identifier: Identifier) -> SourceRange { identifier.range.through(range) }
}

/// A function inside a contract or a function.
struct LocalFunction {
  let body: Int
  let signature: Signature
  let identifier: Identifier
  /// An index in the index of names.
  let declaration: Int
  var isCalled = false
}

/// A variable or parameter.
struct VariableInfo {
  let identifier: Identifier
  let declared: ValueType
  let isParameter: Bool
  /// An index in the index of names.
  let declaration: Int
  var isRead = false

  /// What is known of its value. Of arguments, calls check texts and integers alone; others may be anything.
  var type: StaticType {
    isParameter && declared != .string && declared != .int ? .unknown : .value(declared)
  }
}

extension Checker {
  mutating func declare(_ identifier: Identifier, _ type: ValueType, isParameter: Bool) {
    let name = identifier.name
    if let other = scopes[scopes.count - 1].variables[name] {
      let what = variables[other].isParameter ? "parameter" : "variable"
      add(.redeclared, identifier.range, "There is a \(what) `\(name)` in this block already.")
    }
    let declaration = names.declare(
      isParameter ? .parameter : .variable, identifier, source: source, text: "\(name) \(type.rawValue)",
      scope: scopes[scopes.count - 1].rest(from: identifier))
    variables.append(
      VariableInfo(identifier: identifier, declared: type, isParameter: isParameter, declaration: declaration))
    scopes[scopes.count - 1].variables[name] = variables.count - 1
    scopes[scopes.count - 1].variableOrder.append(variables.count - 1)
  }

  /// Ends a block, and reports what nobody used in it.
  mutating func popScope() {
    let scope = scopes.removeLast()
    for index in scope.variableOrder where !variables[index].isRead {
      let identifier = variables[index].identifier
      if variables[index].isParameter {
        add(.unusedParameter, identifier.range, "The parameter `\(identifier.name)` is never read.")
      } else {
        add(.unusedVariable, identifier.range, "The variable `\(identifier.name)` is never read.")
      }
    }
    for name in scope.functionOrder {
      guard let function = scope.functions[name], !function.isCalled else { continue }
      add(.unusedFunction, function.identifier.range, "The function `\(name)` is never called.")
    }
  }

  /// The innermost variable with this name, an index of `variables`.
  func findVariable(_ name: Name) -> Int? {
    for scope in scopes.reversed() {
      if let index = scope.variables[name] { return index }
    }
    return nil
  }

  // MARK: Reading and assigning

  /// Takes note that a variable is read.
  mutating func read(_ variable: Variable) -> StaticType {
    let name = variable.name
    if variable.isExtended {
      bodies[frame.body].facts.events.append(.read(name, variable.range))
      note(extended: variable, isAssigned: false)
      if let field = contract.flatMap({ program.contracts[$0].fields[name] }) { return .value(field) }
      return SystemVariable.named(name).map { StaticType($0.type) } ?? .unknown
    }
    guard let index = findVariable(name) else {
      reportUndefined(variable)
      return .unknown
    }
    variables[index].isRead = true
    names.use(variable.range, .declaration(variables[index].declaration), source: source)
    return variables[index].type
  }

  /// Takes note that a variable is given a value of this type.
  mutating func assign(_ variable: Variable, _ type: StaticType, _ range: SourceRange) {
    let name = variable.name
    if variable.isExtended {
      if name != SystemVariable.result, SystemVariable.named(name) != nil {
        add(.systemVariableAssigned, variable.range, "The system variable `$\(name)` cannot be changed.")
      } else if let field = contract.flatMap({ program.contracts[$0].fields[name] }), !type.canBeAssigned(to: field) {
        reportAssigned("the field `$\(name)`", field, type, range)
      }
      checkChange(of: variable, type)
      note(extended: variable, isAssigned: true)
      bodies[frame.body].facts.events.append(.set(name))
      return
    }
    guard let index = findVariable(name) else { return reportUndefined(variable) }
    names.use(variable.range, .declaration(variables[index].declaration), source: source)
    let declared = variables[index].declared
    if !type.canBeAssigned(to: declared) {
      reportAssigned("`\(name)`", declared, type, range)
    }
  }

  /// Puts a `$` variable into the index of names. What is neither a field nor the system's is declared where it is
  /// assigned first.
  private mutating func note(extended variable: Variable, isAssigned: Bool) {
    let key = contract.map { ExtendedKey(contract: $0, name: variable.name) }
    if let declaration = key.flatMap({ extendedDeclarations[$0] }) {
      names.use(variable.range, .declaration(declaration), source: source)
    } else if let system = SystemVariable.named(variable.name) {
      names.use(variable.range, .systemVariable(system), source: source)
    } else if isAssigned, let key {
      extendedDeclarations[key] = names.declare(
        .contractVariable, variable.identifier, source: source, text: "$\(variable.name)",
        scope: program.contracts[key.contract].syntax.members.range)
    }
  }

  private mutating func reportAssigned(
    _ what: String, _ declared: ValueType, _ type: StaticType, _ range: SourceRange
  ) {
    add(
      .assignedType, range, "\(type.text) cannot be assigned to \(what), which is `\(declared.rawValue)`.",
      hint: Checker.conversionHint(to: declared))
  }

  /// The function that makes a value of this type from others.
  static func conversionHint(to type: ValueType) -> String? {
    switch type {
    case .int: "Convert it with `Int`."
    case .float: "Convert it with `Float`."
    case .string: "Convert it with `Str`."
    case .money: "Convert it with `Money`."
    case .bytes: "Convert a text with `StringToBytes`."
    case .bool, .array, .map: nil
    }
  }

  /// The first value that is not nil decides what a `$` variable can hold.
  private mutating func checkChange(of variable: Variable, _ type: StaticType) {
    guard case .value(let new) = type, variable.name != SystemVariable.result, let contract else { return }
    guard program.contracts[contract].fields[variable.name] == nil else { return }
    let key = ExtendedKey(contract: contract, name: variable.name)
    guard let old = extendedTypes[key] else {
      extendedTypes[key] = new
      return
    }
    if old != new {
      add(
        .extendedTypeChange, variable.range,
        "`$\(variable.name)` is given \(type.text) here, and `\(old.rawValue)` elsewhere.",
        hint: "It can hold values of one type; the first decides.")
    }
  }

  mutating func reportUndefined(_ variable: Variable) {
    guard !diagnostics[source].isFull else { return }
    let name = variable.name
    let isField = contract.map { program.contracts[$0].fields[name] != nil } ?? false
    let candidates = scopes.flatMap { $0.variableOrder.map { variables[$0].identifier.name } }
    add(
      .undefinedVariable, variable.range, "Nothing named `\(name)` is declared here.",
      hint: isField ? "The field is `$\(name)`." : Suggestion.hint(for: name, among: candidates))
  }
}
