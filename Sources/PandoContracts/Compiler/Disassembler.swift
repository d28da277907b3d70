/// Writes bytecode for people.
package enum Disassembler {
  /// Functions one after another, an instruction a line, with the line of the source where it changes.
  package static func text(_ bytecode: Bytecode) -> String {
    var text = ""
    for contract in bytecode.contracts {
      let fields = contract.fields.map { "\($0.name) \($0.type.rawValue)\($0.isOptional ? "?" : "")" }
      text += "contract \(contract.fullName)(\(fields.joined(separator: ", ")))\n"
    }
    for (number, function) in bytecode.functions.enumerated() {
      let owner = function.contract.map { "\(bytecode.contracts[$0].fullName)." } ?? ""
      text += "\nfunction \(number) \(owner)\(function.name): \(function.parameterCount) parameters, "
      text += "\(function.results.count) results, \(function.registerCount) registers\n"
      var line = 0
      for position in function.start..<function.end {
        let own = bytecode.lines.last { $0.start <= position }?.line ?? 0
        text += own == line ? "      " : padded("\(own)", to: 4) + "  "
        line = own
        let address = padded("\(position - function.start)", to: 5)
        let instruction = Instruction(word: bytecode.code[position])
        text += "\(address)  \(describe(instruction, position - function.start, bytecode))\n"
      }
    }
    return text
  }

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  private static func describe(_ i: Instruction, _ position: Int, _ bytecode: Bytecode) -> String {
    guard let opcode = i.opcode else { return "?" }
    let name = "\(opcode)"
    let operands =
      switch opcode {
      case .charge: "\(i.wide)"
      case .loadNil, .newArray, .newMap: "r\(i.a)"
      case .loadBool: "r\(i.a) \(i.b == 1)"
      case .loadInt: "r\(i.a) \(i.wide)"
      case .loadConstant: "r\(i.a) \(constant(i.wide, bytecode))"
      case .addInt, .subtractInt, .multiplyInt, .divideInt: "r\(i.a) r\(i.b) \(i.signedC)"
      case .move, .take, .not, .minus, .append, .appendAll: "r\(i.a) r\(i.b)"
      case .getKey, .setKey: "r\(i.a) r\(i.b) \(constant(i.c, bytecode))"
      case .loadExtended, .storeExtended: "r\(i.a) $\(bytecode.variables[i.b])"
      case .loadSystem: "r\(i.a) $\(SystemVariable.all[i.b].name)"
      case .loadOuter, .storeOuter: "r\(i.a) \(i.k) levels out r\(i.b)"
      case .jump: "to \(position + 1 + i.wide)"
      case .skipUnlessTrue, .repeatIfTrue: "r\(i.a) to \(position + 1 + i.wide) fuel \(i.k)"
      case .call, .callInner: "r\(i.a) \(bytecode.functions[i.b].name)"
      case .callBuiltin: "r\(i.a) \(Builtin.all[i.b].name) \(i.c) arguments"
      case .callContract: "r\(i.a) \(constant(i.b, bytecode)) \(i.c) arguments"
      case .spread: "r\(i.a) r\(i.b) \(bytecode.functions[i.c].name) group \(i.k)"
      case .return: "r\(i.a) \(i.b) values"
      case .missingReturn: ""
      case .stop: "\(Statement.Stop.allCases[i.k].rawValue) r\(i.a)"
      case .checkVariable, .toMoney: "r\(i.a) \(ValueType(number: i.k).rawValue) \(constant(i.wide, bytecode))"
      case .checkArgument: "r\(i.a) \(ValueType(number: i.k).rawValue) number \(i.wide)"
      case .checkResult: "r\(i.a) \(ValueType(number: i.k).rawValue) number \(i.b)"
      default:
        name.hasSuffix("Int")
          ? "r\(i.a) \(i.signedB) to \(position + 1 + i.signedC) fuel \(i.k)"
          : name.hasPrefix("skip") || name.hasPrefix("repeat")
            ? "r\(i.a) r\(i.b) to \(position + 1 + i.signedC) fuel \(i.k)" : "r\(i.a) r\(i.b) r\(i.c)"
      }
    return operands.isEmpty ? name : "\(name) \(operands)"
  }

  private static func constant(_ index: Int, _ bytecode: Bytecode) -> String {
    guard bytecode.constants.indices.contains(index) else { return "?" }
    if case .text(let text) = bytecode.constants[index] { return "\"\(text)\"" }
    return bytecode.constants[index].value.text.string
  }
}
