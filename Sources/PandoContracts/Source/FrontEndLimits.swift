/// What the front end takes before it says that it is too much. A source within the limits is read in time and memory
/// proportional to its size; one beyond them costs no more than one at them.
package struct FrontEndLimits: Hashable, Sendable {
  /// Bytes of a source.
  package var sourceByteCountMax = 1 << 20
  /// Tokens of a source, line breaks counted.
  package var tokenCountMax = 1 << 18
  /// Blocks, brackets, calls and unary operators within one another. Recursion goes no deeper than a few times this.
  package var nestingMax = 128
  /// Bytes of a number.
  package var numberByteCountMax = 100
  /// Errors of a source, and as many other diagnostics. One more says when there is more.
  package var diagnosticCountMax = 100

  package init() {}

  package static let standard = FrontEndLimits()
}
