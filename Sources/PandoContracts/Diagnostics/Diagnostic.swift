/// One thing that is wrong with a source.
package struct Diagnostic: Hashable, Sendable {
  package let code: DiagnosticCode
  package let range: SourceRange
  /// One sentence.
  package let message: String
  /// What to do about it, one sentence.
  package let hint: String?

  package init(_ code: DiagnosticCode, _ range: SourceRange, _ message: String, hint: String? = nil) {
    self.code = code
    self.range = range
    self.message = message
    self.hint = hint
  }

  package var severity: Severity { code.severity }
}

/// What was found in a source: so many errors, and as many others, so that no warning takes the place of an error.
package struct DiagnosticList: Hashable, Sendable {
  private var errors: [Diagnostic] = []
  private var others: [Diagnostic] = []
  /// Where the first is that found no room.
  private var cut: SourceRange?
  private let countMax: Int

  package init(countMax: Int) { self.countMax = countMax }

  package mutating func add(_ code: DiagnosticCode, _ range: SourceRange, _ message: String, hint: String? = nil) {
    add(Diagnostic(code, range, message, hint: hint))
  }

  private mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error, errors.count < countMax {
      errors.append(diagnostic)
    } else if diagnostic.severity != .error, others.count < countMax {
      others.append(diagnostic)
    } else if cut == nil {
      cut = diagnostic.range
    }
  }

  /// Adds what `other` has.
  package mutating func add(_ other: DiagnosticList) {
    for diagnostic in other.errors + other.others { add(diagnostic) }
    cut = cut ?? other.cut
  }

  package var isEmpty: Bool { errors.isEmpty && others.isEmpty }
  package var hasErrors: Bool { !errors.isEmpty }
  /// Whether there is room for nothing more, and that has been noted.
  var isFull: Bool { errors.count >= countMax && cut != nil }

  /// By place; at one place by code; each once.
  package var sorted: [Diagnostic] {
    let last = cut.map { Diagnostic(.tooManyDiagnostics, $0, "There is more here and further down than is shown.") }
    let ordered = (errors + others + (last.map { [$0] } ?? [])).sorted {
      ($0.range.lower, $0.range.upper, $0.code.rawValue, $0.message)
        < ($1.range.lower, $1.range.upper, $1.code.rawValue, $1.message)
    }
    return ordered.enumerated().filter { $0.offset == 0 || ordered[$0.offset - 1] != $0.element }.map(\.element)
  }
}

/// A source and what is wrong with it; what renderers take.
package struct Report: Sendable {
  package let source: Source
  /// By place.
  package let diagnostics: [Diagnostic]

  package init(source: Source, diagnostics: [Diagnostic]) {
    self.source = source
    self.diagnostics = diagnostics
  }

  package var errorCount: Int { diagnostics.count { $0.severity == .error } }
}
