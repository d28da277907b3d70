import PandoConsensus

/// What a replica holds in memory, in numbers, for metrics and for whoever checks its bounds.
package struct ReplicaLoad: Hashable, Sendable {
  package let mempoolCount: Int
  package let mempoolByteCount: Int
  /// Transactions that are to be announced again, some of them gone meanwhile.
  package let announcedCount: Int
  package let inventoryCount: Int
  package let unverifiedByteCount: Int
  package let candidateCount: Int
  package let wantedCandidateCount: Int
  package let awaitedValidationCount: Int
  package let downloadedBlockCount: Int
  /// Jobs that are under way.
  package let verificationCount: Int
  package let executionCount: Int
  /// Views of which the engine keeps votes of others; and those with certificates or own votes.
  package let tallyCount: Int
  package let viewCount: Int
}

extension Replica {
  package var load: ReplicaLoad {
    ReplicaLoad(
      mempoolCount: mempool.count, mempoolByteCount: mempool.byteCount,
      announcedCount: entrusted.count + overheard.count, inventoryCount: inventory.count,
      unverifiedByteCount: unverifiedByteCount, candidateCount: candidates.count,
      wantedCandidateCount: wantedCandidates.count,
      // In any order: a sum.
      awaitedValidationCount: awaitedValidations.values.reduce(0) { $0 + $1.count },
      downloadedBlockCount: synchronization.downloaded.count, verificationCount: verifications.count,
      executionCount: executions.count, tallyCount: engine.tallyCount, viewCount: engine.viewCount)
  }
}
