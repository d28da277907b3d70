/// Lines of at most 120 characters, functions of at most 70 lines, files of at most 600. Text in literals may be wider,
/// since breaking it would not make it clearer.
enum SizeRules {
  static let columnMax = 120
  static let functionLineMax = 70
  static let fileLineMax = 600

  static func longLines(_ file: SourceFile) -> [Finding] {
    file.lines.enumerated().compactMap { index, line in
      guard line.count > columnMax, !file.literalLines.contains(index + 1) else { return nil }
      return file.finding(index + 1, "\(line.count) columns; at most \(columnMax).")
    }
  }

  static func longFiles(_ file: SourceFile) -> [Finding] {
    let count = file.lines.count - (file.lines.last == "" ? 1 : 0)
    return count > fileLineMax ? [file.finding(count, "\(count) lines; at most \(fileLineMax).")] : []
  }

  static func longFunctions(_ file: SourceFile) -> [Finding] {
    file.blocks.compactMap { block in
      guard let start = block.header.last(where: { isFunction(file, at: $0) }) else { return nil }
      let first = file.tokens[start].line
      let count = file.tokens[block.range.upperBound].line - first + 1
      guard count > functionLineMax else { return nil }
      return file.finding(first, "A function of \(count) lines; at most \(functionLineMax).")
    }
  }

  private static func isFunction(_ file: SourceFile, at position: Int) -> Bool {
    switch file.tokens[position].text {
    case "func", "deinit", "subscript": true
    case "init": position == 0 || file.tokens[position - 1].text != "."
    default: false
    }
  }
}
