import PandoAPI
import PandoPrimitives

/// What a command says on standard output: a JSON document for programs, or text for people.
struct Output {
  let isJSON: Bool
  let style: Style

  /// Prints `value` as JSON, or `text`.
  func show(_ value: some Encodable, _ text: (Style) -> String) throws {
    if isJSON {
      try write(String(decoding: try JSON.encode(value, pretty: true), as: UTF8.self))
    } else {
      try write(text(style))
    }
  }

  /// Prints what became of a transaction.
  /// - Parameter decimals: those of the table that it is about, if it is about one and they are known.
  /// - Throws: a failure with exit code 1 when it is final and did not succeed.
  func showOutcome(_ answer: TransactionAnswer, decimals: UInt64? = nil, _ text: (Style) -> String) throws {
    let hasFailed = answer.place != nil && answer.code != .success
    if hasFailed && !isJSON { throw Failure(answer, decimals: decimals) }
    try show(answer, text)
    if hasFailed { throw Failure.silent(.refused) }
  }

  private func write(_ text: String) throws(Failure) { try StandardStream.output.write(text + "\n") }
}
