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

/// What was found in a source, up to a limit.
package struct DiagnosticList: Hashable, Sendable {
  private var all: [Diagnostic] = []
  /// Where the first is that found no room.
  private var cut: SourceRange?
  private let countMax: Int

  package init(countMax: Int) { self.countMax = countMax }

  package mutating func add(_ code: DiagnosticCode, _ range: SourceRange, _ message: String, hint: String? = nil) {
    if all.count < countMax {
      all.append(Diagnostic(code, range, message, hint: hint))
    } else if cut == nil {
      cut = range
    }
  }

  /// Adds what `other` has.
  package mutating func add(_ other: DiagnosticList) {
    let room = countMax - all.count
    all += other.all.prefix(room)
    cut = cut ?? other.all.dropFirst(room).first?.range ?? other.cut
  }

  package var isEmpty: Bool { all.isEmpty }
  /// Whether nothing more can be added.
  var isFull: Bool { cut != nil }
  package var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// By place; at one place by code; each once.
  package var sorted: [Diagnostic] {
    let last = cut.map { Diagnostic(.tooManyDiagnostics, $0, "There is more; only \(countMax) findings are shown.") }
    let ordered = (all + (last.map { [$0] } ?? [])).sorted {
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
