/// What a value is when a program runs. Several declared types are one here: an `address` is an `int`, a `file` is a
/// `map`.
package enum ValueType: String, Hashable, Sendable, CaseIterable {
  case bool, bytes, int, array, map, money, float, string

  package init(_ declared: DeclaredType) {
    switch declared {
    case .bool: self = .bool
    case .bytes: self = .bytes
    case .int, .address: self = .int
    case .array: self = .array
    case .map, .file: self = .map
    case .money: self = .money
    case .float: self = .float
    case .string: self = .string
    }
  }
}
