package import PandoPrimitives

/// What the verified keys of a transaction, and the thresholds that it spells out, amount to
/// (docs/spec/permissions.md, "Credentials").
///
/// A key address is satisfied when its key signed, a threshold address when it is spelled out and enough of its keys
/// signed. A contract address is satisfied only while that contract runs, and none does yet.
package struct Credentials: Sendable {
  /// The keys that signed, strictly ascending.
  package let keys: [PublicKey]
  /// Every address that is satisfied, ascending.
  package let addresses: [Address]
  private let thresholds: [Threshold]

  /// The credentials of a transaction whose signatures have been checked.
  package init(_ transaction: VerifiedTransaction) {
    self.init(keys: transaction.transaction.body.credentials, thresholds: transaction.transaction.body.thresholds)
  }

  /// The credentials of these keys, taken as verified; how tests and tools ask "what if these signed?".
  package init(keys: [PublicKey], thresholds: [Threshold] = []) {
    self.keys = keys
    self.thresholds = thresholds
    let satisfied = thresholds.filter { $0.isSatisfied(by: keys) }
    addresses = (keys.map { Address($0) } + satisfied.map { Address($0) }).sorted()
  }

  /// Whether an entry may act for `address`.
  package func satisfies(_ address: Address) -> Bool { addresses.contains(address) }

  /// Whether an entry may act for one of these.
  package func satisfyAny(of addresses: [Address]) -> Bool { addresses.contains { satisfies($0) } }

  /// What it would take to satisfy one of `addresses`, as the end of a sentence; it names three of them at most.
  package func remedy(for addresses: [Address]) -> String {
    guard !addresses.isEmpty else { return "nobody has this right" }
    let shown = addresses.prefix(3).map { remedy(for: $0) }.joined(separator: ", or ")
    return addresses.count > 3 ? "\(shown), or one of \(addresses.count - 3) more addresses" : shown
  }

  private func remedy(for address: Address) -> String {
    switch address.kind {
    case .key: return "sign with the key of \(address)"
    case .threshold:
      guard let threshold = thresholds.first(where: { Address($0) == address }) else {
        return "spell out the threshold \(address) and sign with enough of its keys"
      }
      let signed = threshold.keys.count { keys.contains($0) }
      return "sign with \(threshold.required) of the keys of the threshold \(address), not with \(signed)"
    case .contract: return "call the contract \(address), which no transaction can yet"
    }
  }
}
