package import PandoPrimitives

/// Whether a transaction may enter a mempool or a block: everything that no state is needed for
/// (docs/spec/transactions.md, "Admission").
///
/// A node checks against its clock when a transaction arrives; a block is checked against its own time, so that every
/// node agrees. Signatures come after, because they cost a hundred times as much.
package enum Admission {
  /// Checks format, size and limits, chain and lifetime, in this order.
  /// - Parameters:
  ///   - byteCount: the length of the transaction's canonical bytes.
  ///   - parameters: those in force.
  ///   - time: the time of the block, or the node's own.
  /// - Throws: the first thing that is wrong: code 10, or 11 for the lifetime.
  package static func check(
    _ transaction: Transaction, byteCount: Int, parameters: ChainParameters, chainID: Hash, time: Timestamp
  ) throws(Refusal) {
    try checkFormat(transaction.body)
    try checkLimits(transaction.body, byteCount: byteCount, parameters)
    guard transaction.body.chainID == chainID else {
      throw Refusal(
        .wrongChain,
        "The transaction is for the ledger \(transaction.body.chainID), this one is \(chainID); "
          + "sign it again with this ledger's chain identifier.")
    }
    try checkLifetime(transaction.body, parameters, at: time)
  }

  /// The limits of the format itself. Decoding enforces most of them already; a transaction that was built in memory
  /// has not been decoded.
  private static func checkFormat(_ body: TransactionBody) throws(Refusal) {
    guard (1...TransactionBody.credentialCountMax).contains(body.credentials.count),
      isStrictlyAscending(body.credentials)
    else {
      throw Refusal(
        .credentialsMalformed,
        "A transaction names 1 to \(TransactionBody.credentialCountMax) keys, each once and in ascending order.")
    }
    // At most sixteen, so comparing each with each is cheap.
    let thresholds = body.thresholds
    guard thresholds.count <= TransactionBody.thresholdCountMax,
      thresholds.indices.allSatisfy({ !thresholds[..<$0].contains(thresholds[$0]) })
    else {
      throw Refusal(
        .thresholdsMalformed,
        "A transaction spells out at most \(TransactionBody.thresholdCountMax) threshold addresses, each once.")
    }
    guard !body.entries.isEmpty else {
      throw Refusal(.entriesMissing, "The transaction does nothing; give it at least one entry.")
    }
    guard body.nonce.count <= TransactionBody.nonceByteCountMax else {
      throw Refusal(
        .nonceTooLong,
        "The nonce has \(body.nonce.count) bytes; use at most \(TransactionBody.nonceByteCountMax).")
    }
  }

  private static func checkLimits(
    _ body: TransactionBody, byteCount: Int, _ parameters: ChainParameters
  ) throws(Refusal) {
    guard UInt64(byteCount) <= parameters.transactionByteCountMax else {
      throw Refusal(
        .transactionTooLarge,
        "The transaction has \(byteCount) bytes; this ledger takes at most \(parameters.transactionByteCountMax).")
    }
    guard UInt64(body.entries.count) <= parameters.entryCountMax else {
      throw Refusal(
        .tooManyEntries,
        "The transaction has \(body.entries.count) entries; this ledger takes at most \(parameters.entryCountMax).")
    }
    let memoByteCount = body.memo.utf8.count
    guard UInt64(memoByteCount) <= parameters.memoByteCountMax else {
      throw Refusal(
        .memoTooLong,
        "The memo has \(memoByteCount) bytes; this ledger takes at most \(parameters.memoByteCountMax).")
    }
    for (index, entry) in body.entries.enumerated() {
      switch entry {
      case .put(let put):
        try checkKey(put.key, ofEntry: index, parameters)
        guard UInt64(put.value.count) <= parameters.valueByteCountMax else {
          throw Refusal(
            .valueTooLong,
            "Entry \(index) puts a value of \(put.value.count) bytes; this ledger takes at most "
              + "\(parameters.valueByteCountMax).")
        }
      case .delete(let delete): try checkKey(delete.key, ofEntry: index, parameters)
      case .createTable, .mint, .burn, .move, .changeMembers, .changeParameters, .setWorldPermissions: continue
      }
    }
  }

  private static func checkKey(
    _ key: [UInt8], ofEntry index: Int, _ parameters: ChainParameters
  ) throws(Refusal) {
    guard !key.isEmpty else {
      throw Refusal(.keyMissing, "Entry \(index) names no row; give it a key of at least one byte.")
    }
    guard UInt64(key.count) <= parameters.keyByteCountMax else {
      throw Refusal(
        .keyTooLong,
        "Entry \(index) has a key of \(key.count) bytes; this ledger takes at most \(parameters.keyByteCountMax).")
    }
  }

  private static func checkLifetime(
    _ body: TransactionBody, _ parameters: ChainParameters, at time: Timestamp
  ) throws(Refusal) {
    guard body.created < body.expires else {
      throw Refusal(
        .lifetimeEmpty,
        "The transaction expires at \(body.expires), not after its creation at \(body.created); give it a lifetime.")
    }
    guard time < body.expires else {
      throw Refusal(
        .expired,
        "The transaction expired at \(body.expires) and it is \(time); sign it again with a later time.")
    }
    guard body.created <= time.advanced(byMilliseconds: parameters.clockSkewMilliseconds) else {
      throw Refusal(
        .createdInFuture,
        "The transaction says it was created at \(body.created) and it is only \(time); set the clock that made it, "
          + "which may be ahead by \(parameters.clockSkewMilliseconds) ms at most.")
    }
    let lifetime = body.expires.milliseconds(since: body.created)
    guard lifetime <= parameters.lifetimeWindowMilliseconds else {
      throw Refusal(
        .lifetimeTooLong,
        "The transaction lives \(lifetime) ms; this ledger takes at most \(parameters.lifetimeWindowMilliseconds) ms.")
    }
  }
}
