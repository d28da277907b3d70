/// The page of the model of agreement ties each rule to a function; the functions must be where it says.
enum ModelRule {
  /// The rows `| rule | model | file | function |`, with file and function in backticks.
  static func functions(inMarkdown text: String) -> [(file: String, function: String)] {
    text.split(separator: "\n").compactMap { line in
      guard let match = line.firstMatch(of: #/\| `([A-Za-z+]+\.swift)` \| `([A-Za-z]+)` \|$/#) else { return nil }
      return (String(match.1), String(match.2))
    }
  }

  static func declares(_ file: SourceFile, _ function: String) -> Bool {
    !file.findings(of: ["func", function], "").isEmpty
  }
}
