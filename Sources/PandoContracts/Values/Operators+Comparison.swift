extension Operators {
  /// `==`. Nil equals nil alone. Containers are compared with nothing else.
  package static func isEqual(_ left: Value, _ right: Value) throws(Fault) -> Bool {
    switch (left, right) {
    case (.nil, .nil): return true
    case (.nil, _), (_, .nil): return false
    case (.bool(let first), .bool(let second)): return first == second
    case (.bool, _): throw .unsupportedOperands
    default:
      return try compare(left, right, { $0 == $1 }, { $0 == $1 }, { $0 == $1 }, { $0 == $1 })
    }
  }

  /// `<`
  package static func isLess(_ left: Value, _ right: Value) throws(Fault) -> Bool {
    try compare(left, right, { $0 < $1 }, { $0 < $1 }, { $0 < $1 }, { $0 < $1 })
  }

  /// `>`
  package static func isGreater(_ left: Value, _ right: Value) throws(Fault) -> Bool {
    try compare(left, right, { $0 > $1 }, { $0 > $1 }, { $0 > $1 }, { $0 > $1 })
  }

  /// Brings both sides to one type, which the left decides on, and compares them there.
  private static func compare(
    _ left: Value, _ right: Value, _ ints: (Int64, Int64) -> Bool, _ floats: (Float64, Float64) -> Bool,
    _ moneys: (Money, Money) -> Bool, _ texts: (ByteString, ByteString) -> Bool
  ) throws(Fault) -> Bool {
    switch (left, right) {
    case (.int(let first), .int(let second)): return ints(first, second)
    case (.int(let first), .float(let second)): return floats(Float64(first), second)
    case (.int, _): throw .unsupportedOperands
    // A float compares with anything; what is no number counts as 0.
    case (.float(let first), _): return floats(first, right.looseFloat)
    case (.string(let first), .string(let second)): return texts(first, second)
    case (.string(let first), .int(let second)): return ints(try first.integer(), second)
    case (.string, .float(let second)): return floats(left.looseFloat, second)
    case (.string(let first), .money(let second)): return moneys(try first.money(), second)
    case (.money(let first), _): return moneys(first, try right.moneyOperand())
    case (_, .string(let second)):
      // Upstream converts the text before it finds that the left side is no money; so the error may be another.
      _ = try second.money()
      throw .unsupportedOperands
    default: throw .unsupportedOperands
    }
  }
}

extension Value {
  /// The float that a number or its text stands for; 0 for everything else.
  package var looseFloat: Float64 {
    switch self {
    case .int(let value): Float64(value)
    case .float(let value): value
    case .money(let value): value.float
    case .string(let value): NumberText.float(value.bytes) ?? 0
    default: 0
    }
  }

  fileprivate func moneyOperand() throws(Fault) -> Money {
    switch self {
    case .money(let value): return value
    case .int(let value): return Money(value)
    case .float(let value): return try Money(converting: value)
    case .string(let value): return try value.money()
    default: throw .unsupportedOperands
    }
  }
}
