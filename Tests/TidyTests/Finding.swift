/// A place that breaks a house rule.
struct Finding: Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Looks at one file.
typealias Rule = (SourceFile) -> [Finding]

extension SourceFile {
  func finding(_ line: Int, _ message: String) -> Finding { Finding(path: path, line: line, message: message) }

  /// Whether the tokens from `position` on have these texts.
  func has(_ texts: [String], at position: Int) -> Bool {
    position >= 0 && position + texts.count <= tokens.count
      && zip(texts, tokens[position...]).allSatisfy { $0 == $1.text }
  }

  /// One finding for each place where the tokens have these texts one after another.
  func findings(of texts: [String], _ message: String) -> [Finding] {
    tokens.indices.filter { has(texts, at: $0) }.map { finding(tokens[$0].line, message) }
  }

  /// The names of imported modules and their lines.
  var imports: [(module: String, line: Int)] {
    let kinds: Set = ["struct", "enum", "class", "protocol", "func", "var", "let", "typealias", "actor"]
    return tokens.indices.compactMap { position in
      guard tokens[position].text == "import", position + 1 < tokens.count else { return nil }
      let next = kinds.contains(tokens[position + 1].text) ? position + 2 : position + 1
      return next < tokens.count ? (tokens[next].text, tokens[next].line) : nil
    }
  }
}
