/// The smallest piece of a source that means something.
package struct Token: Hashable, Sendable {
  package let kind: TokenKind
  package let range: SourceRange
}

/// A comment in a source, with its marks: `// …` without the line break, or `/* … */`.
package struct CommentToken: Hashable, Sendable {
  package let range: SourceRange
}

/// A source taken apart. Together with blanks, tokens and comments are the whole source.
package struct TokenList: Sendable {
  /// In order; the last is the end, and there is no other.
  package let tokens: [Token]
  /// In order.
  package let comments: [CommentToken]
}
