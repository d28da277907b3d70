/// A stretch of a source: the bytes from `lower` up to, and without, `upper`.
package struct SourceRange: Hashable, Sendable {
  // Half the size of two `Int`: every node of a tree has one.
  private let first: Int32
  private let last: Int32

  package var lower: Int { Int(first) }
  package var upper: Int { Int(last) }
  package var isEmpty: Bool { first == last }

  /// - Precondition: `lower` ≤ `upper`, and both fit 31 bits, which `FrontEndLimits` sees to.
  package init(_ lower: Int, _ upper: Int) {
    precondition(lower <= upper, "A range goes forward.")
    first = Int32(lower)
    last = Int32(upper)
  }

  /// From the beginning of this range to the end of `other`, which does not end before it begins.
  package func through(_ other: SourceRange) -> SourceRange { SourceRange(lower, max(lower, other.upper)) }
}
