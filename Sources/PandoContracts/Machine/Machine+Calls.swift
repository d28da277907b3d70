extension Machine {
  // MARK: Functions

  /// Puts the elements of an array into the parameters of a group.
  func spread(
    _ list: Value, group: Int, of function: Bytecode.Function, _ place: Registers
  ) throws(Fault) {
    guard case .array(let array) = list else { throw Fault(.program, "`spread` of no array") }
    let group = (index: group, parameters: function.groups[group])
    let types = group.parameters.types
    guard array.count >= types.count, group.parameters.isVariadic || array.count == types.count else {
      throw CallRules.wrongCount
    }
    for (index, type) in types.enumerated() {
      unsafe write(Slot(array[index]), place + index)
      // Those of tails are not looked at.
      if group.index == 0 { try unsafe Machine.check(place + index, for: type, number: index + 1, self) }
    }
    if group.parameters.isVariadic {
      try unsafe put(.array(ValueArray(array.values.dropFirst(types.count))), place + types.count)
    }
  }

  // MARK: Built-in functions

  func callBuiltin(_ i: Instruction, _ fp: Registers) throws(Fault) {
    let builtin = Builtin.all[i.b]
    try charge(builtinPrices[i.b])
    var arguments: [Value] = []
    if i.k == 1 {
      guard case .array(let array) = unsafe fp[i.a].value else { throw Fault(.program, "arguments are no array") }
      arguments = array.values
      let wanted = builtin.signature.parameters.count
      guard arguments.count >= wanted, builtin.signature.isVariadic || arguments.count == wanted else {
        throw CallRules.wrongCount
      }
    } else {
      arguments.reserveCapacity(i.c)
      for offset in 0..<i.c { arguments.append(unsafe fp[i.a + offset].value) }
    }
    let tails = (0..<builtin.signature.tails.count).map { offset -> [Value]? in
      guard case .array(let array) = unsafe fp[i.a + i.c + offset].value else { return nil }
      return array.values
    }
    let result = try unsafe callOut(BuiltinCall(builtin, arguments, tails: tails, run: self), number: i.b, fp)
    if !builtin.signature.results.isEmpty { try unsafe put(result, fp + i.a) }
  }

  private func callOut(_ call: BuiltinCall, number: Int, _ fp: Registers) throws(Fault) -> Value {
    guard let implementation = Builtin.implementationsByNumber[number] else {
      throw Fault(.name, "\(call.builtin.name) is not offered here")
    }
    let outer = unsafe top
    unsafe top = fp + frame.pointee.registerCount
    defer { unsafe top = outer }
    do throws(Fault) {
      var call = call
      return try implementation(&call)
    } catch {
      var fault = error
      if fault.trace.isEmpty { fault.trace = [Fault.Place(contract: nil, function: call.builtin.name, line: 0)] }
      throw fault
    }
  }

  // MARK: Contracts

  func callContract(_ i: Instruction, _ fp: Registers, _ executable: Executable) throws(Fault) {
    try charge(schedule.contractCall)
    let name = Name(unsafe executable.constants[i.b].value.text.string)
    var arguments: [Value] = []
    if i.k == 1, case .array(let array) = unsafe fp[i.a].value {
      arguments = array.values
    } else {
      for offset in 0..<i.c { arguments.append(unsafe fp[i.a + offset].value) }
    }
    let contract = try contract(name, near: executable)
    let outer = unsafe top
    unsafe top = fp + frame.pointee.registerCount
    defer { unsafe top = outer }
    try unsafe put(try run(contract, CallRules.fields(arguments)), fp + i.a)
  }

  func contract(_ fullName: Name, near executable: Executable?) throws(Fault) -> CompiledContract {
    if let contract = executable?.contract(fullName) { return contract }
    if let contract = try host.contract(fullName) { return contract }
    throw Fault(.name, "unknown contract \(fullName)")
  }

  /// Runs `conditions` and `action` with `$` variables of their own.
  func run(_ contract: CompiledContract, _ fields: ValueMap) throws(Fault) -> Value {
    if activations.contains(where: { $0.contract?.fullName == contract.fullName }) {
      throw Fault(.access, "there is loop in \(contract.fullName) contract")
    }
    let declaration = contract.declaration
    let activation = Activation(contract.executable, contract)
    try bind(fields, to: declaration, activation, isComplete: true)
    try within(activation) { () throws(Fault) in
      for section in [declaration.conditions, declaration.action] {
        guard let section else { continue }
        _ = try unsafe execute(section, in: contract.executable)
      }
    }
    return activation.slot(0)?.value ?? .nil
  }

  /// Gives fields, and other `$` variables of these names, their values.
  private func bind(
    _ fields: ValueMap, to declaration: Bytecode.Contract, _ activation: Activation, isComplete: Bool
  ) throws(Fault) {
    try charge((declaration.fields.count + fields.count) / schedule.elementsPerFuel)
    for field in declaration.fields {
      let given = fields[ByteString(field.name.text)]
      guard given != nil || field.isOptional || !isComplete else {
        throw Fault(.name, "\(field.name) is not defined")
      }
      let value = given ?? ValueType(field.type).zero
      try account(for: value)
      try activation.set(field.variable, value, field.name)
    }
    for pair in fields.pairs {
      try charge(schedule.price(bytes: pair.key.count))
      let name = Name(pair.key.string)
      guard let number = activation.executable.variable(name),
        !declaration.fields.contains(where: { $0.variable == number })
      else { continue }
      try account(for: pair.value)
      try activation.set(number, pair.value, name)
    }
  }

  func within<Result>(_ activation: Activation, _ body: () throws(Fault) -> Result) throws(Fault) -> Result {
    guard activations.count < limits.contractDepthMax else { throw .tooDeep }
    activations.append(activation)
    defer { activations.removeLast() }
    return try body()
  }

  /// Runs the `conditions` of a contract with fields as the transaction gave them.
  func runConditions(of contract: CompiledContract) throws(Fault) {
    guard let conditions = contract.declaration.conditions else { return }
    let activation = Activation(contract.executable, contract)
    try bind(transactionFields, to: contract.declaration, activation, isComplete: false)
    try nested { () throws(Fault) in
      try within(activation) { () throws(Fault) in
        _ = try unsafe execute(conditions, in: contract.executable)
      }
    }
  }

  /// Runs something that a built-in function wants.
  func nested<Result>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
    guard nestedRunCount < limits.nestedRunMax else { throw .tooDeep }
    nestedRunCount += 1
    defer { nestedRunCount -= 1 }
    return try body()
  }

  // MARK: `$` variables

  func loadExtended(_ i: Instruction, _ fp: Registers, _ executable: Executable) throws(Fault) {
    guard let slot = activations.last?.slot(i.b) else {
      throw Fault(.name, "unknown extend identifier \(executable.bytecode.variables[i.b])")
    }
    slot.retain()
    unsafe write(slot, fp + i.a)
  }

  func storeExtended(_ i: Instruction, _ fp: Registers, _ executable: Executable) throws(Fault) {
    let name = executable.bytecode.variables[i.b]
    try activations.last?.set(i.b, unsafe fp[i.a].value, name)
  }
}

extension Builtin {
  /// In the order of ``all``; nil where nobody offers one.
  static let implementationsByNumber = all.map { implementations[$0.name] }
}
