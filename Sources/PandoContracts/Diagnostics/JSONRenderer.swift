/// Diagnostics for programs. Lines and columns count from 1, columns in Unicode scalars; offsets count bytes from 0.
package enum JSONRenderer {
  package static func text(_ reports: [Report]) -> String {
    let diagnostics = reports.flatMap { report in report.diagnostics.map { value($0, in: report.source) } }
    return JSONValue.object(["diagnostics": .array(diagnostics)]).text
  }

  private static func value(_ diagnostic: Diagnostic, in source: Source) -> JSONValue {
    let start = source.position(of: diagnostic.range.lower)
    let end = source.position(of: diagnostic.range.upper)
    return .object([
      "file": .string(source.name),
      "code": .string(diagnostic.code.rawValue),
      "severity": .string(diagnostic.severity.rawValue),
      "message": .string(diagnostic.message),
      "hint": diagnostic.hint.map { .string($0) },
      "line": .integer(start.line),
      "column": .integer(start.column),
      "endLine": .integer(end.line),
      "endColumn": .integer(end.column),
      "offset": .integer(diagnostic.range.lower),
      "length": .integer(diagnostic.range.upper - diagnostic.range.lower),
    ])
  }
}
