extension Operators {
  /// What a variable of a type holds when it is given a value: the value itself, for money what it is worth.
  /// - Parameter variable: the name for the message.
  package static func assign(_ value: Value, to type: ValueType, variable: Name) throws(Fault) -> Value {
    if value.type == type { return value }
    switch (type, value) {
    case (.money, .int(let number)): return .money(Money(number))
    case (.money, .float(let number)): return .money(try Money(converting: number))
    case (.money, .string(let text)): return .money(try text.money())
    case (.money, _): break
    case (_, .nil): return .nil
    default: break
    }
    throw Fault(
      .type,
      "variable '\(variable)' (type \(value.typeText)) cannot be represented by the type \(type.runtimeText)")
  }
}

extension ByteString {
  /// The integer that a text stands for; 0 for an empty one.
  package func integer() throws(Fault) -> Int64 {
    if isEmpty { return 0 }
    do {
      return try NumberText.integer(bytes)
    } catch {
      throw Fault(.value, self + ByteString(" is not a valid integer : \(error.rawValue)"))
    }
  }

  /// The money that a decimal text stands for, rounded down.
  package func money() throws(Fault) -> Money {
    guard let money = Money(self) else { throw Fault(.value, "can't convert " + self + " to decimal") }
    return money
  }
}

extension Money {
  /// A float, rounded down.
  package init(converting float: Float64) throws(Fault) {
    guard let money = Money(flooring: float) else {
      throw Fault(.value, "can't convert \(FloatText.shortest(float)) to decimal")
    }
    self = money
  }
}
