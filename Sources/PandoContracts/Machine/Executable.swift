/// Bytecode that has been found to hold together; only that runs.
///
/// The machine trusts what is promised here and looks at nothing twice: instructions name registers, constants and
/// functions that there are, jumps stay in their function, and no function is left but by `return` or an error. Types
/// of values are no part of it: every instruction looks at the tags of what it is given.
///
/// SAFETY: nothing changes after `init`; what the pointers lead to lives as long as this does.
@safe package final class Executable: @unchecked Sendable {
  /// What a call needs to know, at hand.
  @unsafe struct Entry {
    let start: UnsafePointer<UInt64>
    let registerCount: Int
    let parameterCount: Int
  }

  package let bytecode: Bytecode
  let code: UnsafePointer<UInt64>
  let constants: UnsafePointer<Slot>
  let entries: UnsafePointer<Entry>
  /// Contracts by their full names.
  private let contracts: [Name: Int]
  /// The numbers of `$` variables.
  private let variables: [Name: Int]

  /// Checks the bytecode.
  package init(_ bytecode: Bytecode) throws(InvalidBytecode) {
    try Validator.check(bytecode)
    self.bytecode = bytecode
    let code = UnsafeMutablePointer<UInt64>.allocate(capacity: max(bytecode.code.count, 1))
    unsafe code.initialize(from: bytecode.code, count: bytecode.code.count)
    let constants = UnsafeMutablePointer<Slot>.allocate(capacity: max(bytecode.constants.count, 1))
    for (index, constant) in bytecode.constants.enumerated() {
      if case .text(let text) = constant { text.storage.share() }
      unsafe (constants + index).initialize(to: Slot(constant.value))
    }
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: max(bytecode.functions.count, 1))
    for (index, function) in bytecode.functions.enumerated() {
      let entry = unsafe Entry(
        start: UnsafePointer(code + function.start), registerCount: function.registerCount,
        parameterCount: function.parameterCount)
      unsafe (entries + index).initialize(to: entry)
    }
    unsafe self.code = UnsafePointer(code)
    unsafe self.constants = UnsafePointer(constants)
    unsafe self.entries = UnsafePointer(entries)
    contracts = Dictionary(
      bytecode.contracts.enumerated().map { ($0.element.fullName, $0.offset) }, uniquingKeysWith: { first, _ in first })
    variables = Dictionary(
      bytecode.variables.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  deinit {
    for index in bytecode.constants.indices { unsafe constants[index].release() }
    unsafe code.deallocate()
    unsafe constants.deallocate()
    unsafe entries.deallocate()
  }

  /// The contract with this full name; nil when it is not in here.
  package func contract(_ fullName: Name) -> CompiledContract? {
    contracts[fullName].map { CompiledContract(executable: self, index: $0) }
  }

  /// The number of a `$` variable that the program names.
  func variable(_ name: Name) -> Int? { variables[name] }

  /// The contracts, in the order of their sources.
  package var allContracts: [CompiledContract] {
    bytecode.contracts.indices.map { CompiledContract(executable: self, index: $0) }
  }

  /// The line of an instruction.
  package func line(at position: Int) -> Int {
    var low = 0
    var high = bytecode.lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if bytecode.lines[middle].start <= position { low = middle } else { high = middle }
    }
    return bytecode.lines.isEmpty ? 0 : bytecode.lines[low].line
  }

  /// The function that an instruction is in.
  func function(at position: Int) -> Bytecode.Function? {
    bytecode.functions.first { $0.start <= position && position < $0.end }
  }
}

extension Bytecode.Constant {
  /// The value; texts share their storage.
  package var value: Value {
    switch self {
    case .int(let value): .int(value)
    case .float(let value): .float(value)
    case .text(let value): .string(value)
    case .emptyBytes: .bytes(ByteString())
    case .zeroMoney: .money(.zero)
    }
  }
}

/// A contract that can be run.
package struct CompiledContract: Sendable {
  package let executable: Executable
  let index: Int

  package var declaration: Bytecode.Contract { executable.bytecode.contracts[index] }
  package var fullName: Name { declaration.fullName }
}
