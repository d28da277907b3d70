import PandoContracts

/// Writes programs that the checker accepts and that do all kinds of things when they run, errors among them.
struct ProgramGenerator {
  private struct Signature {
    let name: String
    let parameters: [ValueType]
    let result: ValueType?
    let isVariadic: Bool
    let hasTail: Bool
  }

  private var chance: Chance
  /// Whether the checker knows the types of all that the program works with.
  private let isTyped: Bool
  private var text = ""
  private var indent = 0
  private var scopes: [[(name: String, type: ValueType)]] = []
  private var functions: [Signature] = []
  private var nameCount = 0
  private var loopDepth = 0
  private var functionDepth = 0
  private var result: ValueType?
  private var isInContract = false
  private var isMain = false

  private static let types: [ValueType] = [.int, .string, .float, .bool, .money, .array, .map]
  /// `$` variables, each with the type that it is mostly given.
  private static let extended: [(name: String, type: ValueType)] = [
    ("$e", .int), ("$s", .string), ("$list", .array), ("$Amount", .int), ("$Note", .string),
  ]

  init(seed: UInt64, isTyped: Bool = false) {
    chance = Chance(seed: seed)
    self.isTyped = isTyped
  }

  private mutating func pick(_ upper: Int) -> Int { chance.pick(upper) }
  private mutating func flip(_ one: Int = 2) -> Bool { pick(one) == 0 }
  private mutating func any<T>(_ values: [T]) -> T { values[pick(values.count)] }

  private mutating func line(_ content: String) {
    text += String(repeating: " ", count: indent) + content + "\n"
  }

  private mutating func newName(_ prefix: String) -> String {
    nameCount += 1
    return "\(prefix)\(nameCount)"
  }

  // MARK: Declarations

  /// A source with the contracts `Other` and `Main`.
  mutating func program() -> String {
    for _ in 0..<pick(4) { function() }
    isInContract = true
    line("contract Other {")
    line("data {\nAmount int\nNote string \"optional\"\n}")
    contractBody()
    isMain = true
    line("contract Main {")
    line("data {\nAmount int\nNote string \"optional\"\n}")
    contractBody()
    return text
  }

  private mutating func contractBody() {
    let outer = functions
    for _ in 0..<pick(3) { function() }
    if flip() { section("conditions") }
    section("action")
    functions = outer
    line("}")
  }

  private mutating func section(_ name: String) {
    line("\(name) {")
    line("$e = \(pick(5))\n$s = \"s\"\n$list = [1, 2]")
    result = nil
    scopes = [[]]
    block(statements: 3...8, depth: 3)
    if flip() { line("$result = \(expression(any(ProgramGenerator.types), depth: 2))") }
    line("}")
  }

  private mutating func function() {
    let name = newName("f")
    let parameters = (0..<pick(3)).map { _ in any(ProgramGenerator.types) }
    let result: ValueType? = flip(4) ? nil : any(ProgramGenerator.types)
    let isVariadic = flip(5)
    let hasTail = flip(5)
    let outer = (scopes, self.result, loopDepth)
    if functionDepth == 0 { scopes = [] }
    var names: [(name: String, type: ValueType)] = []
    var list = parameters.map { type in
      let name = newName("p")
      names.append((name, type))
      return "\(name) \(type.rawValue)"
    }
    if isVariadic {
      names.append((newName("p"), .array))
      list.append("\(names[names.count - 1].name) ...")
    }
    var tail = ""
    if hasTail {
      names.append((newName("p"), .int))
      tail = ".Tail\(name)(\(names[names.count - 1].name) int)"
    }
    let declared = Signature(
      name: name, parameters: parameters, result: result, isVariadic: isVariadic, hasTail: hasTail)
    line("func \(name)(\(list.joined(separator: ", ")))\(tail) \(result?.rawValue ?? "") {")
    scopes.append(names)
    self.result = result
    loopDepth = 0
    functionDepth += 1
    // It may call itself, as long as there is fuel, or until it is too deep.
    if flip(4) { line("if $txcost > \(any([20_000, 50_000])) { \(call(declared, depth: 0)) }") }
    block(statements: 1...5, depth: 2)
    if let result { line("return \(expression(result, depth: 2))") }
    functionDepth -= 1
    line("}")
    (scopes, self.result, loopDepth) = outer
    functions.append(declared)
  }

  // MARK: Statements

  private mutating func block(statements: ClosedRange<Int>, depth: Int) {
    indent += 1
    scopes.append([])
    let outer = functions
    for _ in 0..<statements.lowerBound + pick(statements.count) { statement(depth: depth) }
    functions = outer
    scopes.removeLast()
    indent -= 1
  }

  private func variables(_ type: ValueType) -> [String] {
    scopes.joined().filter { $0.type == type && !$0.name.hasPrefix("i") }.map(\.name)
  }

  private mutating func statement(depth: Int) {
    switch pick(depth > 0 ? 16 : 9) {
    case 0, 1:
      let type = any(ProgramGenerator.types)
      let name = newName("v")
      line("var \(name) \(type.rawValue)")
      scopes[scopes.count - 1].append((name, type))
      line("\(name) = \(expression(type, depth: 2))")
    case 2, 3, 4: assignment()
    case 5: elementAssignment()
    case 6:
      guard isInContract else { return assignment() }
      let variable = any(ProgramGenerator.extended)
      let isOther = flip(12) && !isTyped && ["$e", "$s", "$list"].contains(variable.name)
      line("\(variable.name) = \(expression(isOther ? any(ProgramGenerator.types) : variable.type, depth: 2))")
    case 7: callStatement()
    case 8: leave()
    case 9, 10, 11: conditional(depth: depth)
    case 12, 13: loop(depth: depth)
    case 14 where functionDepth < 2: function()
    default: assignment()
    }
  }

  private mutating func assignment() {
    let type = any(ProgramGenerator.types)
    let names = variables(type)
    guard let name = names.last else { return }
    if names.count > 1, flip(5) {
      line("\(names[0]), \(name) = \(name), \(expression(type, depth: 2))")
    } else {
      let target = any(names)
      if type == .string, flip() {
        line("\(target) = \(target) + \(expression(.string, depth: 1)) + \(expression(.string, depth: 1))")
      } else {
        line("\(target) = \(expression(type, depth: 3))")
      }
    }
  }

  private mutating func elementAssignment() {
    if flip(), let name = variables(.array).last {
      line("\(name)[\(flip(4) ? expression(.int, depth: 1) : "\(pick(5))")] = \(element(of: name))")
    } else if let name = variables(.map).last {
      line("\(name)[\(flip() ? "\"k\(pick(3))\"" : expression(.string, depth: 1))] = \(element(of: name))")
    }
  }

  /// Not the container itself, which the checker would see.
  private mutating func element(of name: String) -> String {
    let value = anyValue(depth: 2)
    return value == name ? "[1, \(name)]" : value
  }

  private mutating func callStatement() {
    if isMain, functionDepth == 0, flip(3) {
      line(
        "Other(\"Amount\(flip(4) && !isTyped ? ",Note" : "")\", \(expression(.int, depth: 1)))".replacing(
          ",Note\", ", with: ",Note\", 1, "))
      return
    }
    guard !functions.isEmpty else { return }
    line(call(any(functions), depth: 2))
  }

  private mutating func leave() {
    if loopDepth > 0, flip() { return line("if (\(expression(.bool, depth: 1))) { \(any(["break", "continue"])) }") }
    let condition = expression(.bool, depth: 2)
    if flip(6) { return line("if (\(condition)) { \(any(["error", "warning", "info"])) \(anyValue(depth: 1)) }") }
    if functionDepth > 0, let result { return line("if (\(condition)) { return \(expression(result, depth: 1)) }") }
    if result == nil, functionDepth == 0 { line("if (\(condition)) { return }") }
  }

  private mutating func conditional(depth: Int) {
    line("if (\(expression(.bool, depth: 2))) {")
    block(statements: 0...3, depth: depth - 1)
    if flip(3) {
      line("} elif (\(expression(.bool, depth: 2))) {")
      block(statements: 0...3, depth: depth - 1)
    }
    if flip() {
      line("} else {")
      block(statements: 0...3, depth: depth - 1)
    }
    line("}")
  }

  private mutating func loop(depth: Int) {
    let counter = newName("i")
    line("var \(counter) int")
    scopes[scopes.count - 1].append((counter, .int))
    line("while \(counter) < \(1 + pick(6)) {")
    indent += 1
    line("\(counter) = \(counter) + 1")
    loopDepth += 1
    block(statements: 0...4, depth: depth - 1)
    loopDepth -= 1
    indent -= 1
    line("}")
  }

  // MARK: Expressions

  private mutating func anyValue(depth: Int) -> String { expression(any(ProgramGenerator.types), depth: depth) }

  /// Of a type, or of any as far as the checker can tell.
  private mutating func expression(_ type: ValueType, depth: Int) -> String {
    let names = scopes.joined().filter { $0.type == type }.map(\.name)
    if flip(3), !names.isEmpty { return any(names) }
    if depth > 0, !isTyped, flip(8) { return unknown(type) }
    if depth > 0, flip(6) {
      let fitting = functions.filter { $0.result == type }
      if !fitting.isEmpty { return call(any(fitting), depth: depth - 1) }
    }
    return depth > 0 ? operation(type, depth: depth - 1) : literal(type)
  }

  /// Something of which the checker does not know the type.
  private mutating func unknown(_ type: ValueType) -> String {
    switch pick(4) {
    case 0: if let name = variables(.array).last { return "\(name)[\(flip() ? "0" : "\(pick(4))")]" }
    case 1: if let name = variables(.map).last { return "\(name)[\"k\(pick(3))\"]" }
    case 2: if isInContract { return any(["$e", "$s", "$list"]) }
    case 3: if type == .int { return any(["$key_id", "$txcost", "$ecosystem_id"]) }
    default: break
    }
    return literal(type)
  }

  private mutating func literal(_ type: ValueType) -> String {
    switch type {
    case .int: any(["0", "1", "2", "7", "100", "40000", "9223372036854775807"])
    case .string: any(["\"\"", "\"a\"", "\"12\"", "`long text that is longer than sixteen bytes`", "\"é\""])
    case .float: any(["0.0", "0.5", "2.25", "1000000.0"])
    case .bool: any(["true", "false"])
    case .money: any(["Money(5)", "Money(\"12\")", "Money(100000000)"])
    case .array: any(["[]", "[1, 2, 3]", "[\"a\", [1], {k0: 1}]", "[k1: 2, 3]"])
    case .map: any(["{}", "{k0: 1, k1: \"x\"}", "{\"k2\": [1, 2], k0: nil}"])
    case .bytes: "StringToBytes(\"b\")"
    }
  }

  private mutating func operation(_ type: ValueType, depth: Int) -> String {
    switch type {
    case .int:
      switch pick(9) {
      case 8: return "Int(\(anyValue(depth: depth)))"
      case 0: return "Size(\(expression(.string, depth: depth)))"
      case 1: return "Len(\(expression(.array, depth: depth)))"
      case 2: return "-\(literal(.int))"
      case 3:
        return "(\(expression(.int, depth: depth)) \(any(["+", "-", "*", "/"])) \(expression(.int, depth: depth)))"
      default: return "\(expression(.int, depth: depth)) \(any(["+", "-", "*"])) \(expression(.int, depth: 0))"
      }
    case .string:
      switch pick(6) {
      case 0: return "Str(\(anyValue(depth: depth)))"
      case 2: return formatted(depth: depth)
      case 1: return "Substr(\(expression(.string, depth: depth)), \(pick(3)), \(pick(5)))"
      default: return "\(expression(.string, depth: depth)) + \(expression(.string, depth: depth))"
      }
    case .float:
      if flip(4) { return "\(expression(.float, depth: depth)) / \(divisor(.float))" }
      if flip(5) { return "\(any(["Sqrt", "Log", "Log10", "Float"]))(\(expression(.float, depth: depth)))" }
      if flip(9) { return "Pow(\(expression(.float, depth: depth)), \(expression(.float, depth: 0)))" }
      let right = expression(any([.float, .int]), depth: depth)
      return "\(expression(.float, depth: depth)) \(any(["+", "-", "*"])) \(right)"
    case .money:
      if flip(4) { return "(\(expression(.money, depth: depth)) / \(divisor(.money)))" }
      return "(\(expression(.money, depth: depth)) \(any(["+", "-", "*"])) \(expression(.money, depth: depth)))"
    case .bool:
      switch pick(5) {
      case 0: return "!(\(anyValue(depth: depth)))"
      case 1: return "(\(anyValue(depth: depth)) \(any(["&&", "||"])) \(anyValue(depth: depth)))"
      case 2: return "\(anyValue(depth: 0)) == nil"
      default:
        let type = any([ValueType.int, .string, .float, .money])
        let comparison = any(["==", "!=", "<", "<=", ">", ">="])
        return "(\(expression(type, depth: depth)) \(comparison) \(expression(type, depth: depth)))"
      }
    case .array:
      guard let name = variables(.int).last, flip() else { return literal(.array) }
      return "[\(name), \(literal(.string)), \(flip() ? variables(.array).last ?? name : name)]"
    case .map:
      guard let name = variables(.map).last ?? variables(.int).last, flip() else { return literal(.map) }
      return "{k0: \(name), k3: 1}"
    case .bytes: return literal(.bytes)
    }
  }

  /// Something that a function writes.
  private mutating func formatted(depth: Int) -> String {
    switch pick(4) {
    case 0: "Sprintf(\"%v|%8.3f|%x\", \(anyValue(depth: depth)), \(expression(.float, depth: 1)), \(literal(.int)))"
    case 1: "JSONEncode(\(expression(any([.array, .map, .float]), depth: depth)))"
    case 2: "Hash(\(expression(.string, depth: depth)))"
    default: "Join(\(expression(.array, depth: depth)), \"-\")"
    }
  }

  /// Not a literal zero, which the checker would see.
  private mutating func divisor(_ type: ValueType) -> String {
    if let name = variables(type).last { return name }
    return type == .int ? any(["2", "3"]) : type == .float ? any(["0.5", "4.0"]) : "Money(7)"
  }

  private mutating func call(_ function: Signature, depth: Int) -> String {
    var arguments = function.parameters.map { expression($0, depth: depth) }
    if function.isVariadic {
      if flip(3) {
        arguments.append("\(variables(.array).last ?? "[1, 2]")...")
      } else {
        for _ in 0..<pick(3) { arguments.append(anyValue(depth: 0)) }
      }
    }
    let tail = function.hasTail && flip() ? ".Tail\(function.name)(\(expression(.int, depth: 0)))" : ""
    return "\(function.name)(\(arguments.joined(separator: ", ")))\(tail)"
  }
}
