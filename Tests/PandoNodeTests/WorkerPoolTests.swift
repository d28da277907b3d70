import Dispatch
import PandoNode
import PandoPrimitives
import PandoReplica
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  @Test func preferredWorkGoesBeforeOrdinaryWorkThatCameEarlier() {
    let pool = WorkerPool(name: "test")
    let (began, gate, end) = (Gate(), Gate(), Gate())
    let order = Order()
    pool.run {
      began.open()
      gate.pass()
    }
    began.pass()
    for name in ["a", "b"] { pool.run { order.note(name) } }
    for name in ["first", "second"] { pool.run(in: .preferred) { order.note(name) } }
    pool.run { end.open() }
    gate.open()
    end.pass()
    #expect(order.names == ["first", "second", "a", "b"])
    pool.stop()
  }

  @Test(arguments: [0, 1, 16, 17, 100])
  func aJobInPartsHasOneVerdictInItsOrder(count: Int) async throws {
    let pool = WorkerPool(name: "test", threadCount: 3)
    let key = try #require(PrivateKey(scheme: .ed25519, rawBytes: [UInt8](repeating: 7, count: 32)))
    let transactions = try (0..<count).map { number in
      let body = TransactionBody(
        chainID: .zero, created: Timestamp(milliseconds: 1), expires: Timestamp(milliseconds: 2),
        credentials: [key.publicKey], entries: [], nonce: [UInt8(number)])
      let signed = try Transaction(signing: body, with: [key])
      // Every fifth does not hold.
      return number % 5 == 4 ? Transaction(body: body, signatures: [[UInt8](repeating: 0, count: 64)]) : signed
    }
    let job = VerificationJob(
      id: JobID(value: 1), chainID: .zero, subject: .transactions(transactions), urgency: .clients)
    let verdict = await withCheckedContinuation { continuation in
      pool.verify(job, in: .ordinary) { continuation.resume(returning: $0) }
    }
    guard case .transactions(let results) = verdict else {
      Issue.record("Transactions were asked about.")
      return
    }
    #expect(results.map { try? $0.get().id } == transactions.enumerated().map { $0 % 5 == 4 ? nil : $1.id })
    pool.stop()
  }
}

/// A door that is passed once after it was opened once.
private struct Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  func open() { semaphore.signal() }
  func pass() { semaphore.wait() }
}

private final class Order: Sendable {
  private let noted = Mutex<[String]>([])
  var names: [String] { noted.withLock { $0 } }
  func note(_ name: String) { noted.withLock { $0.append(name) } }
}
