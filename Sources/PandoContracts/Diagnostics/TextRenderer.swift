/// Diagnostics for people:
///
/// ```
/// transfer.sim:4:9: error: Nothing named `amout` is declared here. [N0301]
///   4 |     x = amout + 1
///     |         ^^^^^
///     = Did you mean `amount`?
/// ```
package enum TextRenderer {
  /// The most of a line that is shown.
  private static let columnMax = 100

  package static func text(_ reports: [Report]) -> String {
    reports.flatMap { report in report.diagnostics.map { text($0, in: report.source) } }.joined(separator: "\n")
  }

  /// One diagnostic, without a line break at its end.
  package static func text(_ diagnostic: Diagnostic, in source: Source) -> String {
    let place = source.position(of: diagnostic.range.lower)
    let number = String(place.line)
    let margin = String(repeating: " ", count: number.utf8.count)
    let (excerpt, marks) = excerpt(diagnostic.range, in: source)
    var lines = [
      "\(readable(source.name)):\(place.line):\(place.column): \(diagnostic.severity.rawValue): "
        + "\(readable(diagnostic.message)) [\(diagnostic.code.rawValue)]",
      "  \(number) | \(excerpt)",
      "  \(margin) | \(marks)",
    ]
    if let hint = diagnostic.hint { lines.append("  \(margin) = \(readable(hint))") }
    return lines.joined(separator: "\n")
  }

  /// The line on which `range` begins, or the part around it, and the marks to put under it.
  private static func excerpt(_ range: SourceRange, in source: Source) -> (text: String, marks: String) {
    let line = source.range(ofLine: source.line(of: range.lower))
    let lower = min(range.lower, line.upper)
    let upper = max(lower, min(range.upper, line.upper))
    var before = Array(source.text(SourceRange(line.lower, lower)).unicodeScalars)
    let marked = Array(source.text(SourceRange(lower, upper)).unicodeScalars.prefix(columnMax))
    // Of a very long line only so many bytes are looked at: a scalar has at most four.
    let rest = SourceRange(upper, min(line.upper, upper + 4 * columnMax))
    let after = source.text(rest).unicodeScalars.prefix(columnMax - min(columnMax, marked.count))
    let isCut = before.count > columnMax
    if isCut { before = Array(before.suffix(columnMax)) }
    let text = (isCut ? "…" : "") + readable(before + marked + after)
    // Tabs stay, so that the marks stand under what they mark however wide a tab is.
    let indent = (isCut ? " " : "") + before.map { $0 == "\t" ? "\t" : " " }.joined()
    return (text, indent + String(repeating: "^", count: max(1, marked.count)))
  }

  /// A text that cannot take command of a terminal, whoever wrote the source.
  private static func readable(_ text: String) -> String { readable(text.unicodeScalars) }

  private static func readable(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars { text.unicodeScalars.append(isReadable(scalar) ? scalar : "\u{FFFD}") }
    return text
  }

  private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F || scalar == "\t" }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
