extension Checker {
  /// What is known of the value of an expression, which must have exactly one.
  mutating func value(of expression: Expression) -> StaticType {
    switch expression.kind {
    case .literal(let literal): return Checker.type(of: literal)
    case .variable(let variable): return read(variable)
    case .element(let variable, let index):
      let container = read(variable)
      checkIndex(of: variable, container, index)
      return .unknown
    case .call(let call):
      let results = results(of: expression)
      if results.count == 1 { return results[0] }
      add(
        .noValue, expression.range,
        results.isEmpty
          ? "`\(call.callee.name)` gives no value." : "`\(call.callee.name)` gives \(results.count) values, not one.")
      return .unknown
    case .unary(let unaryOperator, let operand):
      let type = value(of: operand)
      if let result = StaticType.result(unaryOperator, type) { return result }
      add(.operandType, expression.range, "`\(unaryOperator.rawValue)` is not defined for \(type.text).")
      return .unknown
    case .binary(let first, let links):
      var left = (type: value(of: first), range: first.range)
      for link in links { left = (result(of: left, link), left.range.through(link.operand.range)) }
      return left.type
    case .group(let inner): return value(of: inner)
    case .array(let elements):
      for element in elements.list.contents {
        switch element {
        case .value(let value): _ = self.value(of: value)
        case .entry(let entry): _ = self.value(of: entry.value)
        }
      }
      return .value(.array)
    case .map(let entries):
      checkEntries(entries.list)
      return .value(.map)
    case .missing: return .unknown
    }
  }

  /// What is known of the values of a list of expressions; a call may stand for several.
  mutating func types(of expressions: [Expression]) -> [StaticType] {
    expressions.flatMap { expression -> [StaticType] in
      guard case .call = expression.kind else { return [value(of: expression)] }
      let results = results(of: expression)
      return results.count > 1 ? results : [single(results, expression)]
    }
  }

  private mutating func single(_ results: [StaticType], _ expression: Expression) -> StaticType {
    if let result = results.first { return result }
    add(.noValue, expression.range, "This call gives no value.")
    return .unknown
  }

  private static func type(of literal: Literal) -> StaticType {
    switch literal {
    case .integer: .value(.int)
    case .float: .value(.float)
    case .text: .value(.string)
    case .bool: .value(.bool)
    case .nil: .nil
    }
  }

  private mutating func checkEntries(_ entries: ItemList<Expression.Entry>) {
    var keys: Set<Name> = []
    for entry in entries.contents {
      if !keys.insert(entry.key.value).inserted {
        add(
          .repeatedName, entry.key.range, "The key `\(entry.key.value)` is given twice.",
          hint: "The last value counts, at the first place.")
      }
      _ = value(of: entry.value)
    }
  }

  // MARK: Operators

  private mutating func result(
    of left: (type: StaticType, range: SourceRange), _ link: Expression.Link
  ) -> StaticType {
    let right = value(of: link.operand)
    if link.binaryOperator == .divide, link.operand.isConstantZero {
      add(.divisionByZero, link.operand.range, "This divisor is always zero.")
      return .unknown
    }
    if let result = StaticType.result(link.binaryOperator, left.type, right) { return result }
    let range = left.range.through(link.operand.range)
    let isEquality = link.binaryOperator == .equal || link.binaryOperator == .notEqual
    let containers: [StaticType] = [.value(.array), .value(.map), .value(.bytes)]
    if isEquality, let container = [left.type, right].first(where: containers.contains) {
      // A variable of any type may hold nil; then the comparison succeeds.
      add(.nilOnlyComparison, range, "\(container.text) can only be compared with nil.")
      return .value(.bool)
    }
    add(
      .operandType, range,
      "`\(link.binaryOperator.rawValue)` is not defined for \(left.type.text) and \(right.text).",
      hint: Checker.operandHint(left.type, right))
    return .unknown
  }

  private static func operandHint(_ left: StaticType, _ right: StaticType) -> String? {
    switch (left, right) {
    case (.value(.money), .value(.int)), (.value(.money), .value(.float)), (.value(.money), .value(.string)),
      (.value(.int), .value(.money)), (.value(.float), .value(.money)), (.value(.string), .value(.money)):
      "Money is only added to money and the like; convert the other with `Money`."
    case (.value(.int), .value(.string)): "Convert the text with `Int`, or the number with `Str`."
    default: nil
    }
  }
}
