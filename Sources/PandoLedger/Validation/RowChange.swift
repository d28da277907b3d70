/// What a transaction made of one row.
package struct RowChange: Hashable, Sendable {
  /// The key in the store; see ``RowKey``.
  package let key: [UInt8]
  /// The row before and after; nil where there is none.
  package let before: [UInt8]?
  package let after: [UInt8]?

  package init(key: [UInt8], before: [UInt8]?, after: [UInt8]?) {
    self.key = key
    self.before = before
    self.after = after
  }
}
