// What the loop does itself. Everything here is inlined into it; whatever is not about integers, or would release
// something, answers false and is done by `carryOut`.

extension Machine {
  typealias Registers = UnsafeMutablePointer<Slot>

  @inline(__always) func spend(_ amount: Int, _ fuel: inout Int) throws(Fault) {
    fuel &-= amount
    if fuel < 0 { throw .outOfFuel }
  }

  /// Takes the long way.
  @inline(__always)
  func detour(
    _ opcode: Opcode, _ i: Instruction, _ fp: Registers, _ executable: Executable, _ fuel: inout Int
  ) throws(Fault) {
    self.fuel = fuel
    defer { fuel = self.fuel }
    try unsafe carryOut(opcode, i, fp, executable)
  }

  // MARK: Writing

  /// Writes a slot that has a reference of its own, or none.
  @inline(__always) func write(_ slot: Slot, _ place: Registers) {
    let old = unsafe place.pointee
    unsafe place.pointee = slot
    old.release()
  }

  @inline(__always) func copy(_ from: UnsafePointer<Slot>, _ place: Registers) {
    let slot = unsafe from.pointee
    slot.retain()
    unsafe write(slot, place)
  }

  @inline(__always) func take(_ from: Registers, _ place: Registers) {
    let slot = unsafe from.pointee
    unsafe from.pointee = .nil
    unsafe write(slot, place)
  }

  /// Whether a slot holds what a variable of a type can hold.
  @inline(__always) func fits(_ slot: Slot, _ number: Int) -> Bool {
    slot.tag.rawValue == UInt8(truncatingIfNeeded: number) || slot.tag == .nil
  }

  // MARK: Integers

  @inline(__always)
  private func calculate(_ i: Instruction, _ fp: Registers, _ operation: (Int64, Int64) -> Int64) -> Bool {
    let (left, right) = unsafe (fp[i.b], fp[i.c])
    guard left.tag == .int, right.tag == .int, unsafe !fp[i.a].isReference else { return false }
    unsafe fp[i.a] = Slot(int: operation(left.int, right.int))
    return true
  }

  @inline(__always)
  private func calculateInt(_ i: Instruction, _ fp: Registers, _ operation: (Int64, Int64) -> Int64) -> Bool {
    let left = unsafe fp[i.b]
    guard left.tag == .int, unsafe !fp[i.a].isReference else { return false }
    unsafe fp[i.a] = Slot(int: operation(left.int, Int64(i.signedC)))
    return true
  }

  /// Not by zero, and not what overflows.
  @inline(__always) private func divide(_ left: Slot, _ right: Int64, _ place: Registers) -> Bool {
    guard left.tag == .int, right > 0, unsafe !place.pointee.isReference else { return false }
    unsafe place.pointee = Slot(int: left.int / right)
    return true
  }

  @inline(__always) func divide(_ i: Instruction, _ fp: Registers) -> Bool {
    let right = unsafe fp[i.c]
    return unsafe right.tag == .int && divide(fp[i.b], right.int, fp + i.a)
  }

  @inline(__always) func divideInt(_ i: Instruction, _ fp: Registers) -> Bool {
    unsafe divide(fp[i.b], Int64(i.signedC), fp + i.a)
  }

  @inline(__always) func add(_ i: Instruction, _ fp: Registers) -> Bool { unsafe calculate(i, fp, &+) }
  @inline(__always) func subtract(_ i: Instruction, _ fp: Registers) -> Bool { unsafe calculate(i, fp, &-) }
  @inline(__always) func multiply(_ i: Instruction, _ fp: Registers) -> Bool { unsafe calculate(i, fp, &*) }
  @inline(__always) func addInt(_ i: Instruction, _ fp: Registers) -> Bool { unsafe calculateInt(i, fp, &+) }
  @inline(__always) func subtractInt(_ i: Instruction, _ fp: Registers) -> Bool { unsafe calculateInt(i, fp, &-) }
  @inline(__always) func multiplyInt(_ i: Instruction, _ fp: Registers) -> Bool { unsafe calculateInt(i, fp, &*) }

  // MARK: Branches

  @inline(__always)
  func compare(
    _ comparison: BinaryOperator, _ i: Instruction, _ fp: Registers, _ fuel: inout Int,
    _ integers: (Int64, Int64) -> Bool
  ) throws(Fault) -> Bool {
    let (left, right) = unsafe (fp[i.a], fp[i.b])
    if left.tag == .int, right.tag == .int { return integers(left.int, right.int) }
    return try compare(comparison, left, right, &fuel)
  }

  @inline(__always)
  func compareInt(
    _ comparison: BinaryOperator, _ i: Instruction, _ fp: Registers, _ fuel: inout Int,
    _ integers: (Int64, Int64) -> Bool
  ) throws(Fault) -> Bool {
    let left = unsafe fp[i.a]
    if left.tag == .int { return integers(left.int, Int64(i.signedB)) }
    return try compare(comparison, left, Slot(int: Int64(i.signedB)), &fuel)
  }

  @inline(__always)
  private func compare(
    _ comparison: BinaryOperator, _ left: Slot, _ right: Slot, _ fuel: inout Int
  ) throws(Fault) -> Bool {
    self.fuel = fuel
    defer { fuel = self.fuel }
    return try holds(comparison, left, right)
  }

  /// Goes on behind the jump, and pays, if the condition holds.
  @inline(__always)
  func skip(
    _ holds: Bool, _ i: Instruction, _ pc: inout UnsafePointer<UInt64>, _ fuel: inout Int
  ) throws(Fault) {
    if holds { try spend(i.k, &fuel) } else { unsafe pc += i.signedC }
  }

  /// Jumps, and pays, if the condition holds.
  @inline(__always)
  func again(
    _ holds: Bool, _ i: Instruction, _ pc: inout UnsafePointer<UInt64>, _ fuel: inout Int
  ) throws(Fault) {
    if holds {
      try spend(i.k, &fuel)
      unsafe pc += i.signedC
    }
  }

  @inline(__always)
  func skip(
    _ holds: Bool, wide i: Instruction, _ pc: inout UnsafePointer<UInt64>, _ fuel: inout Int
  ) throws(Fault) {
    if holds { try spend(i.k, &fuel) } else { unsafe pc += i.wide }
  }

  @inline(__always)
  func again(
    _ holds: Bool, wide i: Instruction, _ pc: inout UnsafePointer<UInt64>, _ fuel: inout Int
  ) throws(Fault) {
    if holds {
      try spend(i.k, &fuel)
      unsafe pc += i.wide
    }
  }

  // MARK: Elements

  @inline(__always)
  func getElement(
    _ i: Instruction, _ fp: Registers, _ executable: Executable, _ fuel: inout Int
  ) throws(Fault) {
    if unsafe getElement(i, fp) { return }
    if unsafe getEntry(i, fp, fp[i.c], &fuel) { return }
    try unsafe detour(.getElement, i, fp, executable, &fuel)
  }

  @inline(__always)
  func setElement(
    _ i: Instruction, _ fp: Registers, _ executable: Executable, _ fuel: inout Int
  ) throws(Fault) {
    if unsafe setElement(i, fp) { return }
    if unsafe setEntry(i, fp, fp[i.c], &fuel) { return }
    try unsafe detour(.setElement, i, fp, executable, &fuel)
  }

  @inline(__always)
  func getKey(_ i: Instruction, _ fp: Registers, _ executable: Executable, _ fuel: inout Int) throws(Fault) {
    if unsafe getEntry(i, fp, executable.constants[i.c], &fuel) { return }
    try unsafe detour(.getKey, i, fp, executable, &fuel)
  }

  @inline(__always)
  func setKey(_ i: Instruction, _ fp: Registers, _ executable: Executable, _ fuel: inout Int) throws(Fault) {
    if unsafe setEntry(i, fp, executable.constants[i.c], &fuel) { return }
    try unsafe detour(.setKey, i, fp, executable, &fuel)
  }

  @inline(__always) private func getElement(_ i: Instruction, _ fp: Registers) -> Bool {
    let (container, index) = unsafe (fp[i.b], fp[i.c])
    guard container.tag == .array, index.tag == .int else { return false }
    return unsafe container.reference(to: ValueArray.self)._withUnsafeGuaranteedRef { array in
      guard index.bits < UInt64(array.count) else { return false }
      let slot = array.slot(at: Int(index.bits))
      slot.retain()
      unsafe write(slot, fp + i.a)
      return true
    }
  }

  @inline(__always) private func setElement(_ i: Instruction, _ fp: Registers) -> Bool {
    let (value, container, index) = unsafe (fp[i.a], fp[i.b], fp[i.c])
    guard container.tag == .array, index.tag == .int, !value.isContainer else { return false }
    return unsafe container.reference(to: ValueArray.self)._withUnsafeGuaranteedRef { array in
      guard index.bits < UInt64(array.count) else { return false }
      value.retain()
      array.replace(at: Int(index.bits), with: value)
      return true
    }
  }

  // The fuel goes through `self`: a local variable whose address is known elsewhere would have no processor register.

  @inline(__always)
  private func getEntry(_ i: Instruction, _ fp: Registers, _ key: Slot, _ fuel: inout Int) -> Bool {
    self.fuel = fuel
    defer { fuel = self.fuel }
    return unsafe getEntry(i, fp, key)
  }

  @inline(__always)
  private func setEntry(_ i: Instruction, _ fp: Registers, _ key: Slot, _ fuel: inout Int) -> Bool {
    self.fuel = fuel
    defer { fuel = self.fuel }
    return unsafe setEntry(i, fp, key)
  }

  /// `map[text]`
  @inline(never) private func getEntry(_ i: Instruction, _ fp: Registers, _ key: Slot) -> Bool {
    let container = unsafe fp[i.b]
    guard container.tag == .map, key.tag == .string else { return false }
    let slot = unsafe key.reference(to: ByteStorage.self)._withUnsafeGuaranteedRef { key -> Slot? in
      let price = schedule.price(bytes: key.count)
      guard price <= fuel else { return nil }
      fuel -= price
      return unsafe container.reference(to: ValueMap.self)._withUnsafeGuaranteedRef { $0.slot(of: key) }
    }
    guard let slot else { return false }
    slot.retain()
    unsafe write(slot, fp + i.a)
    return true
  }

  /// `map[text] = value`, where the map does not grow.
  @inline(never) private func setEntry(_ i: Instruction, _ fp: Registers, _ key: Slot) -> Bool {
    let (value, container) = unsafe (fp[i.a], fp[i.b])
    guard container.tag == .map, key.tag == .string, !value.isContainer else { return false }
    return unsafe container.reference(to: ValueMap.self)._withUnsafeGuaranteedRef { map in
      unsafe key.reference(to: ByteStorage.self)._withUnsafeGuaranteedRef { key in
        let price = schedule.price(bytes: key.count)
        guard price <= fuel, let index = map.index(of: key) else { return false }
        fuel -= price
        value.retain()
        map.replace(at: index, with: value)
        return true
      }
    }
  }

  // MARK: Calls

  @inline(__always)
  func enter(
    _ i: Instruction, outer: UnsafeMutablePointer<Frame>, _ executable: Executable,
    _ pc: inout UnsafePointer<UInt64>, _ fp: inout Registers, _ fuel: inout Int
  ) throws(Fault) {
    try spend(schedule.functionCall, &fuel)
    let entry = unsafe executable.entries[i.b]
    try unsafe push(Frame(returnTo: pc, base: fp + i.a, registerCount: entry.registerCount, outer: outer))
    unsafe fp += i.a
    unsafe pc = entry.start
  }

  /// The frame of the function so many levels out.
  @inline(__always) func outerFrame(_ level: Int) -> UnsafeMutablePointer<Frame> {
    var outer = unsafe frame
    for _ in 0..<level { unsafe outer = outer.pointee.outer }
    return unsafe outer
  }

  /// Puts results where the arguments were, releases all else, and goes back.
  /// - Returns: whether the machine itself called.
  @inline(__always)
  func leave(_ i: Instruction, _ pc: inout UnsafePointer<UInt64>, _ fp: inout Registers, _ fuel: Int) -> Bool {
    let (first, count) = (i.a, i.b)
    if first > 0 {
      for offset in 0..<count {
        let result = unsafe fp[first + offset]
        unsafe fp[first + offset] = fp[offset]
        unsafe fp[offset] = result
      }
    }
    let current = unsafe frame.pointee
    for offset in unsafe count..<max(count, current.registerCount) {
      let slot = unsafe fp[offset]
      if slot.isReference {
        unsafe fp[offset] = .nil
        slot.release()
      }
    }
    unsafe frame -= 1
    guard let caller = unsafe current.returnTo else {
      self.fuel = fuel
      return true
    }
    unsafe fp = frame.pointee.base
    unsafe pc = caller
    return false
  }
}
