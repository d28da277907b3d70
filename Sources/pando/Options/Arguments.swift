public import ArgumentParser
public import PandoPrimitives

// How the nouns of a ledger are written on a command line.

extension TransactionID: ExpressibleByArgument {
  public init?(argument: String) {
    guard let hash = Hash(hexadecimal: argument) else { return nil }
    self.init(hash)
  }
}

extension PublicKey: ExpressibleByArgument {
  public init?(argument: String) { self.init(hexadecimal: argument) }
}

/// One of the values of an enumeration, spelled as in the source. The parser's own way would show the number that an
/// enumeration has in the protocol.
struct Choice<Value: CaseIterable & Sendable>: ExpressibleByArgument {
  let value: Value

  init(_ value: Value) { self.value = value }

  init?(argument: String) {
    guard let value = Value.allCases.first(where: { "\($0)" == argument }) else { return nil }
    self.value = value
  }

  static var allValueStrings: [String] { Value.allCases.map { "\($0)" } }
  var defaultValueDescription: String { "\(value)" }
}
