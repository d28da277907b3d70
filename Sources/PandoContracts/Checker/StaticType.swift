/// What is known of a value before the program runs.
enum StaticType: Hashable, Sendable {
  /// Nothing.
  case unknown
  case `nil`
  /// Of this type; or nil, if a variable was given it.
  case value(ValueType)

  init(_ type: ValueType?) { self = type.map { .value($0) } ?? .unknown }

  /// All that a value can be.
  private static let exact: [StaticType] = [.nil] + ValueType.allCases.map { .value($0) }

  private var possibilities: [StaticType] { self == .unknown ? StaticType.exact : [self] }

  /// How a message calls it.
  var text: String {
    switch self {
    case .unknown: "a value"
    case .nil: "nil"
    case .value(let type): "`\(type.rawValue)`"
    }
  }

  /// What `left operator right` gives; nil when it always ends with an error.
  static func result(_ binaryOperator: BinaryOperator, _ left: StaticType, _ right: StaticType) -> StaticType? {
    var results: Set<StaticType> = []
    for left in left.possibilities {
      for right in right.possibilities {
        if let result = exactResult(binaryOperator, left, right) { results.insert(result) }
      }
    }
    return results.count > 1 ? .unknown : results.first
  }

  /// What `operator operand` gives; nil when it always ends with an error.
  static func result(_ unaryOperator: UnaryOperator, _ operand: StaticType) -> StaticType? {
    switch (unaryOperator, operand) {
    case (.not, _): .value(.bool)
    case (.minus, .unknown), (.minus, .value(.int)), (.minus, .value(.float)): operand
    case (.minus, _): nil
    }
  }

  /// The matrix of the reference, with exact types on both sides.
  private static func exactResult(
    _ binaryOperator: BinaryOperator, _ left: StaticType, _ right: StaticType
  ) -> StaticType? {
    switch binaryOperator {
    case .or, .and: return .value(.bool)
    case .equal, .notEqual:
      let hasNil = left == .nil || right == .nil
      let areBools = left == .value(.bool) && right == .value(.bool)
      return hasNil || areBools || isComparable(left, right) ? .value(.bool) : nil
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return isComparable(left, right) ? .value(.bool) : nil
    case .add, .subtract, .multiply, .divide: return sum(binaryOperator, left, right)
    }
  }

  private static func isComparable(_ left: StaticType, _ right: StaticType) -> Bool {
    switch (left, right) {
    case (.value(.float), _), (.value(.int), .value(.int)), (.value(.int), .value(.float)): true
    case (.value(.string), .value(.int)), (.value(.string), .value(.float)), (.value(.string), .value(.string)),
      (.value(.string), .value(.money)):
      true
    case (.value(.money), .value(.int)), (.value(.money), .value(.float)), (.value(.money), .value(.string)),
      (.value(.money), .value(.money)):
      true
    default: false
    }
  }

  private static func sum(_ binaryOperator: BinaryOperator, _ left: StaticType, _ right: StaticType) -> StaticType? {
    guard case .value(let left) = left, case .value(let right) = right else { return nil }
    if left == .money, right == .money { return .value(.money) }
    if left == .string, right == .string { return binaryOperator == .add ? .value(.string) : nil }
    let numeric: [ValueType] = [.int, .float, .string]
    guard numeric.contains(left), numeric.contains(right) else { return nil }
    return .value(left == .float || right == .float ? .float : .int)
  }

  /// Whether a variable of this type can be given a value. Money takes what can be converted.
  func canBeAssigned(to type: ValueType) -> Bool {
    switch (self, type) {
    case (.unknown, _): true
    case (.nil, .money): false
    case (.nil, _): true
    case (.value(.int), .money), (.value(.float), .money), (.value(.string), .money): true
    case (.value(let own), _): own == type
    }
  }
}
