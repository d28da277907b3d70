/// What operators make of values: the reference's table of types, row by row (docs/spec/needle.md, "Operators").
///
/// Where upstream crashes there is one error, ``Fault/unsupportedOperands``.
package enum Operators {
  /// The value of an operator between two operands, which both have been evaluated.
  package static func apply(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Fault) -> Value {
    switch binary {
    case .add, .subtract, .multiply, .divide: try arithmetic(binary, left, right)
    case .equal: .bool(try isEqual(left, right))
    case .notEqual: .bool(!(try isEqual(left, right)))
    case .less: .bool(try isLess(left, right))
    case .lessOrEqual: .bool(!(try isGreater(left, right)))
    case .greater: .bool(try isGreater(left, right))
    case .greaterOrEqual: .bool(!(try isLess(left, right)))
    case .and: .bool(left.isTrue && right.isTrue)
    case .or: .bool(left.isTrue || right.isTrue)
    }
  }

  /// The value of an operator before its operand.
  package static func apply(_ unary: UnaryOperator, _ operand: Value) throws(Fault) -> Value {
    switch (unary, operand) {
    case (.not, _): .bool(!operand.isTrue)
    case (.minus, .int(let value)): .int(0 &- value)
    case (.minus, .float(let value)): .float(-value)
    case (.minus, _): throw .unsupportedOperands
    }
  }

  // MARK: Arithmetic

  private static func arithmetic(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Fault) -> Value {
    switch (left, right) {
    case (.int(let first), .int(let second)): return .int(try apply(binary, first, second))
    case (.float, .float), (.float, .int), (.float, .string), (.int, .float), (.string, .float):
      return .float(try apply(binary, left.looseFloat, right.looseFloat))
    case (.int(let first), .string(let text)): return .int(try apply(binary, first, text.integer()))
    case (.string(let text), .int(let second)):
      // Upstream looks at the divisor first.
      if binary == .divide, second == 0 { throw .dividedByZero }
      return .int(try apply(binary, text.integer(), second))
    case (.string(let first), .string(let second)) where binary == .add: return .string(first + second)
    case (.money(let first), .money(let second)): return .money(try apply(binary, first, second))
    default: throw .unsupportedOperands
    }
  }

  private static func apply(_ binary: BinaryOperator, _ left: Int64, _ right: Int64) throws(Fault) -> Int64 {
    switch binary {
    case .add: return left &+ right
    case .subtract: return left &- right
    case .multiply: return left &* right
    default:
      guard right != 0 else { throw .dividedByZero }
      // The least integer has no opposite: like everything else it wraps around.
      return right == -1 ? 0 &- left : left / right
    }
  }

  private static func apply(_ binary: BinaryOperator, _ left: Float64, _ right: Float64) throws(Fault) -> Float64 {
    switch binary {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    default:
      guard right != 0 else { throw .dividedByZero }
      return left / right
    }
  }

  private static func apply(_ binary: BinaryOperator, _ left: Money, _ right: Money) throws(Fault) -> Money {
    switch binary {
    case .add: try left + right
    case .subtract: try left - right
    case .multiply: try left * right
    default: try left.divided(by: right)
    }
  }
}
