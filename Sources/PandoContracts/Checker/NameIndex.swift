/// What the names in sources stand for: what editors and indexes ask.
package struct NameIndex: Sendable {
  /// Where a name comes from.
  package struct Declaration: Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case contract, function, field, variable, parameter
      /// A `$` variable that a contract assigns without declaring it.
      case contractVariable
    }

    package let kind: Kind
    package let identifier: Identifier
    /// An index in the list of sources.
    package let source: Int
    /// The declaration as people read it.
    package let text: String
    /// Where in its source the name can be used; nil is everywhere, in all sources.
    package let scope: SourceRange?
    /// The groups of arguments that may follow a call.
    package let tails: [Signature.Tail]

    /// Whether it is written with a `$`.
    package var isExtended: Bool { kind == .field || kind == .contractVariable }
  }

  package enum Meaning: Sendable {
    /// An index of ``declarations``.
    case declaration(Int)
    case builtin(Builtin)
    case systemVariable(SystemVariable)
  }

  /// A place where a name stands.
  package struct Use: Sendable {
    package let range: SourceRange
    package let meaning: Meaning
  }

  package private(set) var declarations: [Declaration] = []
  /// For each source, by place once the checker is done.
  package private(set) var uses: [[Use]]

  init(sourceCount: Int) { uses = Array(repeating: [], count: sourceCount) }

  /// - Returns: the index of the declaration.
  mutating func declare(
    _ kind: Declaration.Kind, _ identifier: Identifier, source: Int, text: String, scope: SourceRange? = nil,
    tails: [Signature.Tail] = []
  ) -> Int {
    declarations.append(
      Declaration(kind: kind, identifier: identifier, source: source, text: text, scope: scope, tails: tails))
    use(identifier.range, .declaration(declarations.count - 1), source: source)
    return declarations.count - 1
  }

  mutating func use(_ range: SourceRange, _ meaning: Meaning, source: Int) {
    uses[source].append(Use(range: range, meaning: meaning))
  }

  mutating func sort() {
    for source in uses.indices {
      uses[source].sort { ($0.range.lower, $0.range.upper) < ($1.range.lower, $1.range.upper) }
    }
  }

  /// What the name at `offset`, or the one that ends there, stands for.
  package func use(at offset: Int, in source: Int) -> Use? {
    // The last that does not begin behind the place.
    var low = 0
    var high = uses[source].count
    while low < high {
      let middle = (low + high) / 2
      if uses[source][middle].range.lower <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, uses[source][low - 1].range.upper >= offset else { return nil }
    return uses[source][low - 1]
  }

  /// The places of all sources where the name of a declaration stands, its declaration among them.
  package func uses(of declaration: Int) -> [(source: Int, range: SourceRange)] {
    uses.indices.flatMap { source in
      uses[source].compactMap { use in
        if case .declaration(declaration) = use.meaning { (source, use.range) } else { nil }
      }
    }
  }

  /// What can be named at a place: of two with one name the one that is meant.
  package func visible(at offset: Int, in source: Int) -> [Declaration] {
    let all = declarations.filter { declaration in
      guard let scope = declaration.scope else { return true }
      return declaration.source == source && scope.lower <= offset && offset <= scope.upper
    }
    var seen: Set<String> = []
    // Inner blocks declare later than those around them.
    return all.reversed().filter { seen.insert(($0.isExtended ? "$" : "") + $0.identifier.name.text).inserted }
      .reversed()
  }
}

extension Signature {
  /// The declaration of a function of a source as people read it.
  static func text(_ function: Function) -> String {
    let groups = [(function.name.name, function.parameters)] + function.tails.map { ($0.name.name, $0.parameters) }
    let texts = groups.map { name, list in
      let typed = list.parameters.map { "\($0.name.name) \($0.type.type.rawValue)" }
      return "\(name)(\((typed + (list.variadic.map { ["\($0.name) ..."] } ?? [])).joined(separator: ", ")))"
    }
    let results = function.results.map { " " + $0.type.rawValue }.joined()
    return "func \(texts.joined(separator: "."))\(results)"
  }
}

extension Program.ContractInfo {
  /// The declaration of the contract as people read it: its fields are how it is called.
  var text: String {
    let list = fieldNames.map { name in
      let isOptional = !requiredFields.contains(name.name)
      return "    \(name.name) \(fields[name.name]?.rawValue ?? "")\(isOptional ? " \"optional\"" : "")\n"
    }
    return list.isEmpty
      ? "contract \(identifier.name)" : "contract \(identifier.name) {\n  data {\n\(list.joined())  }\n}"
  }
}
