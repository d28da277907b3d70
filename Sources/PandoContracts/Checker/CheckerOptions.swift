/// What the checker knows of the place where the sources are to run.
package struct CheckerOptions: Hashable, Sendable {
  /// The ecosystem that owns the sources: `Name` and `@1Name` are the same in ecosystem 1.
  package var ecosystem = 1
  /// Where they run, which decides on the built-in functions there are.
  package var place = Place.ledger
  /// Contracts and functions that are deployed already; nothing else is known of them.
  package var known: Set<Name> = []

  package enum Place: String, Hashable, Sendable, CaseIterable {
    case ledger, offLedger, offLedgerMaster
  }

  package init() {}

  func offers(_ availability: Builtin.Availability) -> Bool {
    switch availability {
    case .pure, .host: true
    case .ledger: place == .ledger
    case .offLedger: place != .ledger
    case .offLedgerMaster: place == .offLedgerMaster
    }
  }

  /// The full name of a contract: `@1Name`.
  package func fullName(_ name: Name) -> Name {
    guard name.text.utf8.first == UInt8(ascii: "@") else { return Name("@\(ecosystem)\(name.text)") }
    let rest = name.text.dropFirst()
    let hasNumber = rest.utf8.first.map(Lexer.isDigit) ?? false
    return hasNumber ? name : Name("@1\(rest)")
  }
}
