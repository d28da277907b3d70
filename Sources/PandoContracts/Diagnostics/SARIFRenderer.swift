/// Diagnostics in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts and editors show.
package enum SARIFRenderer {
  /// - Parameter version: that of the program.
  package static func text(_ reports: [Report], version: String) -> String {
    let driver = JSONValue.object([
      "name": .string("pando"),
      "version": .string(version),
      "rules": .array(DiagnosticCode.allCases.map(rule)),
    ])
    let results = reports.flatMap { report in report.diagnostics.map { result($0, in: report.source) } }
    let run = JSONValue.object([
      "tool": .object(["driver": driver]),
      "columnKind": .string("unicodeCodePoints"),
      "results": .array(results),
    ])
    return JSONValue.object([
      "$schema": .string("https://json.schemastore.org/sarif-2.1.0.json"),
      "version": .string("2.1.0"),
      "runs": .array([run]),
    ]).text
  }

  private static func rule(_ code: DiagnosticCode) -> JSONValue {
    .object([
      "id": .string(code.rawValue),
      "name": .string("\(code)"),
      "shortDescription": .object(["text": .string(code.summary)]),
      "defaultConfiguration": .object(["level": .string(code.severity.rawValue)]),
    ])
  }

  private static func result(_ diagnostic: Diagnostic, in source: Source) -> JSONValue {
    let start = source.position(of: diagnostic.range.lower)
    let end = source.position(of: diagnostic.range.upper)
    let region = JSONValue.object([
      "startLine": .integer(start.line), "startColumn": .integer(start.column),
      "endLine": .integer(end.line), "endColumn": .integer(end.column),
    ])
    let location = JSONValue.object([
      "physicalLocation": .object([
        "artifactLocation": .object(["uri": .string(uri(source.name))]), "region": region,
      ])
    ])
    let text = diagnostic.hint.map { "\(diagnostic.message) \($0)" } ?? diagnostic.message
    return .object([
      "ruleId": .string(diagnostic.code.rawValue),
      "level": .string(diagnostic.severity.rawValue),
      "message": .object(["text": .string(text)]),
      "locations": .array([location]),
    ])
  }

  /// A path as a URI reference: bytes that may not stand there are percent-encoded (RFC 3986).
  private static func uri(_ path: String) -> String {
    let plain = Array("-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      let isPlain = Lexer.isDigit(byte) || Lexer.isNameHead(byte) && byte < 0x80 || plain.contains(byte)
      bytes += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
