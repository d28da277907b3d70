/// Finds in programs what would otherwise be found when they run.
///
/// Each body (a function, `conditions`, `action`) is walked once, with the types of values as far as they are known.
/// What depends on several bodies (who writes, who calls whom, which `$` variable is set when) is put down as ``Facts``
/// and judged at the end. An error is reported only where the program would fail whenever it came there with values of
/// the declared types; everything less certain is a warning.
package struct Checker {
  let program: Program
  var diagnostics: [DiagnosticList]
  var names: NameIndex
  var bodies: [Body] = []
  /// The source that is being walked, and the contract in it.
  var source = 0
  var contract: Int?
  var scopes: [Scope] = []
  var variables: [VariableInfo] = []
  var frame = Frame(body: 0, results: [])
  /// The names that calls give to contracts.
  var passedNames: [Int: Set<Name>] = [:]
  /// The declarations of `$` variables, indices of `names.declarations`: of fields, and of what contracts only assign.
  var extendedDeclarations: [ExtendedKey: Int] = [:]
  /// What the `$` variables of contracts were first seen to hold.
  var extendedTypes: [ExtendedKey: ValueType] = [:]

  struct ExtendedKey: Hashable {
    let contract: Int
    let name: Name
  }

  /// What a body is being walked with.
  struct Frame {
    let body: Int
    let results: [ValueType?]
    var loopDepth = 0
    /// How many branches or loops the statement is in.
    var conditionalDepth = 0
    /// Whether an earlier statement may have ended the body.
    var mayHaveLeft = false
  }

  /// Checks sources that run together: each sees the contracts and functions of all.
  /// - Returns: for each source, what the parser and the checker found.
  package static func check(
    _ sources: [ParsedSource], options: CheckerOptions = CheckerOptions(), limits: FrontEndLimits = .standard
  ) -> [Report] {
    analyze(sources, options: options, limits: limits).reports
  }

  /// Checks sources that run together, and tells what their names stand for.
  package static func analyze(
    _ sources: [ParsedSource], options: CheckerOptions = CheckerOptions(), limits: FrontEndLimits = .standard
  ) -> (reports: [Report], names: NameIndex) {
    var diagnostics = sources.map { _ in DiagnosticList(countMax: limits.diagnosticCountMax) }
    let program = Program(sources, options: options, &diagnostics)
    var checker = Checker(program: program, diagnostics: diagnostics)
    checker.indexTopLevel()
    for function in program.functions {
      checker.bodies.append(
        Body(name: function.syntax.name.name, source: function.source, contract: nil, section: nil))
    }
    for (index, function) in program.functions.enumerated() {
      checker.source = function.source
      checker.check(function.syntax, body: index)
    }
    for index in program.contracts.indices { checker.checkContract(index) }
    checker.checkFields()
    checker.checkOrderOfSetting()
    checker.checkCalls()
    checker.names.sort()
    let reports = zip(sources, checker.diagnostics).map { source, found in
      var all = source.diagnostics
      all.add(found)
      return Report(source: source.source, diagnostics: all.sorted)
    }
    return (reports, checker.names)
  }

  private init(program: Program, diagnostics: [DiagnosticList]) {
    self.program = program
    self.diagnostics = diagnostics
    names = NameIndex(sourceCount: diagnostics.count)
  }

  /// Puts contracts, then functions into the index, so that their places there are known.
  private mutating func indexTopLevel() {
    for contract in program.contracts {
      _ = names.declare(.contract, contract.identifier, source: contract.source, text: contract.text)
    }
    for function in program.functions {
      _ = names.declare(
        .function, function.syntax.name, source: function.source, text: Signature.text(function.syntax),
        tails: function.signature.tails)
    }
    for (index, contract) in program.contracts.enumerated() {
      for field in contract.fieldNames {
        let type = contract.fields[field.name].map { " \($0.rawValue)" } ?? ""
        extendedDeclarations[ExtendedKey(contract: index, name: field.name)] = names.declare(
          .field, field, source: contract.source, text: "$\(field.name)\(type)", scope: contract.syntax.members.range)
      }
    }
  }

  mutating func add(_ code: DiagnosticCode, _ range: SourceRange, _ message: String, hint: String? = nil) {
    diagnostics[source].add(code, range, message, hint: hint)
  }

  // MARK: Contracts

  private mutating func checkContract(_ index: Int) {
    let info = program.contracts[index]
    source = info.source
    contract = index
    defer { contract = nil }
    var sections: Set<Section.Kind> = []
    scopes.append(Scope(info.syntax.members.range))
    for case .function(let function) in info.syntax.members.contents {
      scopes[scopes.count - 1].laterFunctions.insert(function.name.name)
    }
    for item in info.syntax.members.items {
      switch item.content {
      case .data, .settings: break
      case .section(let section):
        if !sections.insert(section.kind).inserted {
          add(.redeclared, section.range, "The contract has `\(section.kind.rawValue)` already.")
        }
        check(section)
      case .function(let function): declareFunction(function)
      case .statement:
        add(
          .statementOutsideFunction, item.range, "This is never run: it is in no function of the contract.",
          hint: "Put it into `action` or `conditions`.")
      }
    }
    popScope()
  }

  private mutating func check(_ section: Section) {
    bodies.append(
      Body(name: Name(section.kind.rawValue), source: source, contract: contract, section: section.kind))
    let outer = frame
    frame = Frame(body: bodies.count - 1, results: [])
    scopes.append(Scope(section.body.range))
    _ = checkStatements(section.body)
    popScope()
    frame = outer
  }

  // MARK: Functions

  /// Checks a function inside a contract or function; from here on it can be called.
  mutating func declareFunction(_ function: Function) {
    let name = function.name
    if scopes[scopes.count - 1].functions[name.name] != nil {
      add(.redeclared, name.range, "There is a function `\(name.name)` already.")
    }
    if let builtin = Builtin.named(name.name) {
      add(
        .hidesBuiltin, name.range, "The function `\(name.name)` is named as a built-in function.",
        hint: "Calls no longer mean that one. \(builtin.summary)")
    }
    bodies.append(Body(name: name.name, source: source, contract: contract, section: nil))
    let body = bodies.count - 1
    let signature = Signature(function)
    let declaration = names.declare(
      .function, name, source: source, text: Signature.text(function), scope: scopes[scopes.count - 1].rest(from: name),
      tails: signature.tails)
    scopes[scopes.count - 1].functions[name.name] = LocalFunction(
      body: body, signature: signature, identifier: name, declaration: declaration)
    scopes[scopes.count - 1].functionOrder.append(name.name)
    check(function, body: body)
  }

  private mutating func check(_ function: Function, body: Int) {
    let outer = frame
    frame = Frame(body: body, results: function.results.map { ValueType($0.type) })
    scopes.append(Scope(function.name.range.through(function.body.range)))
    for list in [function.parameters] + function.tails.map(\.parameters) {
      for parameter in list.parameters {
        declare(parameter.name, ValueType(parameter.type.type), isParameter: true)
      }
      if let variadic = list.variadic { declare(variadic, .array, isParameter: true) }
    }
    let completes = checkStatements(function.body)
    if completes, !function.results.isEmpty {
      let end = function.body.range.upper
      add(
        .missingReturn, SourceRange(max(end - 1, function.body.range.lower), end),
        "`\(function.name.name)` may end here without its value.", hint: "End it with `return` or an error.")
    }
    popScope()
    frame = outer
  }
}
