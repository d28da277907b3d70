/// What the machine of the reference was observed to do with operators and assignments, value for value.
struct OperatorVectors: Decodable {
  /// Left operand, operator, right operand.
  let binary: [String: [String: [String: String]]]
  let unary: [String: [String: String]]
  let truth: [String: Bool]
  let assignment: [String: [String: String]]

  static func read() -> OperatorVectors { Vector.read("needle-operators.json") }
}
