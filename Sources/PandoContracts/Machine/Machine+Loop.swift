extension Machine {
  /// Runs instructions until the function at `start` returns.
  ///
  /// What runs most is carried out here, in the few lines of `Machine+Fast.swift`, with what it needs in local
  /// variables; anything else, and whatever is not about two integers, goes the long way through `carryOut`.
  func loop(
    _ executable: Executable, _ start: UnsafePointer<UInt64>, _ base: UnsafeMutablePointer<Slot>
  ) throws(Fault) {
    var pc = unsafe start
    var fp = unsafe base
    var fuel = self.fuel
    do throws(Fault) {
      while true {
        let i = unsafe Instruction(word: pc.pointee)
        unsafe pc += 1
        switch unsafe unsafeBitCast(UInt8(truncatingIfNeeded: i.word), to: Opcode.self) {
        case .charge: try spend(i.wide, &fuel)
        case .loadInt: unsafe write(Slot(int: Int64(i.wide)), fp + i.a)
        case .loadConstant: unsafe copy(executable.constants + i.wide, fp + i.a)
        case .move: unsafe copy(fp + i.b, fp + i.a)
        case .take: unsafe take(fp + i.b, fp + i.a)
        case .add: if unsafe !add(i, fp) { try unsafe detour(.add, i, fp, executable, &fuel) }
        case .subtract: if unsafe !subtract(i, fp) { try unsafe detour(.subtract, i, fp, executable, &fuel) }
        case .multiply: if unsafe !multiply(i, fp) { try unsafe detour(.multiply, i, fp, executable, &fuel) }
        case .divide: if unsafe !divide(i, fp) { try unsafe detour(.divide, i, fp, executable, &fuel) }
        case .divideInt: if unsafe !divideInt(i, fp) { try unsafe detour(.divideInt, i, fp, executable, &fuel) }
        case .addInt: if unsafe !addInt(i, fp) { try unsafe detour(.addInt, i, fp, executable, &fuel) }
        case .subtractInt: if unsafe !subtractInt(i, fp) { try unsafe detour(.subtractInt, i, fp, executable, &fuel) }
        case .multiplyInt: if unsafe !multiplyInt(i, fp) { try unsafe detour(.multiplyInt, i, fp, executable, &fuel) }
        case .jump: unsafe pc += i.wide
        case .skipUnlessEqual: try unsafe skip(compare(.equal, i, fp, &fuel, ==), i, &pc, &fuel)
        case .skipUnlessNotEqual: try unsafe skip(compare(.notEqual, i, fp, &fuel, !=), i, &pc, &fuel)
        case .skipUnlessLess: try unsafe skip(compare(.less, i, fp, &fuel, <), i, &pc, &fuel)
        case .skipUnlessLessOrEqual: try unsafe skip(compare(.lessOrEqual, i, fp, &fuel, <=), i, &pc, &fuel)
        case .skipUnlessGreater: try unsafe skip(compare(.greater, i, fp, &fuel, >), i, &pc, &fuel)
        case .skipUnlessGreaterOrEqual: try unsafe skip(compare(.greaterOrEqual, i, fp, &fuel, >=), i, &pc, &fuel)
        case .repeatIfEqual: try unsafe again(compare(.equal, i, fp, &fuel, ==), i, &pc, &fuel)
        case .repeatIfNotEqual: try unsafe again(compare(.notEqual, i, fp, &fuel, !=), i, &pc, &fuel)
        case .repeatIfLess: try unsafe again(compare(.less, i, fp, &fuel, <), i, &pc, &fuel)
        case .repeatIfLessOrEqual: try unsafe again(compare(.lessOrEqual, i, fp, &fuel, <=), i, &pc, &fuel)
        case .repeatIfGreater: try unsafe again(compare(.greater, i, fp, &fuel, >), i, &pc, &fuel)
        case .repeatIfGreaterOrEqual: try unsafe again(compare(.greaterOrEqual, i, fp, &fuel, >=), i, &pc, &fuel)
        case .skipUnlessEqualInt: try unsafe skip(compareInt(.equal, i, fp, &fuel, ==), i, &pc, &fuel)
        case .skipUnlessNotEqualInt: try unsafe skip(compareInt(.notEqual, i, fp, &fuel, !=), i, &pc, &fuel)
        case .skipUnlessLessInt: try unsafe skip(compareInt(.less, i, fp, &fuel, <), i, &pc, &fuel)
        case .skipUnlessLessOrEqualInt: try unsafe skip(compareInt(.lessOrEqual, i, fp, &fuel, <=), i, &pc, &fuel)
        case .skipUnlessGreaterInt: try unsafe skip(compareInt(.greater, i, fp, &fuel, >), i, &pc, &fuel)
        case .skipUnlessGreaterOrEqualInt:
          try unsafe skip(compareInt(.greaterOrEqual, i, fp, &fuel, >=), i, &pc, &fuel)
        case .repeatIfEqualInt: try unsafe again(compareInt(.equal, i, fp, &fuel, ==), i, &pc, &fuel)
        case .repeatIfNotEqualInt: try unsafe again(compareInt(.notEqual, i, fp, &fuel, !=), i, &pc, &fuel)
        case .repeatIfLessInt: try unsafe again(compareInt(.less, i, fp, &fuel, <), i, &pc, &fuel)
        case .repeatIfLessOrEqualInt: try unsafe again(compareInt(.lessOrEqual, i, fp, &fuel, <=), i, &pc, &fuel)
        case .repeatIfGreaterInt: try unsafe again(compareInt(.greater, i, fp, &fuel, >), i, &pc, &fuel)
        case .repeatIfGreaterOrEqualInt: try unsafe again(compareInt(.greaterOrEqual, i, fp, &fuel, >=), i, &pc, &fuel)
        case .skipUnlessTrue: try unsafe skip(fp[i.a].isTrue, wide: i, &pc, &fuel)
        case .repeatIfTrue: try unsafe again(fp[i.a].isTrue, wide: i, &pc, &fuel)
        case .getElement: try unsafe getElement(i, fp, executable, &fuel)
        case .setElement: try unsafe setElement(i, fp, executable, &fuel)
        case .getKey: try unsafe getKey(i, fp, executable, &fuel)
        case .setKey: try unsafe setKey(i, fp, executable, &fuel)
        case .call: try unsafe enter(i, outer: frame, executable, &pc, &fp, &fuel)
        case .callInner: try unsafe enter(i, outer: outerFrame(i.k), executable, &pc, &fp, &fuel)
        case .return: if unsafe leave(i, &pc, &fp, fuel) { return }
        case .checkVariable:
          if unsafe !fits(fp[i.a], i.k) { try unsafe detour(.checkVariable, i, fp, executable, &fuel) }
        case let opcode: try unsafe detour(opcode, i, fp, executable, &fuel)
        }
      }
    } catch {
      self.fuel = fuel
      throw unsafe unwind(error, executable, pc)
    }
  }
}
