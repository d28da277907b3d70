import Foundation
import PandoContracts
import Testing

/// Operators and assignments against what the machine of the reference was observed to do, value for value
/// (`Tests/Vectors/needle-operators.json`).
@Suite struct ValuesOperatorTests {
  private let vectors = OperatorVectors.read()

  private func operand(_ name: String) throws -> Value {
    switch name {
    case "int": 7
    case "int0": 0
    case "float": .float(2.5)
    case "strnum": "12"
    case "strfloat": "1.5"
    case "strabc": "abc"
    case "strempty", "emptied": ""
    case "true": true
    case "false": false
    case "money": .money(Money(100))
    case "bytes": .bytes("ab")
    case "array": .array(ValueArray([1, 2] as [Value]))
    case "map": .map(ValueMap([("a", 1)]))
    case "nil", "missing_key": .nil
    default: throw Fault(.name, "There is no operand \(name).")
    }
  }

  /// `!` and a text is that error, `!` alone any.
  private func expect(_ expected: String, _ what: String, _ evaluate: () throws(Fault) -> Value) {
    do {
      let value = try evaluate()
      #expect(Vector.show(value) == expected, "\(what)")
    } catch {
      #expect(expected == "!" || expected == "!\(error.message)", "\(what) gives \(error.message)")
    }
  }

  @Test func operatorsBetweenTwo() throws {
    var count = 0
    for (leftName, operators) in vectors.binary {
      for (spelling, results) in operators {
        let binary = try #require(BinaryOperator(rawValue: spelling))
        for (rightName, expected) in results {
          count += 1
          let (left, right) = (try operand(leftName), try operand(rightName))
          expect(expected, "\(leftName) \(spelling) \(rightName)") { () throws(Fault) in
            try Operators.apply(binary, left, right)
          }
        }
      }
    }
    #expect(count == 3024)
  }

  @Test func operatorsBeforeOne() throws {
    for (spelling, results) in vectors.unary {
      let unary = try #require(UnaryOperator(rawValue: spelling))
      for (name, expected) in results {
        let value = try operand(name)
        expect(expected, "\(spelling)\(name)") { () throws(Fault) in try Operators.apply(unary, value) }
      }
    }
  }

  @Test func whatCountsAsTrue() throws {
    #expect(vectors.truth.count == 16)
    for (name, isTrue) in vectors.truth { #expect(try operand(name).isTrue == isTrue, "\(name)") }
  }

  @Test func assignments() throws {
    #expect(vectors.assignment.count == 10)
    for (typeName, results) in vectors.assignment {
      let type = ValueType(try #require(DeclaredType(rawValue: typeName)))
      for (name, expected) in results {
        let value = try operand(name)
        // The observer saw what a host function got, and nil is an empty text there.
        let seen = expected == "string " && typeName != "string" ? "nil <nil>" : expected
        let isNil = if case .nil = value { true } else { false }
        expect(isNil && expected == "string " ? "nil <nil>" : seen, "\(name) to \(typeName)") { () throws(Fault) in
          try Operators.assign(value, to: type, variable: "z")
        }
      }
    }
  }

  @Test func integersWrapAroundAndNothingTraps() throws {
    let least = Value.int(.min)
    #expect(Vector.show(try Operators.apply(.divide, least, -1)) == "int64 \(Int64.min)")
    #expect(Vector.show(try Operators.apply(.minus, least)) == "int64 \(Int64.min)")
    #expect(Vector.show(try Operators.apply(.multiply, least, -1)) == "int64 \(Int64.min)")
    #expect(Vector.show(try Operators.apply(.add, .int(.max), 1)) == "int64 \(Int64.min)")
    #expect(Vector.show(try Operators.apply(.subtract, least, 1)) == "int64 \(Int64.max)")
  }

  @Test func floatsThatAreNoNumberCompareAsTheReferenceCompiles() throws {
    let none = Value.float(.nan)
    for (binary, result) in [(BinaryOperator.less, false), (.greater, false), (.lessOrEqual, true), (.equal, false)] {
      #expect(Vector.show(try Operators.apply(binary, none, 1)) == "bool \(result)")
    }
    #expect(throws: Fault.self) { try Operators.assign(none, to: .money, variable: "m") }
    #expect(throws: Fault.self) { try Operators.assign(.float(.infinity), to: .money, variable: "m") }
  }
}
