/// Sources that were compiled together. A value: it can be stored, sent and compared. ``Executable`` is what runs.
package struct Bytecode: Hashable, Sendable {
  package static let version = 1

  /// `$` variables that a program may name: each call of a contract makes them all.
  package static let variableCountMax = 4096

  package enum Constant: Hashable, Sendable {
    case int(Int64)
    case float(Float64)
    case text(ByteString)
    case emptyBytes
    case zeroMoney
  }

  package struct Function: Hashable, Sendable {
    package struct Group: Hashable, Sendable {
      /// Nil is checked nowhere.
      package var types: [ValueType]
      /// Whether one more parameter takes the rest as an array.
      package var isVariadic: Bool

      package init(types: [ValueType], isVariadic: Bool) {
        self.types = types
        self.isVariadic = isVariadic
      }

      package var registerCount: Int { types.count + (isVariadic ? 1 : 0) }
    }

    package var name: Name
    /// The contract it is in.
    package var contract: Int?
    /// The function it is in.
    package var outer: Int?
    /// What it takes, and then its tails, in registers from 0 on.
    package var groups: [Group]
    package var results: [ValueType]
    package var registerCount: Int
    /// The first of its instructions, and the one behind the last.
    package var start: Int
    package var end: Int

    package init(
      name: Name, contract: Int? = nil, outer: Int? = nil, groups: [Group], results: [ValueType], registerCount: Int,
      start: Int, end: Int
    ) {
      self.name = name
      self.contract = contract
      self.outer = outer
      self.groups = groups
      self.results = results
      self.registerCount = registerCount
      self.start = start
      self.end = end
    }

    package var parameterCount: Int { groups.reduce(0) { $0 + $1.registerCount } }
  }

  package struct Field: Hashable, Sendable {
    package var name: Name
    package var type: DeclaredType
    package var isOptional: Bool
    package var tags: ByteString
    /// Of the `$` variable.
    package var variable: Int
  }

  package struct Setting: Hashable, Sendable {
    package var name: Name
    package var constant: Constant
  }

  package struct Contract: Hashable, Sendable {
    package var fullName: Name
    /// Without the ecosystem.
    package var plainName: Name
    package var fields: [Field]
    package var settings: [Setting]
    /// Functions; nil where the contract has none.
    package var conditions: Int?
    package var action: Int?
    /// Functions and sections that it declares.
    package var functionCount: Int
  }

  /// From which instruction on which line is meant.
  package struct Line: Hashable, Sendable {
    package var start: Int
    package var line: Int
  }

  package var schedule = FuelSchedule.standard
  /// The ecosystem that owns the sources.
  package var ecosystem = 1
  package var code: [UInt64] = []
  package var constants: [Constant] = []
  package var functions: [Function] = []
  package var contracts: [Contract] = []
  /// The names of `$` variables; the first is `result`.
  package var variables: [Name] = [SystemVariable.result]
  package var lines: [Line] = []

  package init() {}
}
