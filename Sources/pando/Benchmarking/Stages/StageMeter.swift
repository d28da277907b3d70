import PandoNode

/// What a validator does for a transaction, one thing after the other.
package enum Stage: String, CaseIterable, Encodable, CodingKeyRepresentable {
  case decode, check, replica, execute, write, votes, frame

  var sentence: String {
    switch self {
    case .decode: "bytes of a peer's message to transactions, identifiers and digests included"
    case .check: "the signature"
    case .replica: "mempool, agreement, block, and what is to be written: everything on the replica's thread"
    case .execute: "the block: entries, asset rule, history, state tree, roots"
    case .write: "RocksDB, the cache in front of it, and the sync"
    case .votes: "signing and checking votes"
    case .frame: "transactions to the frame of a message"
    }
  }
}

/// Adds up the processor time of stages, all of them on one thread.
struct StageMeter {
  private(set) var seconds: [Stage: Double] = [:]

  mutating func measure<T, E: Error>(_ stage: Stage, _ work: () throws(E) -> T) throws(E) -> T {
    let start = ProcessStatistics.threadProcessorSeconds
    defer { seconds[stage, default: 0] += ProcessStatistics.threadProcessorSeconds - start }
    return try work()
  }
}
