import PandoNode
import PandoPrimitives
import Testing

@Suite struct SubmissionsTests {
  private func at(_ milliseconds: UInt64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  @Test func asManyAsThereIsRoomFor() {
    var submissions = Submissions()
    let first = submissions.take(Submissions.transactionCountMax - 1, now: at(0))
    #expect(first.count == Submissions.transactionCountMax - 1)
    let second = submissions.take(5, now: at(0))
    #expect(second.count == 1)
    #expect(submissions.take(1, now: at(0)).count == 0)
    _ = submissions.close(second.number)
    #expect(submissions.take(5, now: at(1)).count == 1)
    _ = submissions.close(first.number)
    #expect(submissions.take(5, now: at(2)).count == 5)
  }

  @Test func noneWhileOneHasWaitedForLong() {
    var submissions = Submissions()
    let late = 100 + Submissions.waitMillisecondsMax
    let first = submissions.take(1, now: at(100))
    let second = submissions.take(1, now: at(200))
    #expect(submissions.take(1, now: at(late)).count == 1)
    #expect(submissions.take(1, now: at(late + 1)).count == 0)
    // Another's word is no help; that of the one which waits the longest is.
    _ = submissions.close(second.number)
    #expect(submissions.take(1, now: at(late + 1)).count == 0)
    _ = submissions.close(first.number)
    #expect(submissions.take(1, now: at(late + 1)).count == 1)
  }

  @Test func aWordThatNobodyWaitsForStillCounts() {
    var submissions = Submissions()
    let ticket = submissions.take(Submissions.transactionCountMax, now: at(0))
    #expect(submissions.abandon(ticket.number) == nil)
    #expect(submissions.take(1, now: at(0)).count == 0)
    _ = submissions.close(ticket.number)
    // Said twice, it counts once.
    _ = submissions.close(ticket.number)
    #expect(submissions.take(Submissions.transactionCountMax + 1, now: at(0)).count == Submissions.transactionCountMax)
  }
}
