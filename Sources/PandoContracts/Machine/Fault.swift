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
    /// A function, or the full name of a contract.
    package let name: Name
    package let line: Int

    package init(name: Name, line: Int) {
      self.name = name
      self.line = line
    }
  }

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
