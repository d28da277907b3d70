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

extension SignatureScheme: ExpressibleByArgument {
  public init?(argument: String) {
    guard let scheme = SignatureScheme(word: argument) else { return nil }
    self = scheme
  }

  public static var allValueStrings: [String] { words }
  public var defaultValueDescription: String { "\(self)" }
}

extension TableKind: ExpressibleByArgument {
  public init?(argument: String) {
    guard let kind = TableKind(word: argument) else { return nil }
    self = kind
  }

  public static var allValueStrings: [String] { words }
}

extension PermissionModel: ExpressibleByArgument {
  public init?(argument: String) {
    guard let model = PermissionModel(word: argument) else { return nil }
    self = model
  }

  public static var allValueStrings: [String] { words }
  public var defaultValueDescription: String { "\(self)" }
}

extension FaultMode: ExpressibleByArgument {
  public init?(argument: String) {
    guard let mode = FaultMode(word: argument) else { return nil }
    self = mode
  }

  public static var allValueStrings: [String] { words }
  public var defaultValueDescription: String { "\(self)" }
}

extension CaseIterable {
  /// The names of the cases.
  fileprivate static var words: [String] { allCases.map { "\($0)" } }

  /// The case with this name.
  fileprivate init?(word: String) {
    guard let value = Self.allCases.first(where: { "\($0)" == word }) else { return nil }
    self = value
  }
}
