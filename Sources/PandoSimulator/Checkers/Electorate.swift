import PandoPrimitives

/// Who decides, in which order they lead, and which weight is enough: for all rules, liars and faults of a run, said
/// once more without the production's words.
struct Electorate {
  /// Ascending by key.
  let validators: [Validator]
  let faultMode: FaultMode

  /// Who leads a view; nil where nobody votes.
  func leader(of view: View) -> PublicKey? {
    validators.isEmpty ? nil : validators[Int(view.value % UInt64(validators.count))].key
  }

  func key(of signer: ValidatorIndex) -> PublicKey? {
    validators.indices.contains(signer.value) ? validators[signer.value].key : nil
  }

  /// Whether those of whom something is true have enough weight together.
  func isQuorum(_ holds: (PublicKey) -> Bool) -> Bool {
    validators.reduce(0) { $0 + (holds($1.key) ? $1.weight : 0) }
      >= Electorate.quorum(of: validators.reduce(0) { $0 + $1.weight }, faultMode)
  }

  /// The least weight that decides.
  static func quorum(of total: UInt64, _ faultMode: FaultMode) -> UInt64 {
    switch faultMode {
    case .byzantine: 2 * total / 3 + 1
    case .crash: total / 2 + 1
    }
  }
}
