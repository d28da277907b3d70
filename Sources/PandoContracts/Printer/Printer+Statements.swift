extension Printer {
  mutating func emit(_ statement: Statement) {
    switch statement {
    case .variables(let variables):
      write("var ")
      printGroups(variables)
    case .assignment(let targets, let values):
      printList(targets) { $0.emit($1) }
      write(" = ")
      printList(values) { $0.emit($1) }
    case .call(let call): emit(call)
    case .conditional(let conditional): emit(conditional)
    case .loop(let condition, let body):
      write("while ")
      emit(condition)
      write(" ")
      emit(body)
    case .break: write("break")
    case .continue: write("continue")
    case .return(let values):
      write(values.isEmpty ? "return" : "return ")
      printList(values) { $0.emit($1) }
    case .stop(let stop, let value):
      write("\(stop.rawValue) ")
      emit(value)
    case .function(let function): emit(function)
    }
  }

  private mutating func emit(_ conditional: Conditional) {
    for (index, branch) in conditional.branches.enumerated() {
      write(index == 0 ? "if " : " elif ")
      emit(branch.condition)
      write(" ")
      emit(branch.body)
    }
    if let otherwise = conditional.otherwise {
      write(" else ")
      emit(otherwise)
    }
  }

  private mutating func emit(_ target: Target) {
    emit(target.variable)
    if let index = target.index {
      write("[")
      emit(index)
      write("]")
    }
  }
}
