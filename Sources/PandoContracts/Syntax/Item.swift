/// A comment, with its marks.
package struct Comment: Hashable, Sendable {
  package let text: String
  /// Whether the author left lines empty before it.
  package let isAfterBlankLine: Bool

  package init(_ text: String, isAfterBlankLine: Bool = false) {
    self.text = text
    self.isAfterBlankLine = isAfterBlankLine
  }

  /// Whether it ends with its line.
  package var isLine: Bool { text.hasPrefix("//") }
}

/// What stands around an entry of a list and means nothing to the machine.
package struct Layout: Hashable, Sendable {
  /// Above the entry, each on a line of its own.
  package var leading: [Comment] = []
  /// Behind the entry, on the line on which it ends.
  package var trailing: [Comment] = []
  /// Whether the author left lines empty between what is before and the entry.
  package var isAfterBlankLine = false

  package init(leading: [Comment] = [], trailing: [Comment] = [], isAfterBlankLine: Bool = false) {
    self.leading = leading
    self.trailing = trailing
    self.isAfterBlankLine = isAfterBlankLine
  }
}

/// An entry of a list whose entries stand on lines of their own: the only places where comments are kept. A comment
/// anywhere else moves to the entry that it is in.
package struct Item<Content: Sendable>: Sendable {
  package let content: Content
  package let range: SourceRange
  package let layout: Layout

  package init(_ content: Content, _ range: SourceRange, _ layout: Layout = Layout()) {
    self.content = content
    self.range = range
    self.layout = layout
  }
}

/// A list of entries between braces or brackets, or at the top of a source.
package struct ItemList<Content: Sendable>: Sendable {
  package var items: [Item<Content>]
  /// Comments behind the last entry.
  package var closing: [Comment]
  /// With the braces or brackets.
  package var range: SourceRange

  package init(_ items: [Item<Content>] = [], closing: [Comment] = [], _ range: SourceRange) {
    self.items = items
    self.closing = closing
    self.range = range
  }

  package var contents: some Sequence<Content> { items.lazy.map(\.content) }
}
