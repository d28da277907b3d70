import PandoNode

/// What a validator does for a transaction, one thing after the other.
package enum Stage: String, CaseIterable, Encodable, CodingKeyRepresentable {
  case decode, check, replica, execute, write, background, votes, frame

  var sentence: String {
    switch self {
    case .decode: "bytes of a peer's message to transactions, identifiers and digests included"
    case .check: "the signature"
    case .replica: "mempool, agreement, block, and what is to be written: everything on the replica's thread"
    case .execute: "the block: entries, asset rule, history, state tree, roots"
    case .write: "RocksDB, the cache in front of it, and the sync"
    case .background: "RocksDB's own threads: what was written, into files, and files into larger ones"
    case .votes: "signing and checking votes"
    case .frame: "transactions to the frame of a message"
    }
  }
}

/// Adds up the processor time of stages, all but ``Stage/background`` on one thread.
struct StageMeter {
  private(set) var seconds: [Stage: Double] = [:]
  private let othersAtStart = StageMeter.othersSeconds

  /// What all other threads have used so far.
  private static var othersSeconds: Double {
    ProcessStatistics.processorSeconds - ProcessStatistics.threadProcessorSeconds
  }

  /// Takes what other threads have used since the meter was made as the work of the database. Call it on the thread
  /// that made the meter.
  mutating func stop() { seconds[.background] = max(0, StageMeter.othersSeconds - othersAtStart) }

  mutating func measure<T, E: Error>(_ stage: Stage, _ work: () throws(E) -> T) throws(E) -> T {
    let start = ProcessStatistics.threadProcessorSeconds
    defer { seconds[stage, default: 0] += ProcessStatistics.threadProcessorSeconds - start }
    return try work()
  }
}
