/// What a name means, for people.
package struct Explanation: Hashable, Sendable {
  /// Its declaration.
  package let code: String
  /// What there is to say beside it; may be empty.
  package let text: String

  init(_ meaning: NameIndex.Meaning, _ names: NameIndex) {
    switch meaning {
    case .declaration(let index): self.init(names.declarations[index])
    case .builtin(let builtin): self.init(builtin)
    case .systemVariable(let variable): self.init(variable)
    }
  }

  init(_ declaration: NameIndex.Declaration) {
    code = declaration.text
    text =
      switch declaration.kind {
      case .contract, .function: ""
      case .field: "A field of the contract."
      case .variable: "A variable."
      case .parameter: "A parameter."
      case .contractVariable: "A variable of the contract, declared nowhere."
      }
  }

  init(_ builtin: Builtin) {
    code = "func \(builtin.text)"
    let place =
      switch builtin.availability {
      case .pure, .host: ""
      case .ledger: " Exists where blocks are made."
      case .offLedger: " Exists off the ledger."
      case .offLedgerMaster: " Exists off the ledger, on a machine that runs others."
      }
    text = "\(builtin.summary)\(place)\(builtin.writes ? " Not in `conditions`." : "") Fuel: \(builtin.fuel)."
  }

  init(_ variable: SystemVariable) {
    code = "$\(variable.name)\(variable.type.map { " \($0.rawValue)" } ?? "")"
    text = variable.summary
  }
}
