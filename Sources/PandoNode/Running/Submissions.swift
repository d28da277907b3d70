import DequeModule
package import PandoPrimitives

/// What clients have sent and the replica has said nothing about yet, and how much more may come.
///
/// Whoever comes when there is no room hears so at once, and costs next to nothing.
package struct Submissions {
  package typealias Continuation = CheckedContinuation<[Result<TransactionID, Refusal>]?, Never>

  package struct Ticket: Hashable {
    package let number: UInt64
    /// How many transactions it is for.
    package let count: Int
  }

  /// How many transactions wait at most: what a core checks in a tenth of a second or two.
  package static let transactionCountMax = 2_000
  /// While one has waited for longer, no more are taken. A node that is kept busy by its peers' transactions may check
  /// its clients' far slower than it could, and they would wait for long if only their number counted.
  package static let waitMillisecondsMax: UInt64 = 500

  private struct Submission {
    let count: Int
    /// Nil before its task waits, and when that was cancelled; the replica still has the transactions.
    var continuation: Continuation?
  }

  private var nextNumber: UInt64 = 0
  private var open: [UInt64: Submission] = [:]
  /// When each came, in this order. The first is open; those behind it may not be.
  private var arrivals: Deque<(number: UInt64, time: Timestamp)> = []
  private var transactionCount = 0

  package init() {}

  /// Takes in as many of `count` transactions as there is room for. Who gets a ticket for some closes it.
  package mutating func take(_ count: Int, now: Timestamp) -> Ticket {
    let isLate = arrivals.first.map { now.milliseconds(since: $0.time) > Submissions.waitMillisecondsMax } ?? false
    let taken = isLate ? 0 : min(count, Submissions.transactionCountMax - transactionCount)
    nextNumber += 1
    guard taken > 0 else { return Ticket(number: nextNumber, count: 0) }
    open[nextNumber] = Submission(count: taken)
    arrivals.append((nextNumber, now))
    transactionCount += taken
    return Ticket(number: nextNumber, count: taken)
  }

  /// From now on `continuation` waits for the word on an open ticket.
  package mutating func wait(for number: UInt64, _ continuation: Continuation) {
    open[number]?.continuation = continuation
  }

  /// Nobody waits for the word any longer, which is still to come.
  /// - Returns: who waited.
  package mutating func abandon(_ number: UInt64) -> Continuation? {
    defer { open[number]?.continuation = nil }
    return open[number]?.continuation
  }

  /// The same for all, when no word comes any more.
  package mutating func abandonAll() -> [Continuation] {
    defer { self = Submissions() }
    return open.values.compactMap(\.continuation)
  }

  /// The word was said.
  /// - Returns: who waited for it.
  package mutating func close(_ number: UInt64) -> Continuation? {
    guard let submission = open.removeValue(forKey: number) else { return nil }
    transactionCount -= submission.count
    while let first = arrivals.first, open[first.number] == nil { arrivals.removeFirst() }
    return submission.continuation
  }
}
