import PandoReplica

/// Every queue of a replica has a bound, said here once more in numbers.
struct BoundsChecker {
  let mempoolCountMax: Int

  func check(_ load: ReplicaLoad, of name: String, _ findings: inout Findings) {
    func bound(_ what: String, _ count: Int, _ most: Int) {
      findings.require(count <= most, "Bounds", "\(name) keeps \(count) \(what); it may keep \(most)")
    }
    bound("waiting transactions", load.mempoolCount, mempoolCountMax)
    bound("bytes of waiting transactions", load.mempoolByteCount, 64 << 20)
    // Runs send a few hundred; more would be the same ones again and again.
    bound("transactions to announce again", load.announcedCount, 1_000)
    bound("jobs for signatures", load.verificationCount, 1_000)
    bound("jobs for blocks", load.executionCount, 258)
    bound("views with votes", load.tallyCount, 33)
    bound("views", load.viewCount, 2_000)
    bound("wanted transactions", load.inventoryCount, 50_000)
    bound("bytes of unverified transactions", load.unverifiedByteCount, 64 << 20)
    bound("candidates", load.candidateCount, 257)
    bound("wanted candidates", load.wantedCandidateCount, 64)
    bound("downloaded blocks", load.downloadedBlockCount, 768)
    bound("proposals to validate", load.awaitedValidationCount, 300)
  }
}
