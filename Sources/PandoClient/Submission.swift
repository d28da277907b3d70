package import PandoAPI
package import PandoPrimitives

/// Decides how to bring one transaction onto the ledger and to learn what became of it, whatever hosts and
/// connections do.
///
/// The same bytes may be sent any number of times, because the ledger executes an identifier once. So every doubt is
/// resolved by sending them again or by looking the identifier up, until the result is known or the time is up. The
/// caller carries out each ``Step`` and answers with an ``Event``; nothing here knows sockets or clocks.
package struct Submission {
  /// How far the transaction must come.
  package enum Goal {
    /// A node took it.
    case accepted
    /// It is in a final block.
    case final
  }

  /// What the caller does next.
  package enum Step: Equatable {
    /// Send the bytes.
    case send
    /// Ask for the identifier.
    case lookUp
    /// Wait, then answer ``Event/resumed``.
    case pause(Duration)
    case done(Result<TransactionAnswer, ClientError>)
  }

  /// What came of it.
  package enum Event {
    /// A node says what became of it so far.
    case answered(TransactionAnswer)
    /// A node refuses these bytes.
    case refused(ClientError)
    /// A host did not answer, or could not say; the transaction may have arrived there.
    case noAnswer(ClientError, mayHaveArrived: Bool)
    /// A node whose last block has this time does not know the identifier.
    case unknown(blockTime: Timestamp)
    /// The pause is over.
    case resumed
    /// The caller's time is up.
    case timeUp
  }

  /// Who may have the transaction.
  private enum Exposure: Int, Comparable {
    case nobody, somebody, aNode
    static func < (left: Exposure, right: Exposure) -> Bool { left.rawValue < right.rawValue }
  }

  /// How often every host may fail before giving up, when the transaction cannot have arrived anywhere.
  static let roundsMax = 3

  private let id: TransactionID
  private let expires: Timestamp?
  private let goal: Goal
  private var exposure: Exposure
  /// Whether there are bytes to send, and some node may still take them.
  private var maySend: Bool
  private var backoff: Backoff
  private var polls = 0
  private var afterPause = Step.lookUp
  private var lastProblem: ClientError?

  /// Brings `transaction` onto the ledger.
  package init(_ transaction: Transaction, goal: Goal, hostCount: Int) {
    id = transaction.id
    expires = transaction.body.expires
    self.goal = goal
    exposure = .nobody
    maySend = true
    backoff = Backoff(hostCount: hostCount)
  }

  /// Waits for a transaction that others send.
  package init(awaiting id: TransactionID, hostCount: Int) {
    self.id = id
    expires = nil
    goal = .final
    exposure = .somebody
    maySend = false
    backoff = Backoff(hostCount: hostCount)
  }

  /// What to do first.
  package var firstStep: Step { maySend ? .send : .lookUp }

  /// Takes what came of the last step.
  package mutating func handle(_ event: Event) -> Step {
    switch event {
    case .answered(let answer): return answered(answer)
    case .refused(let error): return refused(error)
    case .noAnswer(let error, let mayHaveArrived):
      if mayHaveArrived { exposure = max(exposure, .somebody) }
      return failed(error)
    case .unknown(let blockTime): return unknown(at: blockTime)
    case .resumed: return afterPause
    case .timeUp: return .done(.failure(timeUp))
    }
  }

  private mutating func answered(_ answer: TransactionAnswer) -> Step {
    backoff.succeeded()
    exposure = .aNode
    guard answer.place == nil, goal == .final else { return .done(.success(answer)) }
    return poll()
  }

  private mutating func refused(_ error: ClientError) -> Step {
    backoff.succeeded()
    guard exposure > .nobody, error.code != .expired else { return .done(.failure(error.about(id))) }
    switch error.refusal?.code {
    case .duplicate:
      exposure = .aNode
      return .lookUp
    case .invalidLifetime:
      // Too late for this attempt says nothing about the ones before.
      maySend = false
      return poll()
    case _ where exposure == .aNode:
      return poll()
    default:
      // What is wrong with these bytes is wrong with them on every node.
      return .done(.failure(error.about(id)))
    }
  }

  private mutating func failed(_ error: ClientError) -> Step {
    lastProblem = error
    let pause = backoff.failed()
    if exposure == .nobody, error.code == .unreachable, backoff.rounds >= Submission.roundsMax {
      return .done(.failure(error.about(id)))
    }
    let next: Step = exposure == .aNode || !maySend ? .lookUp : .send
    guard pause > .zero else { return next }
    afterPause = next
    return .pause(pause)
  }

  private mutating func unknown(at blockTime: Timestamp) -> Step {
    backoff.succeeded()
    if let expires, blockTime >= expires {
      return .done(
        .failure(
          ClientError(
            .expired, "The transaction \(id) expired before any block took it; it has no effect. Sign it anew.",
            transactionID: id)))
    }
    // The node that had it may have lost it before telling the others.
    return maySend ? pause(thenDo: .send) : poll()
  }

  private mutating func poll() -> Step { pause(thenDo: .lookUp) }

  private mutating func pause(thenDo next: Step) -> Step {
    afterPause = next
    polls += 1
    return .pause(min(.milliseconds(500), .milliseconds(25) * (1 << min(polls, 6))))
  }

  private var timeUp: ClientError {
    guard exposure > .nobody else {
      return lastProblem?.about(id)
        ?? ClientError(.unavailable, "The time was up before a node took the transaction.", transactionID: id)
    }
    let limit = expires.map { " until it expires at \($0.text)" } ?? ""
    return ClientError(
      .outcomeUnknown,
      "The transaction \(id) is not final yet, and may still become so\(limit); ask for it again later.",
      refusal: lastProblem?.refusal, transactionID: id)
  }
}
