/// A call of a built-in function, as the function sees it.
///
/// Arguments have been counted; their types have not been looked at: `int(0)` and the like do that, and throw. Charge
/// for what grows with the arguments, before it is done.
package struct BuiltinCall {
  package let builtin: Builtin
  /// Those of the parameters, and then, one by one, those in surplus that a variadic function takes.
  package internal(set) var arguments: [Value]
  /// For each tail of the signature, its arguments if it was called.
  package internal(set) var tails: [[Value]?]
  /// The run that it is part of.
  package let run: any RunContext

  package init(_ builtin: Builtin, _ arguments: [Value], tails: [[Value]?] = [], run: any RunContext) {
    self.builtin = builtin
    self.arguments = arguments
    self.tails = tails
    self.run = run
  }

  package var host: any Host { run.host }

  /// The arguments behind those of the parameters.
  package var rest: ArraySlice<Value> { arguments[builtin.signature.parameters.count...] }

  /// The arguments of a tail; nil when it was not called.
  package func tail(_ name: Name) -> [Value]? {
    builtin.signature.tails.firstIndex { $0.name == name }.flatMap { tails.indices.contains($0) ? tails[$0] : nil }
  }

  // MARK: Arguments of a type

  package func bool(_ index: Int) throws(Fault) -> Bool {
    guard case .bool(let value) = arguments[index] else { throw mismatch(index, .bool) }
    return value
  }

  package func int(_ index: Int) throws(Fault) -> Int64 {
    guard case .int(let value) = arguments[index] else { throw mismatch(index, .int) }
    return value
  }

  package func float(_ index: Int) throws(Fault) -> Float64 {
    guard case .float(let value) = arguments[index] else { throw mismatch(index, .float) }
    return value
  }

  package func money(_ index: Int) throws(Fault) -> Money {
    guard case .money(let value) = arguments[index] else { throw mismatch(index, .money) }
    return value
  }

  /// Nil counts as an empty text.
  package func string(_ index: Int) throws(Fault) -> ByteString {
    switch arguments[index] {
    case .string(let value): return value
    case .nil: return ByteString()
    default: throw mismatch(index, .string)
    }
  }

  package func bytes(_ index: Int) throws(Fault) -> ByteString {
    guard case .bytes(let value) = arguments[index] else { throw mismatch(index, .bytes) }
    return value
  }

  package func array(_ index: Int) throws(Fault) -> ValueArray {
    guard case .array(let value) = arguments[index] else { throw mismatch(index, .array) }
    return value
  }

  package func map(_ index: Int) throws(Fault) -> ValueMap {
    guard case .map(let value) = arguments[index] else { throw mismatch(index, .map) }
    return value
  }

  /// That an argument has not the type of its parameter.
  package func mismatch(_ index: Int, _ type: ValueType) -> Fault {
    Fault(.type, "\(builtin.name): using \(arguments[index].typeText) as type \(type.runtimeText)")
  }

  // MARK: Fuel

  package func charge(_ fuel: Int) throws(Fault) { try run.charge(fuel) }
  /// For bytes that are copied, compared or looked at.
  package func charge(bytes count: Int) throws(Fault) { try run.charge(count / run.schedule.bytesPerFuel) }
  /// For elements that are copied, compared or looked at.
  package func charge(elements count: Int) throws(Fault) { try run.charge(count / run.schedule.elementsPerFuel) }
}

/// What a built-in function reaches of the run that calls it. The machine is one.
package protocol RunContext: FuelMeter {
  var host: any Host { get }
  var limits: MachineLimits { get }
  var schedule: FuelSchedule { get }
  var fuelLeft: Int { get }
  var memory: Memory { get }
  /// How many random numbers the transaction has drawn.
  var drawCount: UInt64 { get set }
  /// The full names of the contracts that are active, the first called first.
  var activeContracts: [Name] { get }

  /// A `$` variable of the contract that runs, or a system variable; nil when nothing has set it.
  func variable(_ name: Name) -> Value?
  /// The result of a contract, by a name that counts in the ecosystem of the sources, with its fields by name.
  func call(contract name: Name, _ fields: ValueMap) throws(Fault) -> Value
  /// Runs the `conditions` of a contract with `$` variables and fuel of its own.
  /// - Returns: false when there is no such contract.
  func checkConditions(ofContract fullName: Name) throws(Fault) -> Bool
  /// Whether a condition, such as `ContractAccess("A")`, holds; with fuel of its own. An empty one does.
  func evaluate(condition: ByteString) throws(Fault) -> Bool
  /// A setting of a contract with this full name; nil when it has none with this name.
  func setting(_ name: Name, of fullName: Name) throws(Fault) -> Value?
}

extension Builtin {
  /// Carries out a call. Functions without a result give nil.
  package typealias Implementation = @Sendable (inout BuiltinCall) throws(Fault) -> Value

  /// The implementations by name, each with its family in a file of its own beside this one.
  package static let implementations: [Name: Implementation] = Dictionary(
    families.flatMap { $0 }, uniquingKeysWith: { first, _ in first })

  private static let families: [[(Name, Implementation)]] = [
    TextFunctions.all, NumberFunctions.all, CollectionFunctions.all, KeyFunctions.all, TimeFunctions.all,
    ReadingFunctions.all, WritingFunctions.all, RightFunctions.all, ContractFunctions.all, CommandFunctions.all,
  ]
}
