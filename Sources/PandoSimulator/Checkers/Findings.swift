/// A rule that was broken.
package struct Violation: Hashable, Sendable {
  /// The checker that says so.
  package let rule: String
  package let sentence: String
}

/// Where checkers say what they found. The first finding ends the run.
struct Findings {
  private(set) var first: Violation?

  mutating func require(_ holds: Bool, _ rule: String, _ sentence: @autoclosure () -> String) {
    if !holds && first == nil { first = Violation(rule: rule, sentence: sentence()) }
  }
}
