extension Expression {
  /// Whether its value is zero, or a text that counts as zero beside a number, whenever it runs.
  var isConstantZero: Bool {
    switch kind {
    case .literal(.float(let digits)): digits.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    case .literal(.text(let text)): text.value.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
    case .group(let inner), .unary(.minus, let inner): inner.isConstantZero
    default: constantInteger == 0
    }
  }

  /// The value of an integer that is made of literals alone. It wraps around as the machine's does.
  var constantInteger: Int64? {
    switch kind {
    case .literal(.integer(let value)): return value
    case .group(let inner): return inner.constantInteger
    case .unary(.minus, let operand): return operand.constantInteger.map { 0 &- $0 }
    case .binary(let first, let links):
      guard var value = first.constantInteger else { return nil }
      for link in links {
        guard let operand = link.operand.constantInteger else { return nil }
        switch link.binaryOperator {
        case .add: value &+= operand
        case .subtract: value &-= operand
        case .multiply: value &*= operand
        case .divide where operand != 0: value = value.dividedReportingOverflow(by: operand).partialValue
        default: return nil
        }
      }
      return value
    default: return nil
    }
  }

  /// Whether the value is true whenever it runs.
  var isConstantlyTrue: Bool {
    switch kind {
    case .literal(.bool(let value)): value
    case .group(let inner): inner.isConstantlyTrue
    default: constantInteger.map { $0 != 0 } ?? false
    }
  }
}
