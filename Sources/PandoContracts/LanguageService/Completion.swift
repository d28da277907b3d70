/// What could stand at a place.
package struct Completion: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case contract, function, variable, field, keyword, type, tail
  }

  package let label: String
  package let kind: Kind
  package let explanation: Explanation?
}

/// What could stand at a place, and what of it stands there already.
package struct CompletionList: Hashable, Sendable {
  /// What is to be replaced: the name that the place is in or behind.
  package let range: SourceRange
  package let items: [Completion]
  /// Whether there was more.
  package let isCut: Bool
}

extension LanguageService {
  /// What could stand at `offset`, in alphabetical order.
  package mutating func completions(at offset: Int, in name: String) -> CompletionList {
    refresh()
    guard let index = index(of: name) else {
      return CompletionList(range: SourceRange(0, 0), items: [], isCut: false)
    }
    let source = source(at: index)
    let list = Lexer.tokens(of: source, limits: limits.frontEnd).list
    let offset = min(max(offset, 0), source.bytes.count)
    let isInComment = list.comments.contains { comment in
      let isOpen = source.text(comment.range).hasPrefix("//")
      return comment.range.lower < offset && (offset < comment.range.upper || isOpen && offset == comment.range.upper)
    }
    let before = list.tokens.prefix { $0.range.lower < offset && $0.kind != .end }
    if isInComment || before.last.map({ $0.kind == .string && offset < $0.range.upper }) ?? false {
      return CompletionList(range: SourceRange(offset, offset), items: [], isCut: false)
    }
    var found: [Completion]
    let range: SourceRange
    if let last = before.last, last.range.upper >= offset, last.kind.isNameLike {
      range = SourceRange(last.range.lower, offset)
      found = candidates(behind: before.dropLast(), of: source, isExtended: last.kind == .extended, offset, index)
    } else {
      // A `$` alone is no token that means anything.
      let isExtended = offset > 0 && source.bytes[offset - 1] == UInt8(ascii: "$")
      range = SourceRange(isExtended ? offset - 1 : offset, offset)
      found = candidates(behind: before, of: source, isExtended: isExtended, offset, index)
    }
    let prefix = source.text(range).lowercased()
    found = found.filter { $0.label.lowercased().hasPrefix(prefix) }.sorted { $0.label < $1.label }
    return CompletionList(
      range: range, items: Array(found.prefix(limits.completionCountMax)),
      isCut: found.count > limits.completionCountMax)
  }

  private func candidates(
    behind tokens: ArraySlice<Token>, of source: Source, isExtended: Bool, _ offset: Int, _ index: Int
  ) -> [Completion] {
    let declared = names.visible(at: offset, in: index)
    if isExtended {
      return declared.filter(\.isExtended).map { Completion($0) } + SystemVariable.all.map { Completion($0) }
    }
    if tokens.last?.kind == .period {
      return callee(before: tokens.dropLast(), of: source).map { tails(of: $0, declared) } ?? []
    }
    let words = TokenKind.words.sorted { $0.key < $1.key }
      .map { Completion(label: $0.key, kind: $0.value.isType ? .type : .keyword, explanation: nil) }
    let builtins = Builtin.all.filter { builtin in !declared.contains { $0.identifier.name == builtin.name } }
    return declared.filter { !$0.isExtended }.map { Completion($0) } + builtins.map { Completion($0) } + words
  }

  /// The function whose call, with what tails it has already, ends with the last of `tokens`.
  private func callee(before tokens: ArraySlice<Token>, of source: Source) -> Name? {
    var rest = tokens
    while rest.last?.kind == .rightParenthesis {
      var depth = 0
      repeat {
        let kind = rest.popLast()?.kind
        if kind == .rightParenthesis { depth += 1 } else if kind == .leftParenthesis { depth -= 1 }
      } while depth > 0 && !rest.isEmpty
      guard let name = rest.popLast(), name.kind == .identifier else { return nil }
      guard rest.last?.kind == .period else { return Name(source.text(name.range)) }
      rest.removeLast()
    }
    return nil
  }

  private func tails(of function: Name, _ declared: [NameIndex.Declaration]) -> [Completion] {
    let own = declared.last { $0.kind == .function && $0.identifier.name == function }
    return (own?.tails ?? Builtin.named(function)?.signature.tails ?? []).map {
      Completion(label: $0.name.text, kind: .tail, explanation: nil)
    }
  }
}

extension TokenKind {
  /// Whether names begin like this: a keyword may be the beginning of one.
  fileprivate var isNameLike: Bool { self == .identifier || self == .extended || isKeyword || isType }
}

extension Completion {
  fileprivate init(_ declaration: NameIndex.Declaration) {
    let name = declaration.identifier.name.text
    label = declaration.isExtended ? "$" + name : name
    kind =
      switch declaration.kind {
      case .contract: .contract
      case .function: .function
      case .field, .contractVariable: .field
      case .variable, .parameter: .variable
      }
    explanation = Explanation(declaration)
  }

  fileprivate init(_ builtin: Builtin) {
    self.init(label: builtin.name.text, kind: .function, explanation: Explanation(builtin))
  }

  fileprivate init(_ variable: SystemVariable) {
    self.init(label: "$" + variable.name.text, kind: .field, explanation: Explanation(variable))
  }
}
