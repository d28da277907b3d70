/// A conversation with the language, a line at a time, in one world: expressions are answered with their values,
/// statements are carried out, functions are remembered. `$` variables that a line assigns are there for the next ones.
///
/// Each line becomes a contract of its own, whose optional fields are the variables of the lines before it, so a line
/// means what it would mean in a contract.
package struct Dialogue {
  /// What came of a line.
  package enum Answer {
    case value(Value)
    /// A statement, or a function that was taken in.
    case done
    /// What the checker has against the line.
    case mistakes([Diagnostic])
    case fault(Fault)
  }

  private let host: MemoryHost
  private let limits: MachineLimits
  private var sources: [ParsedSource]
  private let options: CheckerOptions
  /// In the order in which they were first assigned.
  private var variables: [(name: Name, value: Value)] = []

  /// - Parameter sources: what lines can call; there is no error in them.
  package init(
    sources: [ParsedSource], host: MemoryHost, options: CheckerOptions = CheckerOptions(),
    limits: MachineLimits = .standard
  ) {
    self.sources = sources
    self.host = host
    self.options = options
    self.limits = limits
  }

  /// Takes a line; one without anything in it is done.
  package mutating func take(_ line: String) -> Answer {
    let tokens = Lexer.tokens(of: Source(name: "line", line)).list.tokens
    switch tokens.first?.kind {
    case .end, nil: return .done
    case .funcKeyword: return remember(ParsedSource(Source(name: "line", line)))
    default: break
    }
    let (asValue, asStatement) = (source(line, assigned: [], isValue: true), assigned(in: line, tokens))
    let value = compile(asValue)
    if let bytecode = value.bytecode { return run(bytecode, names: variables.map(\.name), isValue: true) }
    let names = variables.map(\.name) + asStatement
    let statement = compile(source(line, assigned: asStatement, isValue: false))
    if let bytecode = statement.bytecode { return run(bytecode, names: names, isValue: false) }
    let asExpression = ParsedExpression(Source(name: "line", line)).diagnostics
    guard asExpression.hasErrors else { return .mistakes(value.mistakes) }
    return .mistakes(mistakes(of: line, asExpression) ?? statement.mistakes)
  }

  /// What is wrong with the form of a line that is no expression, as an expression or as a statement, whichever reading
  /// gets further; nil when it has the form of a statement.
  private func mistakes(of line: String, _ asExpression: DiagnosticList) -> [Diagnostic]? {
    let alone = ParsedSource(Source(name: "line", "\(opening)\(line)\n}\n}")).diagnostics
    guard alone.hasErrors else { return nil }
    let start = opening.utf8.count
    let isStatement = zip(asExpression.sortedErrors.prefix(1), alone.sortedErrors).contains { expression, statement in
      expression.range.lower < min(line.utf8.count, statement.range.lower - start)
    }
    return isStatement ? alone.sortedErrors : asExpression.sortedErrors
  }

  private mutating func remember(_ function: ParsedSource) -> Answer {
    let compilation = compile(function)
    guard compilation.bytecode != nil else { return .mistakes(compilation.mistakes) }
    sources.append(function)
    return .done
  }

  /// The `$` variables that a line assigns and that are new.
  private func assigned(in line: String, _ tokens: [Token]) -> [Name] {
    let bytes = Array(line.utf8)
    var names: [Name] = []
    for (token, next) in zip(tokens, tokens.dropFirst()) where token.kind == .extended && next.kind == .assign {
      let text = bytes[(Int(token.range.lower) + 1)..<Int(token.range.upper)]
      let name = Name(String(decoding: text, as: UTF8.self))
      // A word of the language can be no field of the next line's contract.
      guard Lexer.tokens(of: Source(name: "name", name.text)).list.tokens.first?.kind == .identifier else { continue }
      let isKnown = SystemVariable.named(name) != nil || variables.contains { $0.name == name } || names.contains(name)
      if !isKnown { names.append(name) }
    }
    return names
  }

  // MARK: Contracts

  private static let contractName: Name = "DialogueLine"

  /// What stands before a line in its contract.
  private var opening: String {
    let fields = variables.compactMap { variable in
      variable.value.type.map { "\(variable.name) \($0.rawValue) \"optional\"\n" }
    }
    let nothing = variables.filter { $0.value.type == nil }.map { "$\($0.name) = nil\n" }
    return """
      contract \(Dialogue.contractName) {
      data {
      \(fields.joined())}
      action {
      var dialogue_results array
      \(nothing.joined())
      """
  }

  /// A contract that does what the line says; its result is an array of the line's value and then those of variables.
  private func source(_ line: String, assigned: [Name], isValue: Bool) -> ParsedSource {
    let names = variables.map(\.name) + assigned
    let results = names.enumerated().map { "dialogue_results[\($0.offset + 1)] = $\($0.element)\n" }
    let text = """
      \(opening)\(isValue ? "dialogue_results[0] = \(line)" : "\(line)\ndialogue_results[0] = nil")
      \(results.joined())$result = dialogue_results
      }
      }
      """
    return ParsedSource(Source(name: "line", text))
  }

  private func compile(_ source: ParsedSource) -> Compiler.Compilation {
    Compiler.compile(sources + [source], options: options)
  }

  private mutating func run(_ bytecode: Bytecode, names: [Name], isValue: Bool) -> Answer {
    do throws(InvalidBytecode) {
      return run(try Executable(bytecode), names: names, isValue: isValue)
    } catch {
      return .fault(Fault(.program, error.message))
    }
  }

  private mutating func run(_ executable: Executable, names: [Name], isValue: Bool) -> Answer {
    guard let contract = executable.contract(options.fullName(Dialogue.contractName)) else {
      return .fault(Fault(.program, "the line is lost"))
    }
    host.programs = [executable]
    let given = variables.filter { $0.value.type != nil }.map { (ByteString($0.name.text), $0.value) }
    let fields = ValueMap(given.map { (key: $0.0, value: $0.1) })
    do throws(Fault) {
      let machine = Machine(host: host, limits: limits)
      guard case .array(let results) = try machine.start(contract, fields) else { return .done }
      for (index, name) in names.enumerated() { assign(name, results[index + 1]) }
      return isValue ? .value(results[0]) : .done
    } catch {
      return .fault(error)
    }
  }

  private mutating func assign(_ name: Name, _ value: Value) {
    if let index = variables.firstIndex(where: { $0.name == name }) {
      variables[index].value = value
    } else {
      variables.append((name, value))
    }
  }
}

extension DiagnosticList {
  /// The errors, by place.
  fileprivate var sortedErrors: [Diagnostic] { sorted.filter { $0.severity == .error } }
}

extension Compiler.Compilation {
  /// The errors among the findings.
  fileprivate var mistakes: [Diagnostic] { reports.flatMap(\.diagnostics).filter { $0.severity == .error } }
}

extension Value {
  /// As a dialogue shows it: texts, arrays and maps as JSON, so that `"1"` is not taken for `1`.
  package var shown: String {
    switch self {
    case .nil: return "nil"
    case .string, .array, .map:
      var writer = JSONWriter(byteCountMax: 1 << 20)
      // Money in an array, or more than there is room for.
      guard (try? writer.write(self)) != nil else { return text.string }
      return String(decoding: writer.bytes, as: UTF8.self)
    default: return text.string
    }
  }
}
