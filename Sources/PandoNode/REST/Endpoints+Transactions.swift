import HTTPTypes
import Hummingbird
import HummingbirdCore
import PandoAPI
import PandoPrimitives
import ServiceLifecycle

extension Endpoints {
  func getTransaction(_ call: Call) async throws -> Response {
    _ = try call.query()
    guard let hash = Hash(hexadecimal: call.parameter("id")) else {
      throw Failure.malformed("transaction_id", "A transaction is named by its identifier: 64 hexadecimal digits.")
    }
    let (id, node, wantsBytes) = (TransactionID(hash), node, call.wantsBytes)
    // Asked for before the ledger is read: a transaction that becomes final in between is found there.
    let pending = await node.pending(id)
    return try await offload {
      let reader = try node.reader()
      if let final = try reader.transaction(id) {
        guard !wantsBytes else { return bytes(final.transaction.canonicalBytes) }
        return json(try JSON.encode(final.answer(at: reader.height, withTransaction: true)))
      }
      guard let pending else {
        throw Failure.notFound(
          "transaction_not_found", "This node knows no such transaction; it has expired, or never came here.",
          at: reader.height)
      }
      guard !wantsBytes else { return bytes(pending.canonicalBytes) }
      return json(
        try JSON.encode(TransactionAnswer(pending: id, transaction: pending, atHeight: reader.height)))
    }
  }

  func submitTransaction(_ call: Call) async throws -> Response {
    let query = try call.query("wait", "timeout")
    let deadline = ContinuousClock.now + .milliseconds(try waitMilliseconds(query))
    let bytes = try await transactionBytes(call.request)
    let admission: Admission
    do {
      admission = try await node.submit(bytes)
      metrics.count(.submissions, ["\(ResultCode.pending.rawValue)"])
    } catch {
      metrics.count(.submissions, ["\(error.code.rawValue)"])
      throw Failure(error)
    }
    guard query["wait"] != nil else { return try pendingAnswer(admission.id) }
    return try await result(of: admission, until: deadline)
  }

  func submitBatch(_ call: Call) async throws -> Response {
    _ = try call.query()
    guard call.request.headers[.contentEncoding] == nil,
      call.request.headers[.contentType].map({ MediaType.name(of: $0) }) == "application/octet-stream"
    else { throw Failure.batchInOtherMediaType }
    let bytes = try await body(of: call.request)
    let batch: TransactionBatch
    do throws(DecodingError) {
      batch = try TransactionBatch(canonicalBytes: bytes)
    } catch {
      throw Failure(
        Refusal(
          .corrupted, "not_canonical",
          "The bytes are not the canonical form of 1 to \(TransactionBatch.transactionCountMax) transactions: \(error). "
            + "None was looked at."))
    }
    let outcomes = zip(batch.transactions, await node.submit(batch)).map { transaction, outcome in
      BatchAnswer.Outcome(transaction.id, outcome)
    }
    let codes = outcomes.reduce(into: [ResultCode: UInt64]()) { $0[$1.code, default: 0] += 1 }
    for (code, count) in codes { metrics.count(.submissions, ["\(code.rawValue)"], by: count) }
    return json(try BatchAnswer(outcomes: outcomes, atHeight: node.height).jsonText())
  }

  /// The answer once the transaction is final, or can never be, or `deadline` has come.
  private func result(of admission: Admission, until deadline: ContinuousClock.Instant) async throws -> Response {
    let node = node
    while true {
      let (response, height) = try await offload { () throws -> (Response?, Height) in
        let reader = try node.reader()
        if let final = try reader.transaction(admission.id) {
          let answer = final.answer(at: reader.height, withTransaction: false)
          return (json(try JSON.encode(answer), status: answer.code.status), reader.height)
        }
        guard reader.time < admission.expires else {
          throw Failure(
            Refusal(
              .timeOut, "expired", "The transaction expired before a block took it; make it anew with a new lifetime."))
        }
        return (nil, reader.height)
      }
      if let response { return response }
      guard ContinuousClock.now < deadline, !Task.isCancelled, !Task.isShuttingDownGracefully else {
        return try pendingAnswer(admission.id)
      }
      _ = await waitForBlock(above: height, until: deadline)
    }
  }

  private func pendingAnswer(_ id: TransactionID) throws -> Response {
    json(try JSON.encode(TransactionAnswer(pending: id, atHeight: node.height)), status: ResultCode.pending.status)
  }

  /// The canonical bytes in the body of a request, in whichever form they are there.
  private func transactionBytes(_ request: Request) async throws -> [UInt8] {
    guard request.headers[.contentEncoding] == nil else { throw Failure.unsupportedMediaType }
    switch request.headers[.contentType].map({ MediaType.name(of: $0) }) {
    case "application/octet-stream":
      return try await body(of: request)
    case "application/json":
      let text = try await body(of: request)
      return try await offload {
        do {
          return try JSON.decode(Transaction.self, from: text).canonicalBytes
        } catch let error as JSON.Problem {
          throw Failure(Refusal(.corrupted, "json", error.message))
        }
      }
    default:
      throw Failure.unsupportedMediaType
    }
  }

  /// The whole body, within the limits of one and of all.
  private func body(of request: Request) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.bodyByteCountMax {
      throw Failure.tooLarge(limit: limits.bodyByteCountMax)
    }
    let lease = bodies.lease()
    var bytes: [UInt8] = []
    for try await chunk in request.body {
      guard chunk.readableBytes <= limits.bodyByteCountMax - bytes.count else {
        throw Failure.tooLarge(limit: limits.bodyByteCountMax)
      }
      guard lease.grow(by: chunk.readableBytes) else {
        throw Failure.unavailable("busy", "The node reads as many requests as it can; send this one again later.")
      }
      bytes.append(contentsOf: chunk.readableBytesView)
    }
    return bytes
  }
}

extension ExecutedFinalTransaction {
  func answer(at height: Height, withTransaction: Bool) -> TransactionAnswer {
    TransactionAnswer(
      final: transaction.id, failure: outcome.failure, place: place, events: outcome.events,
      transaction: withTransaction ? transaction : nil, atHeight: height)
  }
}
