extension Machine: RunContext {
  package var fuelLeft: Int { fuel }

  package var activeContracts: [Name] { activations.compactMap { $0.contract?.fullName } }

  package func charge(_ amount: Int) throws(Fault) {
    fuel -= min(amount, fuel + 1)
    if fuel < 0 { throw .outOfFuel }
  }

  package func variable(_ name: Name) -> Value? {
    if let variable = SystemVariable.named(name), name != SystemVariable.result {
      return try? system(variable)
    }
    guard let activation = activations.last, let number = activation.executable.variable(name) else { return nil }
    return activation.slot(number)?.value
  }

  package func call(contract name: Name, _ fields: ValueMap) throws(Fault) -> Value {
    var options = CheckerOptions()
    options.ecosystem = activations.last?.executable.bytecode.ecosystem ?? options.ecosystem
    let contract = try contract(options.fullName(name), near: activations.last?.executable)
    return try nested { () throws(Fault) in try run(contract, fields) }
  }

  package func checkConditions(ofContract fullName: Name) throws(Fault) -> Bool {
    var contract = activations.last?.executable.contract(fullName)
    if contract == nil { contract = try host.contract(fullName) }
    guard let contract else { return false }
    try runConditions(of: contract)
    return true
  }

  package func setting(_ name: Name, of fullName: Name) throws(Fault) -> Value? {
    let settings = try contract(fullName, near: activations.last?.executable).declaration.settings
    return settings.last { $0.name == name }?.constant.value
  }

  package func evaluate(condition: ByteString) throws(Fault) -> Bool {
    if condition.isEmpty { return true }
    // Reading and compiling costs much more than running.
    try charge(100 + 10 * condition.count)
    let executable = try compiled(condition)
    return try nested { () throws(Fault) in
      try within(Activation(executable, nil)) { () throws(Fault) in try self.call(0, in: executable).isTrue }
    }
  }

  /// Conditions that are kept compiled.
  private static let conditionCountMax = 64

  private func compiled(_ condition: ByteString) throws(Fault) -> Executable {
    if let executable = conditions[condition] { return executable }
    var source = Source(name: "condition", bytes: condition.bytes)
    if condition == "1" || condition == "0" { source = Source(name: "condition", condition == "1" ? "true" : "false") }
    var options = CheckerOptions()
    options.ecosystem = Int(host.facts.ecosystem)
    options.place = host.facts.place
    let compilation = Compiler.compile(
      [ParsedSource(condition: ParsedExpression(source))], options: options, schedule: schedule)
    guard let bytecode = compilation.bytecode else {
      let mistake = compilation.reports.flatMap(\.diagnostics).first { $0.severity == .error }
      throw Fault(.value, "condition \(condition) cannot be read: \(mistake?.message ?? "")")
    }
    do throws(InvalidBytecode) {
      let executable = try Executable(bytecode)
      // What is kept has an end; compiling again costs the same as not.
      if conditions.count >= Machine.conditionCountMax { conditions = [:] }
      conditions[condition] = executable
      return executable
    } catch {
      throw Fault(.program, error.message)
    }
  }

  // MARK: System variables

  private static let facts: [Name: @Sendable (RunFacts) -> Value] = [
    "time": { .int($0.time) },
    "type": { .int($0.contractNumber) },
    "ecosystem_id": { .int($0.ecosystem) },
    "key_id": { .int($0.key) },
    "account_id": { .string($0.account) },
    "block": { .int($0.block?.height ?? 0) },
    "block_time": { .int($0.block?.time ?? 0) },
    "block_key_id": { .int($0.block?.key ?? 0) },
    "node_position": { .int($0.block?.nodePosition ?? 0) },
    "pre_block_data_hash": { .string($0.block?.parentHash ?? "") },
    "txhash": { .bytes($0.transactionHash) },
    "gen_block": { .bool($0.isProducing) },
    "time_limit": { .int($0.timeLimit) },
    "guest_key": { _ in -110_277_540_701_013_350 },
    "guest_account": { _ in "1833-6466-5330-0853-8266" },
    "black_hole_key": { _ in 0 },
    "black_hole_account": { _ in "0000-0000-0000-0000-0000" },
    "white_hole_key": { _ in 5555 },
    "white_hole_account": { _ in "0000-0000-0000-0000-5555" },
    "contract": { _ in .nil },
    "sc": { _ in .nil },
  ]

  func system(_ variable: SystemVariable) throws(Fault) -> Value {
    if let fact = Machine.facts[variable.name] { return fact(host.facts) }
    let contracts = activations.compactMap(\.contract)
    switch variable.name {
    case "txcost": return .int(Int64(fuel))
    case "parent": return .string(ByteString(parent(contracts).text))
    case "original_contract": return .string(ByteString(contracts.first?.declaration.plainName.text ?? ""))
    case "this_contract": return .string(ByteString(contracts.last?.declaration.plainName.text ?? ""))
    case "stack": return .array(ValueArray(contracts.map { .string(ByteString($0.fullName.text)) }))
    default: throw Fault(.name, "unknown extend identifier \(variable.name)")
    }
  }

  /// Without its ecosystem, if that is the one of the contract that runs.
  private func parent(_ contracts: [CompiledContract]) -> Name {
    guard contracts.count > 1 else { return "" }
    let (own, parent) = (contracts[contracts.count - 1].declaration, contracts[contracts.count - 2].declaration)
    let isSame = own.ecosystem == parent.ecosystem
    return isSame ? parent.plainName : parent.fullName
  }
}

extension Bytecode.Contract {
  /// The digits of its full name.
  var ecosystem: Substring { fullName.text.dropFirst().prefix { $0.isASCII && $0.isNumber } }
}
