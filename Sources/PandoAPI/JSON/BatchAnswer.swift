public import PandoPrimitives

/// What became of the transactions of a batch so far: `POST /v1/transactions/batch`.
public struct BatchAnswer: Hashable, Sendable, Codable {
  /// What became of one transaction.
  public struct Outcome: Hashable, Sendable, Codable {
    public let id: TransactionID
    /// −1 for a transaction that waits for a block; else why it was refused.
    public let code: ResultCode
    public let reason: String
    public let message: String

    public init(_ id: TransactionID, _ result: Result<TransactionID, Refusal>) {
      self.id = id
      switch result {
      case .success: (code, reason, message) = (.pending, "pending", "The transaction waits for a block.")
      case .failure(let refusal): (code, reason, message) = (refusal.code, refusal.reason, refusal.message)
      }
    }
  }

  /// One for each transaction, in order.
  public let outcomes: [Outcome]
  public let atHeight: Height

  public init(outcomes: [Outcome], atHeight: Height) {
    self.outcomes = outcomes
    self.atHeight = atHeight
  }
}

// Batches come in hundreds a second, and nearly all of their transactions wait for a block. So their answers are
// written and read piece by piece here, which takes a tenth of what a general coder takes.
extension BatchAnswer {
  /// The text that ``JSON/encode(_:pretty:)`` gives for this answer.
  package func jsonText() throws -> [UInt8] {
    var text = Array("{\"atHeight\":\(atHeight.value),\"outcomes\":[".utf8)
    text.reserveCapacity(text.count + 160 * outcomes.count)
    for (index, outcome) in outcomes.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      if outcome == Outcome(outcome.id, .success(outcome.id)) {
        text.append(contentsOf: Outcome.pendingHead)
        text.append(contentsOf: outcome.id.hash.description.utf8)
        text.append(contentsOf: Outcome.pendingTail)
      } else {
        text.append(contentsOf: try JSON.encode(outcome))
      }
    }
    text.append(contentsOf: "]}".utf8)
    return text
  }

  /// The codes in an answer's text, in order. A quotation mark inside a string has a backslash before it, so nothing
  /// else looks like the key.
  package static func codes(inJSON text: [UInt8]) -> [ResultCode] {
    var codes: [ResultCode] = []
    let key = Outcome.codeKey
    var position = 0
    while position + key.count < text.count {
      guard text[position] == key[0], text[position..<position + key.count].elementsEqual(key) else {
        position += 1
        continue
      }
      position += key.count
      let end = text[position...].firstIndex { $0 != UInt8(ascii: "-") && !(0x30...0x39).contains($0) } ?? text.count
      let code = Int8(String(decoding: text[position..<end], as: UTF8.self)).flatMap { ResultCode(rawValue: $0) }
      if let code { codes.append(code) }
      position = end
    }
    return codes
  }
}

extension BatchAnswer.Outcome {
  fileprivate static let codeKey = Array("\"code\":".utf8)
  fileprivate static let pendingHead = Array("{\"code\":-1,\"id\":\"".utf8)
  fileprivate static let pendingTail = Array(
    "\",\"message\":\"The transaction waits for a block.\",\"reason\":\"pending\"}".utf8)
}
