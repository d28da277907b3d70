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

  @inline(__always) func copy(_ from: Registers, _ place: Registers) {
    let slot = unsafe from.pointee
    slot.retain()
    unsafe write(slot, place)
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

  @inline(__always) func getElement(_ i: Instruction, _ fp: Registers) -> Bool {
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

  @inline(__always) func setElement(_ i: Instruction, _ fp: Registers) -> Bool {
    let (value, container, index) = unsafe (fp[i.a], fp[i.b], fp[i.c])
    guard container.tag == .array, index.tag == .int, !value.isContainer else { return false }
    return unsafe container.reference(to: ValueArray.self)._withUnsafeGuaranteedRef { array in
      guard index.bits < UInt64(array.count) else { return false }
      value.retain()
      array.replace(at: Int(index.bits), with: value)
      return true
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
  /// - Returns: where the caller goes on; nil when the machine itself called.
  @inline(__always) func leave(_ i: Instruction, _ fp: inout Registers) -> UnsafePointer<UInt64>? {
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
    unsafe fp = frame.pointee.base
    return unsafe current.returnTo
  }
}
