import PandoContracts

/// What commands that run contracts do with sources.
enum ContractSources {
  /// Compiles sources, or says what is wrong with them and ends the command.
  static func executable(_ files: [String], ecosystem: Int) throws -> Executable {
    var options = CheckerOptions()
    options.ecosystem = ecosystem
    let sources = try files.map { ParsedSource(Source(name: $0, bytes: try Files.bytes(of: $0))) }
    let compilation = Compiler.compile(sources, options: options)
    guard let bytecode = compilation.bytecode else {
      print(ContractCheck.text(compilation.reports))
      throw Failure.silent(.refused)
    }
    return try Executable(bytecode)
  }

  /// The contract with a name of the sources.
  static func contract(_ name: String, in executable: Executable, ecosystem: Int) -> CompiledContract? {
    executable.allContracts.first { $0.fullName == Name(name) || $0.declaration.plainName == Name(name) }
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
