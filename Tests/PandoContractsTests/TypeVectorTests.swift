import Foundation
import PandoContracts
import Testing

/// The checker against what the machine of the reference was observed to do (`Tests/Vectors/needle-types.json`).
@Suite struct TypeVectorTests {
  private struct Vectors: Decodable {
    struct Binary: Decodable {
      let left, `operator`, right: String
      let result: String?
    }
    struct Unary: Decodable {
      let `operator`, operand: String
      let result: String?
    }
    struct Assignment: Decodable {
      let variable, value: String
      let holds: Bool
    }
    let binary: [Binary]
    let unary: [Unary]
    let assignment: [Assignment]
  }

  private let vectors: Vectors
  private static let types = ValueType.allCases.map(\.rawValue)

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    vectors = try JSONDecoder().decode(
      Vectors.self, from: Data(contentsOf: root.appending(path: "Vectors/needle-types.json")))
  }

  /// A value of a type, with the declarations that it needs.
  private func declaration(_ name: String, _ type: String) -> String {
    type == "nil" ? "" : "var \(name) \(type)\n"
  }

  private func operand(_ name: String, _ type: String) -> String { type == "nil" ? "nil" : name }

  /// The codes for assigning `expression` to a new variable of each type.
  private func errors(_ declarations: String, _ expression: String, to type: String) -> [DiagnosticCode] {
    findings("func f() {\n\(declarations)var r \(type)\nr = \(expression)\n$x = r\n}")
      .filter { $0.severity == .error || $0 == .nilOnlyComparison }
  }

  private func expect(_ declarations: String, _ expression: String, gives result: String?) {
    guard let result else {
      let found = errors(declarations, expression, to: "bool")
      #expect(
        found.contains(.operandType) || found.contains(.nilOnlyComparison), "\(declarations)\(expression): \(found)")
      return
    }
    for type in TypeVectorTests.types {
      let isHeld = type == result || (type == "money" && ["int", "float", "string"].contains(result))
      #expect(
        errors(declarations, expression, to: type) == (isHeld ? [] : [.assignedType]),
        "\(declarations)\(expression) is \(result), to \(type)")
    }
  }

  @Test func operatorsBetweenTwo() {
    #expect(vectors.binary.count == 12 * 9 * 9)
    for row in vectors.binary {
      expect(
        declaration("a", row.left) + declaration("b", row.right),
        "\(operand("a", row.left)) \(row.operator) \(operand("b", row.right))", gives: row.result)
    }
  }

  @Test func operatorsBeforeOne() {
    #expect(vectors.unary.count == 2 * 9)
    for row in vectors.unary {
      expect(declaration("a", row.operand), "\(row.operator)\(operand("a", row.operand))", gives: row.result)
    }
  }

  @Test func assignments() {
    #expect(vectors.assignment.count == 10 * 9)
    for row in vectors.assignment {
      let found = errors(declaration("a", row.value), operand("a", row.value), to: row.variable)
      #expect(found.isEmpty == row.holds, "\(row.value) to \(row.variable): \(found)")
    }
  }
}
