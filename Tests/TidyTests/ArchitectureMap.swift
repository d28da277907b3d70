/// Which target may import what, read from the table in `docs/ARCHITECTURE.md`, so that the page cannot go stale.
struct ArchitectureMap {
  struct Target: Equatable {
    let name: String
    /// Core targets import what the table says and nothing else; the others may use any package.
    let isCore: Bool
    let imports: [String]
  }

  let targets: [Target]
  /// The modules of the collections package, which every core target may use.
  static let collections: Set = ["Collections", "DequeModule", "HeapModule", "OrderedCollections"]

  /// Reads the rows `| target | kind | imports | job |`.
  init(markdown: String) {
    targets = markdown.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.split(separator: "`").map(String.init) }
      guard line.hasPrefix("| `"), cells.count == 4, let name = cells[0].first(where: { $0 != " " }) else { return nil }
      let imports = cells[2].filter { word in word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }
      return Target(name: name, isCore: line.contains("| core"), imports: imports)
    }
  }

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// Imports that the map does not allow.
  func forbiddenImports(_ file: SourceFile) -> [Finding] {
    guard let target = target(file.target) else {
      return [file.finding(1, "The target \(file.target) is not in docs/ARCHITECTURE.md.")]
    }
    return file.imports.compactMap { module, line in
      let isJudged = self.target(module) != nil || (target.isCore && !ArchitectureMap.collections.contains(module))
      guard isJudged, !target.imports.contains(module) else { return nil }
      return file.finding(line, "\(target.name) may not import \(module) (docs/ARCHITECTURE.md).")
    }
  }
}
