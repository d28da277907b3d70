/// Words that do not belong in a file.
enum WordRules {
  /// What would let a core target depend on anything but its input.
  static func unrepeatable(_ file: SourceFile) -> [Finding] {
    let banned: [[String]] = [
      ["Date", "("], [".", "random", "("], [".", "shuffled", "("], [".", "randomElement", "("], ["Double"], ["Float"],
      ["hashValue"], ["async"], ["await"], ["Task", "{"], ["Task", ".", "detached"], ["ContinuousClock"],
      ["SuspendingClock"], ["SystemRandomNumberGenerator"], ["ProcessInfo"], ["getenv"], ["print", "("],
    ]
    return banned.flatMap { words in
      file.findings(of: words, "`\(words.joined())` makes a core target depend on more than its input.")
    }
  }

  /// What stops the process without a sentence.
  static func silentTraps(_ file: SourceFile) -> [Finding] {
    [["try", "!"], ["as", "!"], ["fatalError"]].flatMap { words in
      file.findings(of: words, "`\(words.joined())`: throw an error, or state with `precondition` what we got wrong.")
    }
  }

  static func unnumberedTasks(_ file: SourceFile) -> [Finding] {
    file.comments.sorted { $0.key < $1.key }.compactMap { line, text in
      let words = text.split { !$0.isLetter }
      guard words.contains(where: { ["TODO", "FIXME", "XXX", "HACK"].contains($0) }) else { return nil }
      guard !text.contains(#/#[0-9]+/#) else { return nil }
      return file.finding(line, "A task without the number of an issue.")
    }
  }

  /// What switches off a check of the compiler needs a reason that starts with `SAFETY:`, on its line or close above.
  static func unexplainedUnsafety(_ file: SourceFile) -> [Finding] {
    let places = file.tokens.indices.filter {
      file.has(["@unchecked", "Sendable"], at: $0) || file.has(["nonisolated", "(", "unsafe", ")"], at: $0)
    }
    return places.compactMap { position in
      let line = file.tokens[position].line
      let isExplained = (line - 4...line).contains { file.comments[$0]?.contains("SAFETY:") == true }
      return isExplained ? nil : file.finding(line, "`\(file.tokens[position].text)` without a `SAFETY:` comment.")
    }
  }

  /// A core target never looks at the elements of a `Dictionary` or `Set` in their own order, which differs between
  /// runs. Finds loops over names that the same file declares as one, unless the line sorts, or says `any order`.
  static func unorderedLoops(_ file: SourceFile) -> [Finding] {
    let names = unorderedNames(file)
    return file.tokens.indices.compactMap { position in
      guard file.tokens[position].text == "in",
        let loop = file.tokens[..<position].lastIndex(where: { $0.text == "for" }),
        !file.tokens[loop..<position].contains(where: { $0.text == "{" })
      else { return nil }
      let line = file.tokens[position].line
      let rest = file.tokens[(position + 1)...].prefix { $0.line == line && $0.text != "{" && $0.text != "where" }
      let words = rest.map(\.text).filter { $0 != "self" && $0 != "." }
      guard let name = words.first, names.contains(name), !words.contains("sorted"),
        words.dropFirst().allSatisfy({ ["keys", "values"].contains($0) })
      else { return nil }
      let isAllowed = (line - 1...line).contains { file.comments[$0]?.contains("any order") == true }
      return isAllowed
        ? nil : file.finding(line, "A loop over `\(name)`, whose order differs between runs; sort first.")
    }
  }

  /// The names of variables whose declarations show that they are dictionaries or sets. A name that also stands for
  /// something else in the file is not among them: the rule rather misses than accuses.
  private static func unorderedNames(_ file: SourceFile) -> Set<String> {
    var unordered: Set<String> = []
    var others: Set<String> = []
    for position in file.tokens.indices where ["var", "let"].contains(file.tokens[position].text) {
      let declaration = file.tokens[(position + 1)...].prefix(40).map(\.text)
      guard declaration.count > 3, [":", "="].contains(declaration[1]) else { continue }
      let isUnordered = ["Set", "Dictionary"].contains(declaration[2]) || isDictionary(declaration.dropFirst(2))
      if isUnordered { unordered.insert(declaration[0]) } else { others.insert(declaration[0]) }
    }
    return unordered.subtracting(others)
  }

  /// Whether the tokens begin with the type or literal of a dictionary: brackets with a colon right inside.
  private static func isDictionary(_ tokens: ArraySlice<String>) -> Bool {
    guard tokens.first == "[" else { return false }
    var depth = 0
    for token in tokens {
      if ["[", "(", "{"].contains(token) { depth += 1 }
      if ["]", ")", "}"].contains(token) { depth -= 1 }
      if depth == 0 { return false }
      if depth == 1, token == ":" { return true }
    }
    return false
  }
}
