/// What an editor asks about sources while they are written: findings, meanings, completions, form.
///
/// A plain value. The sources it holds are one application, as for `pando contract check`. It reads nothing and keeps
/// no more than `Limits` allow; what carries questions and answers is the caller's business.
package struct LanguageService: Sendable {
  package struct Limits: Hashable, Sendable {
    package var sourceCountMax = 1_000
    /// Bytes of all sources together.
    package var byteCountMax = 16 << 20
    package var completionCountMax = 500
    package var frontEnd = FrontEndLimits.standard

    package init() {}
  }

  package enum Refusal: Error, Hashable, Sendable {
    case tooManySources(Int)
    case tooManyBytes(Int)

    package var message: String {
      switch self {
      case .tooManySources(let limit): "More than \(limit) sources are open; close some."
      case .tooManyBytes(let limit): "The sources that are open have more than \(limit) bytes; close some."
      }
    }
  }

  /// A place in a source.
  package struct Location: Hashable, Sendable {
    package let name: String
    package let range: SourceRange
  }

  package let limits: Limits
  private let options: CheckerOptions
  /// By name.
  private var sources: [ParsedSource] = []
  private var byteCount = 0
  private var reports: [Report] = []
  private(set) var names = NameIndex(sourceCount: 0)
  private var isStale = false

  package init(options: CheckerOptions = CheckerOptions(), limits: Limits = Limits()) {
    self.options = options
    self.limits = limits
  }

  // MARK: Sources

  private func place(of name: String) -> Int {
    var low = 0
    var high = sources.count
    while low < high {
      let middle = (low + high) / 2
      if sources[middle].source.name < name { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func index(of name: String) -> Int? {
    let place = place(of: name)
    return place < sources.count && sources[place].source.name == name ? place : nil
  }

  /// Takes a source in, or its new text.
  /// - Throws: when there is no room for it; what was known of the source before stays.
  package mutating func update(_ name: String, text: [UInt8]) throws(Refusal) {
    let place = place(of: name)
    let old = index(of: name).map { sources[$0].source.bytes.count }
    if old == nil, sources.count >= limits.sourceCountMax { throw .tooManySources(limits.sourceCountMax) }
    let total = byteCount - (old ?? 0) + text.count
    guard total <= limits.byteCountMax else { throw .tooManyBytes(limits.byteCountMax) }
    byteCount = total
    let parsed = ParsedSource(Source(name: name, bytes: text), limits: limits.frontEnd)
    if old == nil { sources.insert(parsed, at: place) } else { sources[place] = parsed }
    isStale = true
  }

  package mutating func remove(_ name: String) {
    guard let index = index(of: name) else { return }
    byteCount -= sources.remove(at: index).source.bytes.count
    isStale = true
  }

  package func source(_ name: String) -> Source? { index(of: name).map { sources[$0].source } }

  func source(at index: Int) -> Source { sources[index].source }

  func tree(at index: Int) -> SyntaxTree { sources[index].tree }

  // MARK: Answers

  /// What is wrong with each source, by name.
  package mutating func findings() -> [Report] {
    refresh()
    return reports
  }

  mutating func refresh() {
    guard isStale else { return }
    (reports, names) = Checker.analyze(sources, options: options, limits: limits.frontEnd)
    isStale = false
  }

  /// Where the name at `offset` is declared; nil for what has no source.
  package mutating func definition(at offset: Int, in name: String) -> Location? {
    refresh()
    guard let index = index(of: name), case .declaration(let found) = names.use(at: offset, in: index)?.meaning
    else { return nil }
    let declaration = names.declarations[found]
    return Location(name: sources[declaration.source].source.name, range: declaration.identifier.range)
  }

  /// Where the name at `offset` stands everywhere, its declaration among the places.
  package mutating func uses(at offset: Int, in name: String) -> [Location] {
    refresh()
    guard let index = index(of: name), case .declaration(let found) = names.use(at: offset, in: index)?.meaning
    else { return [] }
    return names.uses(of: found).map { Location(name: sources[$0.source].source.name, range: $0.range) }
  }

  /// What the name at `offset` means.
  package mutating func hover(at offset: Int, in name: String) -> (range: SourceRange, explanation: Explanation)? {
    refresh()
    guard let index = index(of: name), let use = names.use(at: offset, in: index) else { return nil }
    return (use.range, Explanation(use.meaning, names))
  }

  /// The source in the one form that sources should have; nil when it cannot be read.
  package func formatted(_ name: String) -> String? {
    guard let index = index(of: name), !sources[index].diagnostics.hasErrors else { return nil }
    return Printer.text(sources[index].tree)
  }
}
