import PandoContracts
import Testing

/// Every row of `Tests/Vectors/needle-operators.json`, through compiler and machine.
@Suite struct MachineMatrixTests {
  private let vectors = OperatorVectors.read()

  private static let operands: [String: String] = [
    "int": "7", "int0": "0", "float": "2.5", "strnum": "\"12\"", "strfloat": "\"1.5\"", "strabc": "\"abc\"",
    "strempty": "\"\"", "emptied": "\"\"", "true": "true", "false": "false", "money": "Money(100)",
    "bytes": "StringToBytes(\"ab\")", "array": "[1, 2]", "map": "{\"a\": 1}", "nil": "nil", "missing_key": "nil",
  ]

  /// Puts values into an array, out of which they come without the checker knowing their types.
  private func values(_ names: [String]) throws -> String {
    var text = "var box array\n"
    for (index, name) in names.enumerated() {
      text += "box[\(index)] = \(try #require(MachineMatrixTests.operands[name]))\n$v\(index) = box[\(index)]\n"
    }
    return text
  }

  /// What `$result` is.
  private func expect(_ expected: String, _ body: String) throws {
    let compilation = Compiler.compile([ParsedSource(Source(inAction(body)))])
    let bytecode = try #require(compilation.bytecode, "\(TextRenderer.text(compilation.reports))")
    let contract = try #require(try Executable(bytecode).contract("@1A"))
    do {
      let value = try Machine(host: MemoryHost()).start(contract, ValueMap())
      #expect(Vector.show(value) == expected, "\(body)")
    } catch {
      #expect(expected == "!" || expected == "!\(error.message)", "\(body): \(error.message)")
    }
  }

  @Test func operatorsBetweenTwo() throws {
    for (left, operators) in vectors.binary {
      for (sign, results) in operators {
        for (right, expected) in results { try expect(expected, values([left, right]) + "$result = $v0 \(sign) $v1") }
      }
    }
  }

  /// A comparison that decides on a branch is an instruction of its own.
  @Test func comparisonsInConditions() throws {
    for (left, operators) in vectors.binary {
      for sign in ["==", "!=", "<", "<=", ">", ">="] {
        for (right, expected) in try #require(operators[sign]) {
          let body = "if $v0 \(sign) $v1 { $result = true } else { $result = false }"
          try expect(expected, values([left, right]) + body)
          let loop = "$result = false\nwhile $v0 \(sign) $v1 {\n$result = true\nbreak\n}"
          try expect(expected, values([left, right]) + loop)
        }
      }
    }
  }

  @Test func operatorsBeforeOne() throws {
    for (sign, results) in vectors.unary {
      for (name, expected) in results { try expect(expected, values([name]) + "$result = \(sign)$v0") }
    }
  }

  @Test func whatCountsAsTrue() throws {
    for (name, isTrue) in vectors.truth {
      try expect("bool \(isTrue)", values([name]) + "if $v0 { $result = true } else { $result = false }")
    }
  }

  @Test func assignments() throws {
    for (type, results) in vectors.assignment {
      for (name, expected) in results {
        // The observer saw what a host function got, and nil is an empty text there.
        let isNil = ["nil", "missing_key"].contains(name) && expected == "string "
        let body = "var z \(type)\nz = $v0\n$result = z"
        try expect(isNil ? "nil <nil>" : expected, values([name]) + body)
      }
    }
  }
}
