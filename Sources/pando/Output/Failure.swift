package import PandoAPI
package import PandoClient
import PandoNode
import PandoPrimitives

/// Why a command ends with another code than 0, and the one sentence that it says on standard error.
package struct Failure: Error, Equatable {
  package let exit: Exit
  /// Stable and machine-readable, in `snake_case`.
  package let reason: String
  /// Empty when the command has said everything already.
  package let message: String

  package init(_ exit: Exit, _ reason: String, _ message: String) {
    self.exit = exit
    self.reason = reason
    self.message = Failure.shortened(message)
  }

  /// `text` with its longest words cut: whoever typed them knows them.
  package static func shortened(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.count > wordLengthMax ? $0.prefix(60) + "…" : $0 }.joined(separator: " ")
  }

  /// Longer than every path that is common, every address and every key.
  private static let wordLengthMax = 400

  /// The failure that an error of the client, of the key files or of this program stands for; nil for errors that the
  /// argument parser explains itself.
  package init?(explaining error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ClientError: self.init(error)
    case let error as KeyFileError: self.init(.local, "key_file", error.message)
    case let error as JSON.Problem: self.init(.local, "json", error.message)
    default: return nil
    }
  }

  package init(_ error: ClientError) {
    let exit: Exit =
      switch error.code {
      case .invalidArgument: .usage
      case .refused, .expired: .refused
      case .notFound: .notFound
      case .unreachable, .unavailable, .badAnswer, .wrongLedger: .unreachable
      case .outcomeUnknown, .cancelled: .unknownOutcome
      case .proofInvalid: .proofInvalid
      }
    var message = error.message
    if error.code == .outcomeUnknown, let id = error.transactionID { message += " Try: pando tx wait \(id)" }
    self.init(exit, error.refusal?.reason ?? Failure.snakeCase(error.code.rawValue), message)
  }

  /// A transaction that is final and failed.
  /// - Parameter decimals: of the table whose amounts the answer may name, which it does in smallest units.
  package init(_ answer: TransactionAnswer, decimals: UInt64? = nil) {
    let place = answer.place.map { " in block \($0.height)" } ?? ""
    // Other sentences have numbers that are no amounts.
    let decimals = answer.code == .negativeBalance ? decimals ?? 0 : 0
    self.init(
      .refused, answer.reason,
      "The transaction \(answer.id) failed\(place) with code \(answer.code.rawValue), \(answer.name): "
        + DecimalAmount.amounts(in: answer.message, decimals: decimals))
  }

  /// What the argument parser misunderstands: it takes a number below zero for an option.
  package init?(negativeNumberIn arguments: [String]) {
    let candidates = arguments.prefix { $0 != "--" }
    guard let number = candidates.first(where: { $0.wholeMatch(of: /-\.?[0-9].*/) != nil }) else { return nil }
    self.init(
      .usage, "number_negative",
      "\"\(number)\" is negative; amounts and counts are positive. A text that begins with a minus comes after --.")
  }

  /// Ends with `exit` after everything was said.
  package static func silent(_ exit: Exit) -> Failure { Failure(exit, "", "") }

  /// What standard error shows.
  package func text(json: Bool) -> String {
    struct Shape: Encodable {
      let exit: Int32
      let reason: String
      let message: String
    }
    guard json, let bytes = try? JSON.encode(Shape(exit: exit.rawValue, reason: reason, message: message)) else {
      return "Error: \(message)"
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func snakeCase(_ camelCase: String) -> String {
    camelCase.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }
}
