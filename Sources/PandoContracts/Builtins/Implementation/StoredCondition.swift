/// What may be stored as a condition: `0`, `1`, `true`, `false`, or one call of `ContractConditions`, `ContractAccess`
/// or `RoleAccess` with names or numbers written out. So whoever reads a table sees who may do what.
enum StoredCondition {
  static func check(_ condition: ByteString) throws(Fault) {
    guard !condition.isEmpty else { throw Fault(.value, "conditions is empty") }
    let notAllowed = Fault(.value, "condition " + condition + " is not allowed")
    let parsed = ParsedExpression(Source(name: "condition", bytes: condition.bytes))
    guard !parsed.diagnostics.hasErrors else { throw notAllowed }
    switch parsed.expression.kind {
    case .literal(let literal): guard isTruthValue(literal) else { throw notAllowed }
    case .call(let call): try check(call, notAllowed)
    default: throw notAllowed
    }
  }

  private static func isTruthValue(_ literal: Literal) -> Bool {
    switch literal {
    case .bool: true
    case .integer(let value): value == 0 || value == 1
    default: false
    }
  }

  private static func check(_ call: Call, _ notAllowed: Fault) throws(Fault) {
    let name = call.callee.name
    let takesNumbers = name == "RoleAccess"
    guard takesNumbers || name == "ContractConditions" || name == "ContractAccess", call.tails.isEmpty else {
      throw notAllowed
    }
    guard !call.arguments.isSpread else { throw notAllowed }
    for argument in call.arguments.values {
      guard case .literal(let literal) = argument.kind else { throw notAllowed }
      switch literal {
      case .integer where takesNumbers: continue
      case .text(let text) where !takesNumbers:
        guard isName(text.value) else { throw Fault(.value, "incorrect parameter of the condition function") }
      default: throw notAllowed
      }
    }
  }

  /// An optional `@`, then letters, digits and `_`.
  private static func isName(_ text: String) -> Bool {
    let name = text.utf8.first == UInt8(ascii: "@") ? Array(text.utf8.dropFirst()) : Array(text.utf8)
    return !name.isEmpty && name.allSatisfy { $0 < 0x80 && (Lexer.isNameHead($0) || Lexer.isDigit($0)) }
  }
}
