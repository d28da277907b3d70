import PandoContracts

/// Runs programs by walking their trees: slow, and obviously right. The machine must agree with it in results, errors
/// and fuel. It knows nothing of bytecode, and keeps variables in dictionaries.
final class TreeWalker: RunContext {
  final class Variable {
    var value: Value
    let type: ValueType
    init(_ value: Value, _ type: ValueType) {
      self.value = value
      self.type = type
    }
  }

  /// What a block declares, and the block around it.
  final class Scope {
    var variables: [Name: Variable] = [:]
    var functions: [Name: Closure] = [:]
    let outer: Scope?
    init(_ outer: Scope?) { self.outer = outer }

    func variable(_ name: Name) -> Variable? { variables[name] ?? outer?.variable(name) }
    func function(_ name: Name) -> Closure? { functions[name] ?? outer?.function(name) }
  }

  struct Closure {
    let syntax: Function
    /// Where it is declared.
    let scope: Scope
    let contract: Name?
  }

  /// A contract that is active.
  final class Activation {
    let name: Name?
    var variables: [Name: Value] = [:]
    var types: [Name: ValueType] = [:]
    init(_ name: Name?) { self.name = name }
  }

  enum Completion {
    case normal, leave, next
    case results([Value])
  }

  let host: any Host
  let limits: MachineLimits
  let schedule = FuelSchedule.standard
  let memory = Memory(limit: .max)
  var drawCount: UInt64 = 0
  var fuelLeft: Int
  let source: Source
  var globals = Scope(nil)
  var contracts: [Name: Contract] = [:]
  var activations: [Activation] = []
  /// The functions that are active, and the line that each is at.
  var places: [(contract: Name?, function: Name, line: Int)] = []
  /// What `continue` costs in each loop around the statement.
  var loops: [Int] = []

  init(_ parsed: ParsedSource, host: any Host, limits: MachineLimits) {
    source = parsed.source
    self.host = host
    self.limits = limits
    fuelLeft = limits.fuelMax
    for declaration in parsed.tree.declarations.contents {
      switch declaration {
      case .contract(let contract): contracts[Name("@1\(contract.name.name)")] = contract
      case .function(let function):
        globals.functions[function.name.name] = Closure(syntax: function, scope: globals, contract: nil)
      }
    }
  }

  // MARK: Fuel and places

  func charge(_ fuel: Int) throws(Fault) {
    fuelLeft -= fuel
    if fuelLeft < 0 { throw .outOfFuel }
  }

  func at(_ range: SourceRange) { places[places.count - 1].line = source.line(of: range.lower) }

  // MARK: Contracts

  var activeContracts: [Name] { activations.compactMap(\.name) }

  func start(_ name: Name, _ fields: ValueMap) throws(Fault) -> Value {
    guard let contract = contracts[name] else { throw Fault(.name, "unknown contract \(name)") }
    var cost = schedule.contractStart
    var names: Set<Name> = []
    for member in contract.members.contents {
      switch member {
      case .section, .function: cost += schedule.contractFunction
      case .settings(let list): cost += schedule.contractSetting * list.items.count
      case .data(let list):
        for field in list.contents {
          for name in field.names where names.insert(name.name).inserted { cost += schedule.contractField }
        }
      case .statement: break
      }
    }
    do throws(Fault) {
      try charge(cost)
      return try run(name, fields)
    } catch {
      if error.code == .fuel { fuelLeft = 0 }
      throw error
    }
  }

  func run(_ name: Name, _ fields: ValueMap) throws(Fault) -> Value {
    guard let contract = contracts[name] else { throw Fault(.name, "unknown contract \(name)") }
    if activations.contains(where: { $0.name == name }) {
      throw Fault(.access, "there is loop in \(name) contract")
    }
    let activation = Activation(name)
    var names: Set<Name> = []
    for case .data(let list) in contract.members.contents {
      for field in list.contents { names.formUnion(field.names.map(\.name)) }
    }
    try charge((names.count + fields.count) / schedule.elementsPerFuel)
    for case .data(let list) in contract.members.contents {
      for field in list.contents {
        for name in field.names {
          if let value = fields[ByteString(name.name.text)] {
            try set(name.name, value, activation)
          } else if field.isOptional {
            try set(name.name, ValueType(field.type.type).zero, activation)
          } else {
            throw Fault(.name, "\(name.name) is not defined")
          }
        }
      }
    }
    for pair in fields.pairs {
      try charge(pair.key.count / schedule.bytesPerFuel)
      let name = Name(pair.key.string)
      if !names.contains(name) { try set(name, pair.value, activation) }
    }
    if activations.count >= limits.contractDepthMax { throw .tooDeep }
    activations.append(activation)
    defer { activations.removeLast() }
    let scope = Scope(globals)
    for case .function(let function) in contract.members.contents {
      scope.functions[function.name.name] = Closure(syntax: function, scope: scope, contract: name)
    }
    for kind in [Section.Kind.conditions, .action] {
      for case .section(let section) in contract.members.contents where section.kind == kind {
        let function = Function(
          name: Identifier(Name(kind.rawValue), section.range), parameters: ParameterList(), body: section.body)
        _ = try enter(Closure(syntax: function, scope: scope, contract: name), Scope(scope))
      }
    }
    return activation.variables["result"] ?? .nil
  }

  func set(_ name: Name, _ value: Value, _ activation: Activation) throws(Fault) {
    if let type = value.type, name != "result" {
      if let first = activation.types[name], first != type {
        throw Fault(
          .type, "$\(name) (type \(type.runtimeText)) cannot be represented by the type \(first.runtimeText)")
      }
      activation.types[name] = type
    }
    activation.variables[name] = value
  }

  func variable(_ name: Name) -> Value? {
    switch name {
    case "key_id": .int(host.facts.key)
    case "ecosystem_id": .int(host.facts.ecosystem)
    case "txcost": .int(Int64(fuelLeft))
    case "this_contract": .string(ByteString(String((activations.last?.name?.text ?? "@1").dropFirst(2))))
    default: activations.last?.variables[name]
    }
  }

  func call(contract name: Name, _ fields: ValueMap) throws(Fault) -> Value { try run(name, fields) }
  func checkConditions(ofContract fullName: Name) throws(Fault) -> Bool { false }
  func evaluate(condition: ByteString) throws(Fault) -> Bool { false }
  func setting(_ name: Name, of fullName: Name) throws(Fault) -> Value? { nil }

  // MARK: Functions

  /// Runs a function whose parameters are in `scope`.
  func enter(_ closure: Closure, _ scope: Scope) throws(Fault) -> [Value] {
    if places.count >= limits.callDepthMax { throw .tooDeep }
    let function = closure.syntax
    places.append((closure.contract, function.name.name, source.line(of: function.body.range.lower)))
    let outerLoops = loops
    loops = []
    defer {
      places.removeLast()
      loops = outerLoops
    }
    do throws(Fault) {
      let completion = try run(function.body, scope, closing: 0)
      if case .results(let values) = completion { return try check(values, of: function) }
      places[places.count - 1].line = source.line(of: max(function.body.range.lower, function.body.range.upper - 1))
      if !function.results.isEmpty { throw Machine.missingReturn(function.results.map { ValueType($0.type) }) }
      return []
    } catch {
      var fault = error
      let place = places[places.count - 1]
      if fault.trace.count < Fault.traceMax {
        fault.trace.append(Fault.Place(contract: place.contract, function: place.function, line: place.line))
      }
      throw fault
    }
  }

  private func check(_ values: [Value], of function: Function) throws(Fault) -> [Value] {
    for (index, result) in function.results.enumerated() {
      let type = ValueType(result.type)
      if let own = values[index].type, own != type {
        throw Machine.wrongResult(function.name.name, index, own, type)
      }
    }
    return Array(values.prefix(function.results.count))
  }
}
