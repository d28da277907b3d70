public import PandoAPI
public import PandoPrimitives

extension LedgerClient {
  /// How far a transaction must have come before a call returns.
  public enum Progress: Sendable {
    /// A node took it; it is not final yet.
    case accepted
    /// It is in a final block.
    case final
  }

  /// How long a node is asked to hold an answer back while it waits for finality. Less than ``Options/requestTimeout``,
  /// so that a host that hangs is found out.
  private static let heldMilliseconds = 2_000

  /// Signs a transaction of `entries` for this ledger with `keys`. It lives as long as the ledger allows, and at most
  /// ``TransactionBuilder/lifetimeMillisecondsDefault``.
  public func sign(
    _ entries: [Entry], with keys: [KeyPair], thresholds: [Threshold] = [], memo: String = ""
  ) async throws(ClientError) -> Transaction {
    let ledger = try await ledger()
    let lifetime = min(
      TransactionBuilder.lifetimeMillisecondsDefault, ledger.rules.parameters.lifetimeWindowMilliseconds)
    var builder = TransactionBuilder(
      chainID: ledger.chainId, entries: entries, memo: memo, lifetimeMilliseconds: lifetime)
    builder.thresholds = thresholds
    return try builder.sign(with: keys)
  }

  /// Sends `transaction` and waits until it is as far as `progress`.
  ///
  /// Its bytes go to one host after another, as often as it takes; the ledger executes them once. The answer may say
  /// that execution failed: look at its `code`.
  /// - Throws: `refused`, `unreachable`, `unavailable` and `expired` say that it has no effect. `outcomeUnknown` says
  ///   that nobody knows yet. After `cancelled` nobody knows either.
  public func submit(
    _ transaction: Transaction, until progress: Progress = .final
  ) async throws(ClientError) -> TransactionAnswer {
    let goal: Submission.Goal = progress == .final ? .final : .accepted
    let submission = Submission(transaction, goal: goal, hostCount: hosts.count)
    return try await run(submission, id: transaction.id, bytes: transaction.canonicalBytes, holds: progress == .final)
  }

  /// Sends transactions together, and returns when a node has admitted or refused each, by itself.
  ///
  /// They go to one host after another until one answers. After a broken connection some may have been taken before;
  /// those are answered as duplicates (code 9). What becomes of the admitted ones, ``outcome(of:)`` says.
  /// - Throws: `invalidArgument` when there are none or more than ``TransactionBatch/transactionCountMax``.
  public func submit(batch transactions: [Transaction]) async throws(ClientError) -> BatchAnswer {
    guard (1...TransactionBatch.transactionCountMax).contains(transactions.count) else {
      throw ClientError(
        .invalidArgument,
        "A batch has 1 to \(TransactionBatch.transactionCountMax) transactions, not \(transactions.count).")
    }
    return try LedgerClient.decode(
      try await answer(toBatch: TransactionBatch(transactions: transactions).canonicalBytes))
  }

  /// Sends a batch whose canonical bytes are made already.
  /// - Returns: the code of each transaction, in order.
  package func submit(batchBytes: [UInt8]) async throws(ClientError) -> [ResultCode] {
    BatchAnswer.codes(inJSON: try await answer(toBatch: batchBytes))
  }

  private func answer(toBatch bytes: [UInt8]) async throws(ClientError) -> [UInt8] {
    var request = NodeRequest("/v1/transactions/batch")
    request.body = bytes
    return try await fetch(request)
  }

  /// Waits until a transaction that was sent before, by anyone, is final.
  /// - Throws: `outcomeUnknown` when the time is up before.
  public func outcome(of id: TransactionID) async throws(ClientError) -> TransactionAnswer {
    try await run(Submission(awaiting: id, hostCount: hosts.count), id: id, bytes: [], holds: true)
  }

  /// Moves `amount` of an asset, and waits until that is final.
  public func transfer(
    _ amount: Amount, of table: TableName, from sender: KeyPair, to recipient: Address, memo: String = ""
  ) async throws(ClientError) -> TransactionAnswer {
    let move = Move(table: table, from: sender.address, to: recipient, amount: amount)
    return try await submit(try await sign([.move(move)], with: [sender], memo: memo))
  }

  /// Carries out what `submission` decides.
  private func run(
    _ submission: Submission, id: TransactionID, bytes: [UInt8], holds: Bool
  ) async throws(ClientError) -> TransactionAnswer {
    var submission = submission
    let deadline = ContinuousClock.now + options.deadline
    var step = submission.firstStep
    while true {
      let remaining = deadline - .now
      if case .done(let result) = step { return try result.get() }
      if remaining <= .zero {
        step = submission.handle(.timeUp)
        continue
      }
      switch step {
      case .send: step = submission.handle(try await send(bytes, holds: holds))
      case .lookUp: step = submission.handle(try await lookUp(id))
      case .pause(let duration):
        try await LedgerClient.pause(min(duration, remaining))
        step = submission.handle(.resumed)
      case .done(let result): return try result.get()
      }
    }
  }

  private func send(_ bytes: [UInt8], holds: Bool) async throws(ClientError) -> Submission.Event {
    let host = currentHost
    var request = NodeRequest(
      "/v1/transactions" + (holds ? "?wait=final&timeout=\(LedgerClient.heldMilliseconds)" : ""))
    request.body = bytes
    let reply = try await exchange.run(request, host: host)
    // A transaction whose execution failed is answered like a refusal, and tells the whole story.
    if case .failure(_, let body) = reply, let answer: TransactionAnswer = try? LedgerClient.decode(body) {
      return .answered(answer)
    }
    return event(for: reply, from: host)
  }

  private func lookUp(_ id: TransactionID) async throws(ClientError) -> Submission.Event {
    let host = currentHost
    let request = NodeRequest("/v1/transactions/\(id)")
    let first = try await exchange.run(request, host: host)
    guard case .failure(let error, _) = first, error.code == .notFound else { return event(for: first, from: host) }
    let about = try await exchange.run(NodeRequest("/v1/node"), host: host)
    guard case .success(let body) = about, let node: NodeAnswer = try? LedgerClient.decode(body) else {
      return event(for: about, from: host)
    }
    // The transaction may have come with a block between the two questions. So it is only ever declared unknown as of a
    // block that the host had before it was asked.
    let second = try await exchange.run(request, host: host)
    guard case .failure(let error, _) = second, error.code == .notFound else { return event(for: second, from: host) }
    return .unknown(blockTime: node.blockTime)
  }

  private func event(for reply: Reply, from host: String) -> Submission.Event {
    switch reply {
    case .success(let body):
      do throws(ClientError) {
        return .answered(try LedgerClient.decode(body))
      } catch {
        moveOn(from: host)
        return .noAnswer(error, mayHaveArrived: true)
      }
    case .failure(let error, _): return .refused(error)
    case .noAnswer(let error, let mayHaveArrived):
      moveOn(from: host)
      return .noAnswer(error, mayHaveArrived: mayHaveArrived)
    }
  }
}
