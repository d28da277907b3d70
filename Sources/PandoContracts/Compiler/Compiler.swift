/// Makes bytecode of sources in which the checker found no error.
///
/// A variable has a register of its own, and what an expression needs lies above those. Each part of an expression is
/// put where it is wanted, so that `i = i + 1` is one instruction.
package struct Compiler {
  let program: Program
  var output = Bytecode()
  var frames: [CompilerFrame] = []
  var source: Source
  /// The contract that is being compiled, and its own functions.
  var contract: Int?
  var contractFunctions: [Name: Int] = [:]
  /// The names of the tails of functions that have some.
  var tailNames: [Int: [Name]] = [:]
  private var constants: [Bytecode.Constant: Int] = [:]
  private var variables: [Name: Int] = [:]
  private(set) var isTooLarge: SourceRange?
  /// The range of what is being compiled, for complaints.
  var range = SourceRange(0, 0)

  var cost: Cost { Cost(schedule: output.schedule) }
  var frame: CompilerFrame {
    get { frames[frames.count - 1] }
    _modify { yield &frames[frames.count - 1] }
  }

  /// What comes of sources.
  package struct Compilation: Sendable {
    /// Nil when there is an error.
    package let bytecode: Bytecode?
    /// For each source.
    package let reports: [Report]
  }

  /// Checks sources that run together, and compiles them when there is no error.
  package static func compile(
    _ sources: [ParsedSource], options: CheckerOptions = CheckerOptions(), schedule: FuelSchedule = .standard
  ) -> Compilation {
    let reports = Checker.check(sources, options: options)
    guard reports.allSatisfy({ $0.errorCount == 0 }) else { return Compilation(bytecode: nil, reports: reports) }
    var nothing = sources.map { _ in DiagnosticList(countMax: 0) }
    let program = Program(sources, options: options, &nothing)
    var compiler = Compiler(program: program, source: sources.first?.source ?? Source(""))
    compiler.output.schedule = schedule
    compiler.output.ecosystem = options.ecosystem
    for function in program.functions { compiler.reserve(function.syntax, contract: nil, outer: nil) }
    for (index, function) in program.functions.enumerated() {
      compiler.source = sources[function.source].source
      compiler.compile(function.syntax, as: index)
    }
    for (index, info) in program.contracts.enumerated() {
      compiler.source = sources[info.source].source
      compiler.compile(info, index)
    }
    guard let range = compiler.isTooLarge else { return Compilation(bytecode: compiler.output, reports: reports) }
    return Compilation(bytecode: nil, reports: compiler.complain(reports, range))
  }

  private init(program: Program, source: Source) {
    self.program = program
    self.source = source
  }

  private func complain(_ reports: [Report], _ range: SourceRange) -> [Report] {
    reports.map { report in
      guard report.source.name == source.name else { return report }
      let complaint = Diagnostic(.programTooLarge, range, "This is more than one function or program can have.")
      return Report(source: report.source, diagnostics: report.diagnostics + [complaint])
    }
  }

  mutating func reportTooLarge() { isTooLarge = isTooLarge ?? range }

  // MARK: Tables

  mutating func constant(_ constant: Bytecode.Constant) -> Int {
    if let index = constants[constant] { return index }
    output.constants.append(constant)
    constants[constant] = output.constants.count - 1
    return output.constants.count - 1
  }

  mutating func constant(_ name: Name) -> Int { constant(.text(ByteString(name.text))) }

  /// The number of a `$` variable.
  mutating func extended(_ name: Name) -> Int {
    if name == SystemVariable.result { return 0 }
    if let index = variables[name] { return index }
    output.variables.append(name)
    variables[name] = output.variables.count - 1
    if output.variables.count > Bytecode.variableCountMax { reportTooLarge() }
    return output.variables.count - 1
  }

  // MARK: Contracts

  private mutating func compile(_ info: Program.ContractInfo, _ index: Int) {
    let fullName = program.options.fullName(info.identifier.name)
    contract = index
    contractFunctions = [:]
    defer { contract = nil }
    var compiled = Bytecode.Contract(
      fullName: fullName, plainName: Name(String(fullName.text.dropFirst().drop { $0.isASCII && $0.isNumber })),
      fields: [], settings: [], conditions: nil, action: nil, functionCount: 0)
    output.contracts.append(compiled)
    for member in info.syntax.members.contents {
      switch member {
      case .data(let list): compiled.fields += list.contents.flatMap { fields($0) }
      case .settings(let list): compiled.settings += list.contents.map { setting($0) }
      case .section(let section):
        let function = reserve(
          Function(
            name: Identifier(Name(section.kind.rawValue), section.range), parameters: ParameterList(),
            body: section.body),
          contract: index, outer: nil)
        compile(body: section.body, as: function, parameters: [], results: [])
        switch section.kind {
        case .conditions: compiled.conditions = function
        case .action: compiled.action = function
        }
        compiled.functionCount += 1
      case .function(let function):
        let number = reserve(function, contract: index, outer: nil)
        contractFunctions[function.name.name] = number
        compile(function, as: number)
        compiled.functionCount += 1
      case .statement: break
      }
    }
    // Of two fields with one name the first counts.
    var names: Set<Name> = []
    compiled.fields = compiled.fields.filter { names.insert($0.name).inserted }
    output.contracts[index] = compiled
  }

  private mutating func fields(_ field: Field) -> [Bytecode.Field] {
    field.names.map { name in
      Bytecode.Field(
        name: name.name, type: field.type.type, isOptional: field.isOptional,
        tags: ByteString(field.tags?.value ?? ""), variable: extended(name.name))
    }
  }

  private func setting(_ setting: Setting) -> Bytecode.Setting {
    Bytecode.Setting(name: setting.name.name, constant: Compiler.constant(of: setting.value) ?? .int(0))
  }

  /// Nil for what is no number or text.
  static func constant(of literal: Literal) -> Bytecode.Constant? {
    switch literal {
    case .integer(let value): .int(value)
    case .float(let digits): .float(NumberText.float(digits.utf8) ?? 0)
    case .text(let text): .text(ByteString(text.value))
    case .bool, .nil: nil
    }
  }

  // MARK: Functions

  /// Gives a function its number, so that it can call itself.
  @discardableResult
  mutating func reserve(_ function: Function, contract: Int?, outer: Int?) -> Int {
    let groups = ([function.parameters] + function.tails.map(\.parameters)).map { list in
      Bytecode.Function.Group(
        types: list.parameters.map { ValueType($0.type.type) }, isVariadic: list.variadic != nil)
    }
    output.functions.append(
      Bytecode.Function(
        name: function.name.name, contract: contract, outer: outer, groups: groups,
        results: function.results.map { ValueType($0.type) }, registerCount: 0, start: 0, end: 0))
    if !function.tails.isEmpty { tailNames[output.functions.count - 1] = function.tails.map(\.name.name) }
    range = function.name.range
    if output.functions.count > 0x10000 || groups.count > 255 { reportTooLarge() }
    return output.functions.count - 1
  }

  mutating func compile(_ function: Function, as number: Int) {
    compile(
      body: function.body, as: number, parameters: [function.parameters] + function.tails.map(\.parameters),
      results: function.results)
  }

  private mutating func compile(
    body: Block, as number: Int, parameters: [ParameterList], results: [TypeReference]
  ) {
    frames.append(CompilerFrame(function: number))
    frame.line = source.line(of: body.range.lower)
    for (group, list) in parameters.enumerated() {
      for parameter in list.parameters {
        let type = ValueType(parameter.type.type)
        // Calls look at texts and integers alone, and not at those of tails.
        _ = frame.declare(parameter.name.name, type, isUnchecked: group > 0 || (type != .string && type != .int))
      }
      if let variadic = list.variadic { _ = frame.declare(variadic.name, .array) }
    }
    if compile(block: body, closing: 0, isCharged: false) {
      frame.line = source.line(of: max(body.range.lower, body.range.upper - 1))
      frame.emit(results.isEmpty ? Instruction(.return) : Instruction(.missingReturn, c: number))
    }
    finish()
  }

  /// Moves the code of the innermost frame to the program.
  private mutating func finish() {
    let frame = frames.removeLast()
    let start = output.code.count
    output.code += frame.code.map(\.word)
    output.lines += frame.lines.map { Bytecode.Line(start: start + $0.start, line: $0.line) }
    output.functions[frame.function].start = start
    output.functions[frame.function].end = output.code.count
    // A call puts its results where its arguments were.
    let function = output.functions[frame.function]
    output.functions[frame.function].registerCount = max(frame.registerCount, function.results.count, 1)
    if frame.registerCount > 0x7FFF { reportTooLarge() }
  }
}
