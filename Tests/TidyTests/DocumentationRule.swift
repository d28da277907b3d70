/// Types that cross targets, and functions that the SDK shows, have a comment that says what they are. Exempt are types
/// inside others, functions that a protocol demands, which documents them, and initializers and properties, whose names
/// often say all there is.
struct DocumentationRule {
  private static let types: Set = ["struct", "enum", "class", "actor", "protocol", "typealias"]
  private static let modifiers: Set = [
    "public", "package", "open", "static", "final", "mutating", "nonisolated", "consuming", "borrowing", "indirect",
    "override", "isolated",
  ]

  /// The names of functions that some protocol demands: those of other packages that we know, and our own.
  private var requirements: Set = ["hash", "run", "validate", "next", "makeAsyncIterator", "<", "=", "~"]

  init(protocolsIn files: [SourceFile]) {
    for file in files {
      for block in file.blocks where file.tokens[block.header].contains(where: { $0.text == "protocol" }) {
        for position in block.range where file.tokens[position].text == "func" {
          requirements.insert(file.tokens[position + 1].text)
        }
      }
    }
  }

  func undocumented(_ file: SourceFile) -> [Finding] {
    file.tokens.indices.compactMap { position in
      guard let (keyword, name) = declaration(file, at: position) else { return nil }
      let line = file.tokens[position].line
      let around = file.blocks.filter { $0.range.contains(position) }.max { $0.range.lowerBound < $1.range.lowerBound }
      let isExempt =
        if keyword == "func" {
          file.tokens[position].text != "public" || requirements.contains(name) || isConformance(file, around)
        } else {
          around != nil
        }
      guard !isExempt, !isDocumented(file, line) else { return nil }
      return file.finding(line, "`\(keyword) \(name)` has no documentation comment.")
    }
  }

  /// The declaration that begins with the access level at `position`.
  private func declaration(_ file: SourceFile, at position: Int) -> (keyword: String, name: String)? {
    guard ["public", "package", "open"].contains(file.tokens[position].text) else { return nil }
    var next = position
    while next < file.tokens.count, DocumentationRule.modifiers.contains(file.tokens[next].text) { next += 1 }
    guard next + 1 < file.tokens.count, DocumentationRule.types.union(["func"]).contains(file.tokens[next].text) else {
      return nil
    }
    return (file.tokens[next].text, file.tokens[next + 1].text)
  }

  private func isConformance(_ file: SourceFile, _ block: Block?) -> Bool {
    guard let header = block?.header else { return false }
    let words = file.tokens[header].map(\.text)
    guard let start = words.lastIndex(of: "extension") else { return false }
    return words[start...].contains(":")
  }

  private func isDocumented(_ file: SourceFile, _ line: Int) -> Bool {
    // Attributes may stand between a comment and what it is about, on lines of their own.
    var above = line - 1
    while above >= 1, file.lines[above - 1].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
    return file.comments[above]?.hasPrefix("///") == true
      || file.lines[max(above - 1, 0)].drop(while: { $0 == " " }).hasPrefix("*/")
  }
}
