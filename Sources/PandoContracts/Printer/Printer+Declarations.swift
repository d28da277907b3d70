extension Printer {
  mutating func emit(_ contract: Contract) {
    write("contract \(contract.name.name) ")
    printBraces(contract.members) { $0.emit($1) }
  }

  private mutating func emit(_ member: Member) {
    switch member {
    case .data(let fields):
      write("data ")
      printBraces(fields) { $0.emit($1) }
    case .settings(let settings):
      write("settings ")
      printBraces(settings) { printer, setting in
        printer.write("\(setting.name.name) = ")
        printer.emit(setting.value)
      }
    case .section(let section):
      write("\(section.kind.rawValue) ")
      emit(section.body)
    case .function(let function): emit(function)
    case .statement(let statement): emit(statement)
    }
  }

  private mutating func emit(_ field: Field) {
    printList(field.names) { $0.write($1.name.text) }
    write(" \(field.type.type.rawValue)")
    if let tags = field.tags { write(" \(tags.spelling)") }
  }

  mutating func emit(_ function: Function) {
    write("func \(function.name.name)")
    emit(function.parameters)
    for tail in function.tails {
      write(".\(tail.name.name)")
      emit(tail.parameters)
    }
    for (index, result) in function.results.enumerated() {
      write((index == 0 ? " " : ", ") + result.type.rawValue)
    }
    write(" ")
    emit(function.body)
  }

  private mutating func emit(_ list: ParameterList) {
    write("(")
    printGroups(list.parameters)
    if let variadic = list.variadic {
      write("\(list.parameters.isEmpty ? "" : ", ")\(variadic.name) ...")
    }
    write(")")
  }

  /// Neighbours of one type name it once: `a, b int, c string`.
  mutating func printGroups(_ parameters: [Parameter]) {
    for (index, parameter) in parameters.enumerated() {
      if index > 0 { write(", ") }
      write(parameter.name.name.text)
      let isLast = index + 1 == parameters.count || parameters[index + 1].type.type != parameter.type.type
      if isLast { write(" \(parameter.type.type.rawValue)") }
    }
  }

  mutating func emit(_ block: Block) { printBraces(block) { $0.emit($1) } }
}
