/// Writes a tree as a source, in the one form that sources should have.
///
/// Printing what was parsed and parsing it again gives the same tree, comments included, and printing that gives the
/// same text. Line breaks that carry no meaning stay where the author put them in lists, calls and long expressions;
/// all else is decided here.
package struct Printer {
  private(set) var text = ""
  private var depth = 0

  private static let indent = "    "

  /// The source of `tree`, which ends with a line break unless it is empty.
  package static func text(_ tree: SyntaxTree) -> String {
    var printer = Printer()
    printer.printItems(tree.declarations) { printer, declaration in
      switch declaration {
      case .contract(let contract): printer.emit(contract)
      case .function(let function): printer.emit(function)
      }
    }
    return printer.text
  }

  /// The source of an expression, without a line break at its end.
  package static func text(_ expression: Expression) -> String {
    var printer = Printer()
    printer.emit(expression)
    return printer.text
  }

  // MARK: Words and lines

  mutating func write(_ words: String) { text += words }

  private mutating func beginLine() {
    for _ in 0..<depth { text += Printer.indent }
  }

  mutating func endLine() { text += "\n" }

  /// Ends the line and begins one that is a level deeper than where the statement began.
  mutating func continueOnNextLine() {
    endLine()
    depth += 1
    beginLine()
    depth -= 1
  }

  /// Ends the line and begins one where the statement began.
  mutating func closeLine() {
    endLine()
    beginLine()
  }

  mutating func indented(_ emit: (inout Printer) -> Void) {
    depth += 1
    emit(&self)
    depth -= 1
  }

  /// `{`, the entries a level deeper, and `}`.
  mutating func printBraces<Content>(_ list: ItemList<Content>, _ emit: (inout Printer, Content) -> Void) {
    printBroken(list, "{", "}", separator: "", emit)
  }

  /// A bracket, each entry on a line of its own, and the other bracket.
  mutating func printBroken<Content>(
    _ list: ItemList<Content>, _ opening: String, _ closing: String, separator: String,
    _ emit: (inout Printer, Content) -> Void
  ) {
    write(opening)
    if !list.items.isEmpty || !list.closing.isEmpty {
      endLine()
      indented { $0.printItems(list, separator: separator, emit) }
      beginLine()
    }
    write(closing)
  }

  /// Each entry on a line of its own, with the comments around it.
  private mutating func printItems<Content>(
    _ list: ItemList<Content>, separator: String = "", _ emit: (inout Printer, Content) -> Void
  ) {
    for (index, item) in list.items.enumerated() {
      printComments(item.layout.leading, isFirst: index == 0)
      if item.layout.isAfterBlankLine, index > 0 || !item.layout.leading.isEmpty { endLine() }
      beginLine()
      emit(&self, item.content)
      if index < list.items.count - 1 { write(separator) }
      for (index, comment) in item.layout.trailing.enumerated() {
        write((index == 0 ? "  " : " ") + comment.text)
      }
      endLine()
    }
    printComments(list.closing, isFirst: list.items.isEmpty)
  }

  private mutating func printComments(_ comments: [Comment], isFirst: Bool) {
    for (index, comment) in comments.enumerated() {
      if comment.isAfterBlankLine, !(isFirst && index == 0) { endLine() }
      beginLine()
      // The inner lines of a block comment are the author's drawing.
      write(comment.text)
      endLine()
    }
  }

  mutating func printList<Element>(_ elements: [Element], _ emit: (inout Printer, Element) -> Void) {
    for (index, element) in elements.enumerated() {
      if index > 0 { write(", ") }
      emit(&self, element)
    }
  }
}
