/// What a source declares, as a table of contents.
package struct OutlineEntry: Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case contract, function, section, field
  }

  package let name: String
  package let kind: Kind
  /// With its body.
  package let range: SourceRange
  /// Of the name alone; inside `range`.
  package let nameRange: SourceRange
  package let entries: [OutlineEntry]
}

extension LanguageService {
  /// What the source with this name declares, in order.
  package func outline(of name: String) -> [OutlineEntry] {
    guard let index = index(of: name) else { return [] }
    return tree(at: index).declarations.items.map { item in
      switch item.content {
      case .contract(let contract):
        OutlineEntry(
          name: contract.name.name.text, kind: .contract, range: item.range, nameRange: contract.name.range,
          entries: contract.members.items.flatMap(LanguageService.entries))
      case .function(let function): LanguageService.entry(function, item.range)
      }
    }
  }

  private static func entries(_ member: Item<Member>) -> [OutlineEntry] {
    switch member.content {
    case .data(let fields):
      fields.contents.flatMap(\.names).map {
        OutlineEntry(name: $0.name.text, kind: .field, range: $0.range, nameRange: $0.range, entries: [])
      }
    case .section(let section):
      [
        OutlineEntry(
          name: section.kind.rawValue, kind: .section, range: member.range, nameRange: section.range, entries: [])
      ]
    case .function(let function): [entry(function, member.range)]
    case .settings, .statement: []
    }
  }

  private static func entry(_ function: Function, _ range: SourceRange) -> OutlineEntry {
    OutlineEntry(
      name: function.name.name.text, kind: .function, range: range, nameRange: function.name.range, entries: [])
  }
}
