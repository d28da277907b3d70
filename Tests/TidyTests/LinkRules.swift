import Foundation

/// Links between our own files lead somewhere.
enum LinkRules {
  /// The targets of `[text](target)` outside code, with their lines; those on the web left out.
  static func links(inMarkdown text: String) -> [(target: String, line: Int)] {
    var links: [(String, Int)] = []
    var isCode = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
      guard !isCode else { continue }
      for match in line.matches(of: #/\]\(([^)\s]+)\)/#) {
        let target = match.1.prefix { $0 != "#" }
        if !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") {
          links.append((String(target), index + 1))
        }
      }
    }
    return links
  }

  /// The pages of `docs` that comments name, with their lines.
  static func pages(inComments file: SourceFile) -> [(page: String, line: Int)] {
    file.comments.sorted { $0.key < $1.key }.flatMap { line, text in
      text.matches(of: #/docs\/[A-Za-z0-9_\/.-]+\.md/#).map { (String($0.0), line) }
    }
  }
}
