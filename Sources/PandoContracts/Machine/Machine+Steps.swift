extension Machine {
  /// Carries out an instruction of any kind but those that end a function or jump.
  @inline(never)
  func carryOut(
    _ opcode: Opcode, _ i: Instruction, _ fp: Registers, _ executable: Executable
  ) throws(Fault) {
    switch opcode {
    case .loadNil: unsafe write(.nil, fp + i.a)
    case .loadBool: unsafe write(Slot(bool: i.b == 1), fp + i.a)
    case .newArray: try unsafe put(.array(ValueArray()), fp + i.a)
    case .newMap: try unsafe put(.map(ValueMap()), fp + i.a)
    case .add, .subtract, .multiply, .divide, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .or,
      .and:
      try unsafe calculate(opcode, i, fp, fp[i.c])
    case .addInt: try unsafe calculate(.add, i, fp, Slot(int: Int64(i.signedC)))
    case .subtractInt: try unsafe calculate(.subtract, i, fp, Slot(int: Int64(i.signedC)))
    case .multiplyInt: try unsafe calculate(.multiply, i, fp, Slot(int: Int64(i.signedC)))
    case .divideInt: try unsafe calculate(.divide, i, fp, Slot(int: Int64(i.signedC)))
    case .not: unsafe write(Slot(bool: !fp[i.b].isTrue), fp + i.a)
    case .minus: try unsafe put(Operators.apply(.minus, fp[i.b].value), fp + i.a)
    case .getElement: try unsafe get(i, fp, fp[i.c])
    case .setElement: try unsafe set(i, fp, fp[i.c])
    case .getKey: try unsafe get(i, fp, executable.constants[i.c])
    case .setKey: try unsafe set(i, fp, executable.constants[i.c])
    case .append: try unsafe append(fp + i.b, to: fp[i.a].value)
    case .appendAll: try unsafe appendAll(fp[i.b].value, to: fp[i.a].value)
    case .loadExtended: try unsafe loadExtended(i, fp, executable)
    case .storeExtended: try unsafe storeExtended(i, fp, executable)
    case .loadSystem: try unsafe put(system(SystemVariable.all[i.b]), fp + i.a)
    case .loadOuter: unsafe copy(outerFrame(i.k).pointee.base + i.b, fp + i.a)
    case .storeOuter: unsafe copy(fp + i.a, outerFrame(i.k).pointee.base + i.b)
    case .spread: try unsafe spread(fp[i.b].value, group: i.k, of: executable.bytecode.functions[i.c], fp + i.a)
    case .callBuiltin: try unsafe callBuiltin(i, fp)
    case .callContract: try unsafe callContract(i, fp, executable)
    case .missingReturn: throw Machine.missingReturn(executable.bytecode.functions[i.c])
    case .stop: throw Fault(Machine.stops[i.k], unsafe fp[i.a].value.text)
    case .checkVariable: try unsafe checkVariable(i, fp[i.a], executable)
    case .toMoney: try unsafe assign(fp + i.a, .money, executable.constants[i.wide])
    case .checkArgument: try unsafe checkArgument(i, fp + i.a)
    case .checkResult: try unsafe checkResult(i, fp[i.a], executable.bytecode.functions[i.c])
    default: throw Fault(.program, "`\(opcode)` is not carried out here")
    }
  }

  private static let stops: [Fault.Code] = [.error, .warning, .info]

  // MARK: Writing

  /// Writes a value that may be new: from here on its memory counts.
  func put(_ value: Value, _ place: Registers) throws(Fault) {
    try account(for: value)
    unsafe write(Slot(value), place)
  }

  /// Takes account of a value, and all in it, of which that has not been done.
  func account(for value: Value) throws(Fault) {
    switch value {
    case .nil, .bool, .int, .float: return
    case .money(let money):
      guard case .wide(let wide) = money.storage else { return }
      wide.adopt(memory)
    case .string(let text), .bytes(let text): text.storage.adopt(memory)
    case .array, .map: accountForAll(in: value)
    }
    if memory.isExceeded { throw .outOfMemory }
  }

  private func accountForAll(in value: Value) {
    var waiting = [value]
    while let value = waiting.popLast() {
      switch value {
      case .string(let text), .bytes(let text): text.storage.adopt(memory)
      case .array(let array): if array.adopt(memory) { waiting += array.values }
      case .map(let map): if map.adopt(memory) { waiting += map.pairs.map(\.value) }
      case .money(let money): if case .wide(let wide) = money.storage { wide.adopt(memory) }
      case .nil, .bool, .int, .float: break
      }
    }
  }

  // MARK: Operators

  private func calculate(_ opcode: Opcode, _ i: Instruction, _ fp: Registers, _ right: Slot) throws(Fault) {
    let left = unsafe fp[i.b]
    if left.tag == .float, right.tag == .float, let result = Machine.float(opcode, left.float, right.float) {
      return unsafe write(result, fp + i.a)
    }
    if opcode == .add, left.tag == .string, right.tag == .string {
      return try unsafe concatenate(i, fp, right)
    }
    guard let binaryOperator = opcode.binaryOperator else { throw Fault(.program, "`\(opcode)` is no operator") }
    let (leftValue, rightValue) = (left.value, right.value)
    try charge(Operators.fuel(binaryOperator, leftValue, rightValue, schedule))
    try unsafe put(Operators.apply(binaryOperator, leftValue, rightValue), fp + i.a)
  }

  private static func float(_ opcode: Opcode, _ left: Float64, _ right: Float64) -> Slot? {
    switch opcode {
    case .add: Slot(float: left + right)
    case .subtract: Slot(float: left - right)
    case .multiply: Slot(float: left * right)
    case .divide: right == 0 ? nil : Slot(float: left / right)
    default: nil
    }
  }

  /// Two texts. If the left one is seen by nobody else and not needed after this, the right one is added to it.
  private func concatenate(_ i: Instruction, _ fp: Registers, _ right: Slot) throws(Fault) {
    let addition = unsafe right.reference(to: ByteStorage.self).takeUnretainedValue()
    var text = unsafe fp[i.b].reference(to: ByteStorage.self).takeUnretainedValue()
    try charge((text.count + addition.count) / schedule.bytesPerFuel)
    if i.k == 1 || i.a == i.b {
      unsafe fp[i.b].release()
      unsafe fp[i.b] = .nil
      if isKnownUniquelyReferenced(&text), text !== addition {
        guard memory.hasRoom(for: text.growth(adding: addition.count)) else { throw .outOfMemory }
        ByteStorage.append(addition, to: &text)
        return try unsafe put(.string(ByteString(storage: text)), fp + i.a)
      }
    }
    guard memory.hasRoom(for: text.count + addition.count) else { throw .outOfMemory }
    try unsafe put(.string(ByteString(storage: text) + ByteString(storage: addition)), fp + i.a)
  }

  /// A comparison that is not of two integers.
  @inline(never)
  func holds(_ comparison: BinaryOperator, _ left: Slot, _ right: Slot) throws(Fault) -> Bool {
    let (left, right) = (left.value, right.value)
    try charge(Operators.fuel(comparison, left, right, schedule))
    return try Operators.apply(comparison, left, right).isTrue
  }

  // MARK: Elements

  private func get(_ i: Instruction, _ fp: Registers, _ index: Slot) throws(Fault) {
    let (container, index) = unsafe (fp[i.b].value, index.value)
    try charge(Elements.fuel(container, index, schedule))
    unsafe write(Slot(try Elements.get(container, index)), fp + i.a)
  }

  /// Arrays and maps that grow by one are common enough for a way of their own.
  private func set(_ i: Instruction, _ fp: Registers, _ index: Slot) throws(Fault) {
    let (value, container) = unsafe (fp[i.a], fp[i.b])
    if container.tag == .array, index.tag == .int, !value.isContainer {
      let isDone = unsafe container.reference(to: ValueArray.self)._withUnsafeGuaranteedRef { array in
        guard index.bits == UInt64(array.count), array.count <= limits.arrayIndexMax else { return false }
        value.retain()
        array.append(value)
        return true
      }
      if isDone {
        try charge(1 / schedule.elementsPerFuel)
        if memory.isExceeded { throw .outOfMemory }
        return
      }
    } else if container.tag == .map, index.tag == .string, !value.isContainer {
      let fault = unsafe container.reference(to: ValueMap.self)._withUnsafeGuaranteedRef { map in
        unsafe index.reference(to: ByteStorage.self)._withUnsafeGuaranteedRef { add($0, value, to: map) }
      }
      if let fault { throw fault }
      return
    }
    try charge(try Elements.set(container.value, index.value, value.value, limits, schedule, fuel: fuel))
    if memory.isExceeded { throw .outOfMemory }
  }

  /// - Returns: what went wrong.
  private func add(_ key: ByteStorage, _ value: Slot, to map: ValueMap) -> Fault? {
    if map.index(of: key) == nil {
      guard map.count < limits.mapCountMax else { return Elements.mapTooLarge }
      value.retain()
      map.add(key, value)
      if memory.isExceeded { return .outOfMemory }
    }
    // What was there was not written for want of fuel.
    fuel -= schedule.price(bytes: key.count)
    return fuel < 0 ? .outOfFuel : nil
  }

  private func append(_ element: Registers, to container: Value) throws(Fault) {
    guard case .array(let array) = container else { throw Fault(.program, "`append` to no array") }
    try charge(try unsafe Elements.nestingFuel(of: element.pointee.value, in: array, schedule, fuel: fuel))
    array.append(unsafe element.pointee)
    unsafe element.pointee = .nil
    if memory.isExceeded { throw .outOfMemory }
  }

  private func appendAll(_ list: Value, to container: Value) throws(Fault) {
    guard case .array(let elements) = list, case .array(let array) = container, elements !== array else {
      throw Fault(.type, "only an array can be spread, not \(list.typeText)")
    }
    try charge(elements.count / schedule.elementsPerFuel)
    for index in 0..<elements.count { array.append(elements[index]) }
    if memory.isExceeded { throw .outOfMemory }
  }

  // MARK: Checks

  private func checkVariable(_ i: Instruction, _ slot: Slot, _ executable: Executable) throws(Fault) {
    let name = Name(unsafe executable.constants[i.wide].value.text.string)
    _ = try Operators.assign(slot.value, to: ValueType(number: i.k), variable: name)
  }

  private func assign(_ place: Registers, _ type: ValueType, _ name: Slot) throws(Fault) {
    let name = Name(name.value.text.string)
    try unsafe put(Operators.assign(place.pointee.value, to: type, variable: name), place)
  }

  private func checkArgument(_ i: Instruction, _ place: Registers) throws(Fault) {
    try unsafe Machine.check(place, for: ValueType(number: i.k), number: i.wide, self)
  }

  /// Texts and integers are looked at; a float becomes an integer.
  static func check(
    _ place: Registers, for type: ValueType, number: Int, _ machine: Machine
  ) throws(Fault) {
    let value = unsafe place.pointee.value
    unsafe machine.write(Slot(try CallRules.check(value, for: type, number: number)), place)
  }

  private func checkResult(_ i: Instruction, _ slot: Slot, _ function: Bytecode.Function) throws(Fault) {
    let type = ValueType(number: i.k)
    guard let own = slot.value.type, own != type else { return }
    throw Machine.wrongResult(function.name, i.b, own, type)
  }

  package static func wrongResult(_ name: Name, _ index: Int, _ own: ValueType, _ type: ValueType) -> Fault {
    Fault(
      .type,
      "function '\(name)' return index[\(index)] (type \(own.runtimeText)) cannot be represented by the type "
        + type.runtimeText)
  }

  private static func missingReturn(_ function: Bytecode.Function) -> Fault { missingReturn(function.results) }

  package static func missingReturn(_ results: [ValueType]) -> Fault {
    let types = results.map(\.runtimeText).joined(separator: "|")
    return Fault(.type, "not enough arguments to return, need [\(types)]")
  }
}
