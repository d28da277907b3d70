import PandoAPI
package import PandoPrimitives

/// What a file with a transaction may hold.
package enum TransactionFile {
  /// What a transaction is to do, before anyone signed it.
  package struct Draft: Decodable {
    package let entries: [Entry]
    package let memo: String?
    /// The threshold addresses that the signers together satisfy.
    package let thresholds: [Threshold]?
  }

  case signed(Transaction)
  case draft(Draft)

  /// - Throws: a failure that says what is wrong with the file.
  package init(_ bytes: [UInt8]) throws {
    // Canonical bytes begin with a tag that is a line break in text, so both ways are tried.
    if let transaction = try? Transaction(canonicalBytes: bytes) {
      self = .signed(transaction)
      return
    }
    let keys = try JSON.decode([String: Anything].self, from: bytes)
    self = try keys["entries"] == nil ? .signed(JSON.decode(from: bytes)) : .draft(JSON.decode(from: bytes))
  }

  private struct Anything: Decodable {
    package init(from decoder: any Decoder) {}
  }
}
