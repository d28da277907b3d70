import Foundation
import Testing
import pando

/// Contracts that would take all there is, through the program as a person runs it: each ends with its error, within
/// its limits, and the memory of the process has an end.
@Suite struct HostileContractTests {
  /// A contract `A`, and what comes of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// What stands in its action.
    let action: String
    var functions = ""
    /// What is printed begins with this.
    let wanted: String

    var testDescription: String { name }
    var source: String { "\(functions)\ncontract A {\n  action {\n    \(action)\n  }\n}\n" }

    /// The answer to an error that no contract meant.
    static func panic(_ text: String) -> String { "{\"type\":\"panic\",\"error\":\"\(text)" }
  }

  static let cases = [
    Case(
      name: "a loop", action: "var i int\n while true { i = i + 1 }", wanted: Case.panic("runtime cost limit overflow ")
    ),
    Case(
      name: "recursion", action: "f(1)", functions: "func f(n int) { if n > 0 { f(n + 1) } }",
      wanted: Case.panic("max call depth ")),
    Case(
      name: "a text that doubles", action: "var s string\n s = `x`\n while true { s = s + s }",
      wanted: Case.panic("Memory limit exceeded ")),
    Case(
      name: "a text that grows", action: "var s string\n while true { s = s + `0123456789abcdef` }",
      wanted: Case.panic("runtime cost limit overflow ")),
    Case(
      name: "an array", action: "var a array\n var i int\n while true { a[i] = i\n i = i + 1 }",
      wanted: Case.panic("the index is out of range ")),
    Case(
      name: "arrays of arrays",
      action: "var a array\n var i int\n while true { var b array\n b[10000] = 1\n a[i] = b\n i = i + 1 }",
      wanted: Case.panic("Memory limit exceeded ")),
    Case(
      name: "a map", action: "var m map\n var i int\n while true { m[Str(i)] = i\n i = i + 1 }",
      wanted: Case.panic("the maxumim length of map ")),
    Case(
      name: "amounts",
      action: """
        var a array
        var m money
        var i int
        m = Money(2)
        while i < 9 { m = m * m
          i = i + 1 }
        i = 0
        while true { a[i] = m + m
          i = i + 1 }
        """, wanted: Case.panic("Memory limit exceeded ")),
    Case(
      name: "arrays that hold one another twice",
      action: "var a, b array\n var i int\n while i < 60 { b = [a, a]\n a = b\n i = i + 1 }",
      wanted: Case.panic("runtime cost limit overflow ")),
    Case(
      name: "conditions without end",
      action: "var i int\n while true { i = i + 1\n CheckCondition(Str(i) + ` == 0`) }",
      wanted: Case.panic("runtime cost limit overflow ")),
    Case(
      name: "brackets 100,000 deep",
      action: "$result = " + String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000),
      wanted: "a.sim:4:"),
    Case(
      name: "arrays 100,000 deep",
      action: "$result = " + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
      wanted: "a.sim:4:"),
    Case(
      name: "blocks 100,000 deep",
      action: String(repeating: "if true {", count: 100_000) + String(repeating: "}", count: 100_000),
      wanted: "a.sim:4:"),
    Case(
      name: "a division of integers by zero", action: "var z int\n $result = 1 / z",
      wanted: Case.panic("divided by zero [@1A:5]")),
    Case(
      name: "a division of floats by zero", action: "var z float\n $result = 1.0 / z",
      wanted: Case.panic("divided by zero [@1A:5]")),
    Case(
      name: "a division of money by zero", action: "var z money\n $result = Money(1) / z",
      wanted: Case.panic("divided by zero [@1A:5]")),
    Case(
      name: "money that overflows", action: "var m money\n m = Money(2)\n while true { m = m * m }",
      wanted: Case.panic("money is out of range [@1A:6]")),
    Case(
      name: "a text that is too large an integer", action: "$result = Int(`9223372036854775808`)",
      wanted: Case.panic("9223372036854775808 is not a valid integer : value out of range [Int @1A:4]")),
    Case(
      name: "integers wrap around, as the language has it",
      action: "var i int\n i = 9223372036854775807\n $result = i + 1", wanted: "Result: -9223372036854775808"),
    Case(
      name: "an index behind the end", action: "var a array\n $result = a[0]",
      wanted: Case.panic("index of array is out of range [@1A:5]")),
    Case(
      name: "an index before the beginning", action: "var a array\n var i int\n i = 0 - 1\n a[i] = 1",
      wanted: Case.panic("index of array is out of range [@1A:7]")),
    Case(
      name: "an index far behind the end", action: "var a array\n a[1000001] = 1",
      wanted: Case.panic("the index is out of range [@1A:5]")),
    Case(
      name: "a result that is no UTF-8", action: "$result = Substr(`é`, 0, 1)",
      wanted: Case.panic("result is not valid utf-8 string")),
  ]

  /// 128 MiB are for values; what they are made of while they grow, and the program, is the rest.
  private static let peakMax = 256 << 20

  @Test(.timeLimit(.minutes(1)), arguments: cases) func endsWithItsErrorWithinItsLimits(_ hostile: Case) async throws {
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-hostile-\(UUID().uuidString)").path,
      environment: [:])
    try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    try hostile.source.write(toFile: "\(home.path)/a.sim", atomically: true, encoding: .utf8)
    let (outcome, peak) = try await Program.runMeasured(
      ["contract", "run", "a.sim", "--call", "A"], home: home, output: "\(home.path)/output")
    #expect(outcome.output.hasPrefix(hostile.wanted), "\(outcome.output.prefix(500))")
    #expect(outcome.exitCode == (hostile.wanted.hasPrefix("Result") ? 0 : 1))
    #expect(peak < HostileContractTests.peakMax, "\(peak >> 20) MiB")
    print("\(hostile.name): at most \(peak >> 20) MiB")
  }
}
