/// What ends a run.
package struct Fault: Error {
  /// What it is, for programs; texts are for people and clients.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// `error`, `warning` and `info`: the contract itself wanted it.
    case error, warning, info
    /// A limit.
    case fuel, memory, depth, size
    /// A value that an operator, a variable or a function has no use for.
    case type, value
    case arithmetic, index
    /// Something with that name does not exist, or must not be used.
    case name, access
    /// Something that the host says.
    case host
    /// The bytecode does not hold together. Compiled programs never say that.
    case program
  }

  /// A place that the run came through.
  package struct Place: Hashable, Sendable {
    /// Its full name; nil for functions of the top level.
    package let contract: Name?
    /// A function, a section or a built-in function.
    package let function: Name
    /// 0 for a built-in function.
    package let line: Int

    package init(contract: Name?, function: Name, line: Int) {
      self.contract = contract
      self.function = function
      self.line = line
    }
  }

  /// Places that a trace has at most.
  package static let traceMax = 100

  package let code: Code
  /// Without a place.
  package let message: ByteString
  /// The innermost place first.
  package var trace: [Place] = []

  package init(_ code: Code, _ message: ByteString) {
    self.code = code
    self.message = message
  }

  /// For messages that are put together.
  package init(_ code: Code, _ message: String) { self.init(code, ByteString(message)) }

  package static let outOfFuel = Fault(.fuel, "runtime cost limit overflow")
  package static let outOfMemory = Fault(.memory, "Memory limit exceeded")
  package static let tooDeep = Fault(.depth, "max call depth")
  package static let dividedByZero = Fault(.arithmetic, "divided by zero")
  package static let unsupportedOperands = Fault(.type, "unsupported combination of types in the operator")
}
