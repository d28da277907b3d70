import PandoAPI
import PandoClient
import PandoPrimitives
import Testing

/// How the outcome of a transaction is found out, whatever hosts and connections do.
@Suite struct SubmissionTests {
  private let transaction: Transaction
  private let lost = ClientError(.unreachable, "gone")

  init() throws { transaction = try Fixture.transfer() }

  private func submission(_ goal: Submission.Goal = .final, hosts: Int = 2) -> Submission {
    Submission(transaction, goal: goal, hostCount: hosts)
  }

  private func refused(_ code: ResultCode) -> Submission.Event {
    .refused(ClientError(.refused, "no", refusal: Refusal(code, "reason", "no")))
  }

  private func outcome(_ step: Submission.Step) -> Result<TransactionAnswer, ClientError>? {
    if case .done(let result) = step { result } else { nil }
  }

  private func errorCode(_ step: Submission.Step) -> ClientError.Code? {
    if case .failure(let error) = outcome(step) { error.code } else { nil }
  }

  @Test func finalAnswerEndsIt() {
    var submission = submission()
    #expect(submission.firstStep == .send)
    let answer = Fixture.final(transaction.id)
    #expect(submission.handle(.answered(answer)) == .done(.success(answer)))
  }

  @Test func failedExecutionIsAnAnswer() {
    var submission = submission()
    let answer = Fixture.final(transaction.id, failure: Refusal(.negativeBalance, "balance_too_low", "Too low."))
    #expect(submission.handle(.answered(answer)) == .done(.success(answer)))
  }

  @Test func acceptedIsEnoughForThoseWhoDoNotWait() {
    var submission = submission(.accepted)
    let answer = Fixture.pending(transaction.id)
    #expect(submission.handle(.answered(answer)) == .done(.success(answer)))
  }

  @Test func pendingTransactionIsLookedUp() {
    var submission = submission()
    guard case .pause = submission.handle(.answered(Fixture.pending(transaction.id))) else {
      Issue.record("It should pause.")
      return
    }
    #expect(submission.handle(.resumed) == .lookUp)
  }

  @Test func refusalOfTheFirstAttemptIsTheOutcome() {
    for code in [ResultCode.signatureInvalid, .corrupted, .invalidLifetime, .duplicate] {
      var submission = submission()
      #expect(errorCode(submission.handle(refused(code))) == .refused)
    }
  }

  @Test func duplicateAfterALostConnectionIsLookedUp() {
    var submission = submission()
    #expect(submission.handle(.noAnswer(lost, mayHaveArrived: true)) == .send)
    #expect(submission.handle(refused(.duplicate)) == .lookUp)
    let answer = Fixture.final(transaction.id)
    #expect(submission.handle(.answered(answer)) == .done(.success(answer)))
  }

  @Test func expiryOfALaterAttemptSaysNothingAboutTheFirst() {
    var submission = submission()
    _ = submission.handle(.noAnswer(lost, mayHaveArrived: true))
    #expect(outcome(submission.handle(refused(.invalidLifetime))) == nil)
    #expect(submission.handle(.resumed) == .lookUp)
    #expect(outcome(submission.handle(.unknown(blockTime: Timestamp(milliseconds: 60_999)))) == nil)
    #expect(submission.handle(.resumed) == .lookUp, "Bytes that are refused for good are not sent again.")
    #expect(errorCode(submission.handle(.unknown(blockTime: Timestamp(milliseconds: 61_000)))) == .expired)
  }

  @Test func unreachableHostsAreGivenUpWhenNothingWasSent() {
    var submission = submission(hosts: 2)
    var steps = 0
    var step = submission.firstStep
    while outcome(step) == nil {
      steps += 1
      step = step == .send ? submission.handle(.noAnswer(lost, mayHaveArrived: false)) : submission.handle(.resumed)
      guard steps < 100 else { break }
    }
    #expect(errorCode(step) == .unreachable)
  }

  @Test func everyHostIsTriedBeforeAPause() {
    var submission = submission(hosts: 3)
    #expect(submission.handle(.noAnswer(lost, mayHaveArrived: true)) == .send)
    #expect(submission.handle(.noAnswer(lost, mayHaveArrived: true)) == .send)
    #expect(submission.handle(.noAnswer(lost, mayHaveArrived: true)) == .pause(.milliseconds(100)))
  }

  @Test func whatANodeForgotIsSentAgain() {
    var submission = submission()
    _ = submission.handle(.answered(Fixture.pending(transaction.id)))
    _ = submission.handle(.resumed)
    _ = submission.handle(.unknown(blockTime: Timestamp(milliseconds: 2_000)))
    #expect(submission.handle(.resumed) == .send)
  }

  @Test func whenTheTimeIsUpTheOutcomeIsUnknownOnlyIfItWasSent() {
    var unsent = submission()
    _ = unsent.handle(.noAnswer(ClientError(.unavailable, "full"), mayHaveArrived: false))
    #expect(errorCode(unsent.handle(.timeUp)) == .unavailable)
    var sent = submission()
    _ = sent.handle(.noAnswer(lost, mayHaveArrived: true))
    #expect(errorCode(sent.handle(.timeUp)) == .outcomeUnknown)
    var awaited = Submission(awaiting: transaction.id, hostCount: 1)
    #expect(awaited.firstStep == .lookUp)
    #expect(errorCode(awaited.handle(.timeUp)) == .outcomeUnknown)
  }

  @Test func whoOnlyWaitsNeverSends() {
    var submission = Submission(awaiting: transaction.id, hostCount: 1)
    for event: Submission.Event in [
      .unknown(blockTime: .init(milliseconds: .max)), .resumed, .noAnswer(lost, mayHaveArrived: true), .resumed,
      .answered(Fixture.pending(transaction.id)), .resumed,
    ] {
      #expect(submission.handle(event) != .send)
    }
  }
}
