package import PandoPrimitives

/// Where a block is executed.
package struct BlockContext: Hashable, Sendable {
  package let chainID: Hash
  package let height: Height
  /// The time of the block; what lifetimes are checked against.
  package let time: Timestamp

  package init(chainID: Hash, height: Height, time: Timestamp) {
    self.chainID = chainID
    self.height = height
    self.time = time
  }
}

/// What to do with a transaction that may not be in the block at all.
package enum InadmissiblePolicy: Hashable, Sendable {
  /// Leave it out and go on: how a proposer makes a block.
  case skip
  /// Refuse the whole block: how everyone else checks one.
  case refuse
}

/// Why a block is not valid whatever its header says.
package struct BlockRefusal: Error, Hashable, Sendable {
  /// The position in the block and the identifier of the transaction that may not be in it.
  package let index: Int
  package let id: TransactionID
  package let refusal: Refusal
}

/// A transaction that was left out of a block, and why. With code 12 it may come in the next.
package struct Omission: Hashable, Sendable {
  package let id: TransactionID
  package let refusal: Refusal
}

/// A block's transactions, executed: everything its header has to say about them, and what to keep.
package struct ExecutedBlock: Sendable {
  package let context: BlockContext
  /// What the block writes: rows, names of changed entries, history leaves, index of transactions.
  package let layer: StateLayer
  /// The transactions of the block, without those left out, and their results in the same order.
  package let transactions: [VerifiedTransaction]
  package let results: BlockResults
  package let omitted: [Omission]

  package let transactionsDigest: Hash
  package let historySize: UInt64
  package let historyRoot: Hash
  package let stateRoot: Hash
  package let writeSetDigest: Hash
  package let eventsDigest: Hash

  /// What held for this block, and what holds for the one after it.
  package let configuration: LedgerConfiguration
  package let nextConfiguration: LedgerConfiguration

  /// Whether a child of this block is decided by other validators or under another fault mode.
  package var isEpochEnd: Bool { nextConfiguration.epoch != configuration.epoch }

  /// The header of a block with these transactions.
  package func header(view: View, parentID: Hash, proposer: PublicKey) -> BlockHeader {
    BlockHeader(
      chainID: context.chainID, height: context.height, view: view, parentID: parentID, time: context.time,
      proposer: proposer, transactionCount: UInt64(transactions.count), transactionsDigest: transactionsDigest,
      historySize: historySize, historyRoot: historyRoot, stateRoot: stateRoot, writeSetDigest: writeSetDigest,
      eventsDigest: eventsDigest, parametersHash: configuration.parametersHash,
      validatorsHash: configuration.validatorsHash)
  }

  /// The name of the first field in which `header` differs from what execution says; nil when it agrees.
  package func mismatch(with header: BlockHeader) -> String? {
    let own = self.header(view: header.view, parentID: header.parentID, proposer: header.proposer)
    let fields: [(String, Bool)] = [
      ("chain id", own.chainID == header.chainID), ("height", own.height == header.height),
      ("time", own.time == header.time), ("transaction count", own.transactionCount == header.transactionCount),
      ("transactions digest", own.transactionsDigest == header.transactionsDigest),
      ("history size", own.historySize == header.historySize),
      ("history root", own.historyRoot == header.historyRoot), ("state root", own.stateRoot == header.stateRoot),
      ("write set digest", own.writeSetDigest == header.writeSetDigest),
      ("events digest", own.eventsDigest == header.eventsDigest),
      ("parameters hash", own.parametersHash == header.parametersHash),
      ("validators hash", own.validatorsHash == header.validatorsHash),
    ]
    return fields.first { !$0.1 }?.0
  }
}
