import PandoContracts

/// What the parser says of a text, as `code line:column`.
func syntaxMistakes(_ text: String, limits: FrontEndLimits = .standard) -> [String] {
  let parsed = ParsedSource(Source(text), limits: limits)
  return parsed.diagnostics.sorted.map { place($0, in: parsed.source) }
}

func place(_ diagnostic: Diagnostic, in source: Source) -> String {
  let position = source.position(of: diagnostic.range.lower)
  return "\(diagnostic.code.rawValue) \(position.line):\(position.column)"
}

/// `statements` as the body of an action.
func inAction(_ statements: String) -> String { "contract A {\naction {\n\(statements)\n}\n}" }
