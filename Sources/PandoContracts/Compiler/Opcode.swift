/// What the machine can do in one step. An instruction is a word of 64 bits: the opcode in the lowest 8, then `k` with
/// 8 bits, then `a`, `b` and `c` with 16 each; or, in the place of `b` and `c`, `wide` with 32. `a`, `b` and `c` are
/// registers unless something else is said. Offsets of jumps count from the next instruction.
package enum Opcode: UInt8, CaseIterable, Sendable {
  // Stretches: fuel `wide`.
  case charge

  // a = …
  case loadNil, loadBool, loadInt, loadConstant, move
  /// a = b, and b is nil from then on.
  case take
  case newArray, newMap

  // a = b … c
  case add, subtract, multiply, divide
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case or, and
  // a = b … c, where c is a signed number.
  case addInt, subtractInt, multiplyInt, divideInt
  // a = … b
  case not, minus

  // Offset `wide`.
  case jump
  // Unless `a … b`: offset c. Else: fuel k.
  case skipUnlessEqual, skipUnlessNotEqual, skipUnlessLess, skipUnlessLessOrEqual, skipUnlessGreater
  case skipUnlessGreaterOrEqual
  // If `a … b`: fuel k, offset c.
  case repeatIfEqual, repeatIfNotEqual, repeatIfLess, repeatIfLessOrEqual, repeatIfGreater, repeatIfGreaterOrEqual
  // The same, where b is a signed number.
  case skipUnlessEqualInt, skipUnlessNotEqualInt, skipUnlessLessInt, skipUnlessLessOrEqualInt, skipUnlessGreaterInt
  case skipUnlessGreaterOrEqualInt
  case repeatIfEqualInt, repeatIfNotEqualInt, repeatIfLessInt, repeatIfLessOrEqualInt, repeatIfGreaterInt
  case repeatIfGreaterOrEqualInt
  // The same for `a` alone, offset `wide`.
  case skipUnlessTrue, repeatIfTrue

  // a = b[c]; b[c] = a
  case getElement, setElement
  // a = b[constant c]; b[constant c] = a
  case getKey, setKey
  /// Adds b to the array a; b is nil from then on.
  case append
  /// Adds the elements of the array b to the array a.
  case appendAll

  // The `$` variable b of the run, and the system variable b.
  case loadExtended, storeExtended, loadSystem
  /// Register b of the function k levels out.
  case loadOuter, storeOuter

  // a: where arguments begin, and results after the call.
  /// Function b.
  case call
  /// Function b, which is declared in the function k levels out; 0 is this one.
  case callInner
  /// Puts the elements of the array b into the parameters of group k of function c, from a on.
  case spread
  /// Built-in function b with c arguments and then its tails; if k is 1, the arguments are the elements of an array.
  case callBuiltin
  /// The contract with the name in constant b, with c arguments; if k is 1, they are the elements of an array.
  case callContract
  /// b values from a on.
  case `return`
  /// The end of a function that has results.
  case missingReturn
  /// Ends the run: k is 0 for an error, 1 for a warning, 2 for an info.
  case stop

  /// A value for a variable of type k, whose name is constant `wide`.
  case checkVariable
  /// The same for money, which other values become.
  case toMoney
  /// A value for parameter number `wide`, of type k.
  case checkArgument
  /// A value for result number b of function c, of type k.
  case checkResult
}

/// An instruction and its parts.
package struct Instruction: Hashable, Sendable {
  package let word: UInt64

  @inline(__always) package init(word: UInt64) { self.word = word }

  init(_ opcode: Opcode, k: Int = 0, a: Int = 0, b: Int = 0, c: Int = 0) {
    let low = UInt64(opcode.rawValue) | UInt64(UInt8(truncatingIfNeeded: k)) << 8
    let high = UInt64(UInt16(truncatingIfNeeded: b)) << 32 | UInt64(UInt16(truncatingIfNeeded: c)) << 48
    word = low | UInt64(UInt16(truncatingIfNeeded: a)) << 16 | high
  }

  init(_ opcode: Opcode, k: Int = 0, a: Int = 0, wide: Int) {
    let low = UInt64(opcode.rawValue) | UInt64(UInt8(truncatingIfNeeded: k)) << 8
    word = low | UInt64(UInt16(truncatingIfNeeded: a)) << 16 | UInt64(UInt32(truncatingIfNeeded: wide)) << 32
  }

  /// Nil when there is no such opcode.
  package var opcode: Opcode? { Opcode(rawValue: UInt8(truncatingIfNeeded: word)) }
  @inline(__always) package var k: Int { Int(UInt8(truncatingIfNeeded: word >> 8)) }
  @inline(__always) package var a: Int { Int(UInt16(truncatingIfNeeded: word >> 16)) }
  @inline(__always) package var b: Int { Int(UInt16(truncatingIfNeeded: word >> 32)) }
  @inline(__always) package var c: Int { Int(UInt16(truncatingIfNeeded: word >> 48)) }
  @inline(__always) package var signedB: Int { Int(Int16(truncatingIfNeeded: word >> 32)) }
  @inline(__always) package var signedC: Int { Int(Int16(truncatingIfNeeded: word >> 48)) }
  @inline(__always) package var wide: Int { Int(Int32(truncatingIfNeeded: word >> 32)) }
}
