/// What must hold for any bytes that a stranger may send: checks for fuzzers, which are a package of their own and see
/// nothing else of this one. A check traps when its rule is broken.
public enum InputCheck: String, CaseIterable, Sendable {
  /// Any bytes have tokens, a tree and findings; what can be read is printed in a form that is read as the same.
  case source
  /// Any bytes are a condition, or refused as one.
  case expression
  /// Any bytes are refused as bytecode, or are the one form of a program that ends within its limits.
  case bytecode
  /// A source without errors becomes bytecode that is accepted, and runs within its limits.
  case program
  /// Texts, numbers, JSON, formats and regular expressions are read or refused, and read as they were written.
  case values

  /// Holds the bytes against the rule.
  public func run(_ bytes: [UInt8]) {
    switch self {
    case .source: InputCheck.checkSource(bytes)
    case .expression: InputCheck.checkExpression(bytes)
    case .bytecode: InputCheck.checkBytecode(bytes)
    case .program: InputCheck.checkProgram(bytes)
    case .values: InputCheck.checkValues(bytes)
    }
  }

  // MARK: Sources

  private static func checkSource(_ bytes: [UInt8]) {
    let source = Source(name: "fuzz", bytes: bytes)
    let tokens = Lexer.tokens(of: source).list.tokens
    precondition(tokens.last?.kind == .end, "The last token is the end.")
    for (token, next) in zip(tokens, tokens.dropFirst()) {
      precondition(token.range.upper <= next.range.lower, "Tokens follow one another.")
    }
    let parsed = ParsedSource(source)
    precondition(
      !TextRenderer.text(Checker.check([parsed])).isEmpty || !parsed.diagnostics.hasErrors, "Errors are told.")
    guard !parsed.diagnostics.hasErrors else { return }
    let text = Printer.text(parsed.tree)
    let again = ParsedSource(Source(name: "fuzz", text))
    // Indentation may take a source beyond its largest size.
    guard text.utf8.count <= FrontEndLimits.standard.sourceByteCountMax else { return }
    precondition(!again.diagnostics.hasErrors, "What is printed can be read.")
    precondition(Printer.text(again.tree) == text, "What is in form stays as it is.")
  }

  private static func checkExpression(_ bytes: [UInt8]) {
    let parsed = ParsedExpression(Source(name: "fuzz", bytes: bytes))
    let isStored = (try? StoredCondition.check(ByteString(bytes))) != nil
    precondition(!isStored || !parsed.diagnostics.hasErrors, "What may be stored can be read.")
  }

  // MARK: Programs

  private static func checkBytecode(_ bytes: [UInt8]) {
    guard let bytecode = try? Bytecode(decoding: bytes) else { return }
    precondition(bytecode.encoded == bytes, "Bytes were accepted that are not the one form.")
    guard let executable = try? Executable(bytecode) else { return }
    run(executable)
  }

  private static func checkProgram(_ bytes: [UInt8]) {
    guard let bytecode = Compiler.compile([ParsedSource(Source(name: "fuzz", bytes: bytes))]).bytecode else { return }
    guard let executable = try? Executable(bytecode) else {
      preconditionFailure("What the compiler makes is accepted.")
    }
    precondition((try? Bytecode(decoding: bytecode.encoded)) == bytecode, "Bytecode is read as it was written.")
    run(executable)
  }

  private static let limits = {
    var limits = MachineLimits()
    limits.fuelMax = 200_000
    limits.memoryMax = 4 << 20
    limits.registerMax = 1 << 12
    limits.callDepthMax = 100
    return limits
  }()

  private static func run(_ executable: Executable) {
    for contract in executable.allContracts.prefix(4) {
      let host = MemoryHost()
      host.facts.block = BlockFacts(height: 1, time: 0)
      host.programs = [executable]
      let machine = Machine(host: host, limits: limits)
      // A result is one, an error another; neither may trap, hang or take more than there is.
      _ = try? machine.start(contract, ValueMap())
      precondition(machine.fuelLeft >= 0, "A run takes no more fuel than it has.")
    }
  }

  // MARK: Values

  private static func checkValues(_ bytes: [UInt8]) {
    let head = Array(bytes.prefix { $0 != 0 })
    let tail = Array(bytes.dropFirst(head.count + 1))
    checkNumbers(bytes)
    if let value = try? JSONReader.value(of: bytes) { checkJSON(value) }
    if let expression = try? RegularExpression(head), expression.instructionCount * tail.count < 1 << 20 {
      _ = expression.matches(tail)
    }
    _ = try? FormatWriter.text(head, [.string(ByteString(tail)), 7, .float(-2.5), .nil], byteCountMax: 1 << 16)
    _ = GoLayout.text(bytes, CivilTime(unixSeconds: Int64(truncatingIfNeeded: tail.hashSum)))
    if case .success(let decoded) = Base64.decode(bytes) {
      precondition(Base64.decode(Base64.encode(decoded)) == .success(decoded), "Base 64 is read as it was written.")
    }
    let parts = ByteText.split(head, by: tail).map { head[$0] }
    precondition(Array(parts.joined(separator: tail)) == head, "Parts with separators are the whole.")
  }

  private static func checkNumbers(_ bytes: [UInt8]) {
    if let float = NumberText.float(bytes), !float.isNaN {
      let text = Array(FloatText.shortest(float).utf8)
      precondition(NumberText.float(text)?.bitPattern == float.bitPattern, "A float is read as it was written.")
    }
    if let decimal = try? Decimal(bytes) {
      let again = try? Decimal(decimal.description)
      precondition(again.map { !($0 < decimal) && !(decimal < $0) } == true, "A decimal is read as it was written.")
    }
    if let seconds = CivilTime.unixSeconds(bytes) {
      let text = GoLayout.text(GoLayout.dateTime, CivilTime(unixSeconds: seconds))
      precondition(CivilTime.unixSeconds(text) == seconds, "A moment is read as it was written.")
    }
  }

  private static func checkJSON(_ value: Value) {
    func text(_ value: Value) -> [UInt8]? {
      var writer = JSONWriter(byteCountMax: 1 << 26)
      return (try? writer.write(value)).map { writer.bytes }
    }
    guard let first = text(value), let again = try? JSONReader.value(of: first) else {
      preconditionFailure("What was read can be written and read.")
    }
    precondition(text(again) == first, "JSON is read as it was written.")
  }
}

extension [UInt8] {
  /// Some number that follows from the bytes.
  fileprivate var hashSum: UInt64 { reduce(0) { ($0 &* 31) &+ UInt64($1) } }
}
