extension Printer {
  mutating func emit(_ expression: Expression) {
    switch expression.kind {
    case .literal(let literal): emit(literal)
    case .variable(let variable): emit(variable)
    case .element(let variable, let index):
      emit(variable)
      write("[")
      emit(index)
      write("]")
    case .call(let call): emit(call)
    case .unary(let unaryOperator, let operand):
      write(unaryOperator.rawValue)
      emit(operand)
    case .binary(let first, let links):
      emit(first)
      for link in links { emit(link) }
    case .group(let inner):
      write("(")
      emit(inner)
      write(")")
    case .array(let elements): emit(elements, "[", "]") { $0.emit($1) }
    case .map(let entries): emit(entries, "{", "}") { $0.emit($1) }
    case .missing: break
    }
  }

  mutating func emit(_ variable: Variable) { write("\(variable.isExtended ? "$" : "")\(variable.name)") }

  mutating func emit(_ literal: Literal) {
    switch literal {
    case .integer(let value): write(String(value))
    case .float(let digits): write(digits)
    case .text(let text): write(text.spelling)
    case .bool(let value): write(value ? "true" : "false")
    case .nil: write("nil")
    }
  }

  private mutating func emit(_ link: Expression.Link) {
    write(" \(link.binaryOperator.rawValue)")
    guard link.isBroken else {
      write(" ")
      emit(link.operand)
      return
    }
    continueOnNextLine()
    indented { $0.emit(link.operand) }
  }

  private mutating func emit(_ call: Call) {
    write(call.callee.name.text)
    emit(call.arguments)
    for tail in call.tails {
      write(".\(tail.name.name)")
      emit(tail.arguments)
    }
  }

  private mutating func emit(_ arguments: Arguments) {
    write("(")
    if arguments.isBroken {
      for (index, value) in arguments.values.enumerated() {
        continueOnNextLine()
        indented { $0.emit(value) }
        let isLast = index == arguments.values.count - 1
        write(isLast ? (arguments.isSpread ? " ..." : "") : ",")
      }
      closeLine()
    } else {
      printList(arguments.values) { $0.emit($1) }
      if arguments.isSpread { write(" ...") }
    }
    write(")")
  }

  // MARK: Literals

  private mutating func emit<Content>(
    _ collection: Expression.Collection<Content>, _ opening: String, _ closing: String,
    _ emit: (inout Printer, Content) -> Void
  ) {
    guard collection.isBroken else {
      write(opening)
      printList(collection.list.items) { emit(&$0, $1.content) }
      write(closing)
      return
    }
    printBroken(collection.list, opening, closing, separator: ",", emit)
  }

  private mutating func emit(_ element: Expression.Element) {
    switch element {
    case .value(let value): emit(value)
    case .entry(let entry): emit(entry)
    }
  }

  private mutating func emit(_ entry: Expression.Entry) {
    switch entry.key {
    case .text(let text): write(text.spelling)
    case .name(let name, _): write(name.text)
    }
    write(": ")
    emit(entry.value)
  }
}
