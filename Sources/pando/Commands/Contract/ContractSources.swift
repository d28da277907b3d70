import PandoContracts

/// What commands that run contracts do with sources.
enum ContractSources {
  /// Compiles sources, or says what is wrong with them and ends the command.
  static func executable(
    _ files: [String], ecosystem: Int, schedule: FuelSchedule = .standard
  ) throws -> Executable {
    try Executable(bytecode(of: try parsed(files), ecosystem: ecosystem, schedule: schedule))
  }

  /// Sources in which there is no error; says what is wrong with others and ends the command.
  static func checked(_ files: [String], ecosystem: Int) throws -> [ParsedSource] {
    let sources = try parsed(files)
    _ = try bytecode(of: sources, ecosystem: ecosystem, schedule: .standard)
    return sources
  }

  private static func parsed(_ files: [String]) throws -> [ParsedSource] {
    try files.map { ParsedSource(Source(name: $0, bytes: try ContractSources.bytes(of: $0))) }
  }

  private static func bytecode(
    of sources: [ParsedSource], ecosystem: Int, schedule: FuelSchedule
  ) throws -> Bytecode {
    let compilation = Compiler.compile(sources, options: options(ecosystem), schedule: schedule)
    guard let bytecode = compilation.bytecode else {
      print(ContractCheck.text(compilation.reports))
      throw Failure.silent(.refused)
    }
    return bytecode
  }

  /// The bytes of a source or a world. What is larger than any is not even read.
  static func bytes(of path: String) throws(Failure) -> [UInt8] { try Files.bytes(of: path, countMax: 16 << 20) }

  static func options(_ ecosystem: Int) -> CheckerOptions {
    var options = CheckerOptions()
    options.ecosystem = ecosystem
    return options
  }

  /// The world that a file describes; an empty one when there is none.
  static func world(_ path: String?) throws -> MemoryHost {
    guard let path else { return MemoryHost() }
    let text = ByteString(try ContractSources.bytes(of: path))
    return try explained { () throws(Fault) in try MemoryHost(json: text) }
  }

  /// The contract with a name of the sources: `Name` is that of their ecosystem, or the only one called so.
  static func contract(_ name: String, in executable: Executable, ecosystem: Int) -> CompiledContract? {
    if let contract = executable.contract(options(ecosystem).fullName(Name(name))) { return contract }
    let others = executable.allContracts.filter { $0.declaration.plainName == Name(name) }
    return others.count == 1 ? others[0] : nil
  }

  /// The prices and limits of a world.
  static func rules(of world: MemoryHost) throws -> RunRules {
    try explained { () throws(Fault) in try RunRules(of: world) }
  }

  /// Prints a fault of what the user gave, and ends the command.
  static func explained<Result>(_ body: () throws(Fault) -> Result) throws -> Result {
    do throws(Fault) {
      return try body()
    } catch {
      print(error.text)
      throw Failure.silent(.refused)
    }
  }
}
