import PandoSimulator
import Testing

/// Seeds that found a fault, named for it. A draw that is added to a plan later may make another run of a seed; where
/// the fault has a test of its own, that is named here.
@Suite struct FoundSeedTests {
  private func run(_ seed: UInt64, _ profile: Profile) {
    expectNoFailure(SimulationPlan.draw(seed: seed, profile: profile))
  }

  /// A transaction whose announcements were lost stayed at one node.
  @Test func aLostAnnouncementIsMadeAgain() {
    run(3, .safety)
    run(10, .liveness)
  }

  /// Peers had no room for a transaction, and the node that had it never told of it again.
  @Test func whatPeersHadNoRoomForIsAnnouncedAgain() { run(1_486, .disk) }

  /// The answer to a request that was given up came during the next, and an honest peer was dropped.
  @Test func aLateAnswerIsNobodysFault() { run(33, .safety) }

  /// All who had the certificate of a view had crashed, and no leader could build across it; the model found it too
  /// (ADR-0010).
  @Test func howAViewEndedOutlivesACrashOfAll() { run(49, .safety) }

  /// After a restart a node had a block and not the one below, which it had never voted for, and never asked for it.
  @Test func aMissingParentIsFetchedAfterARestart() { run(120, .safety) }

  /// A block fetched from a peer was final by a descendant that was executed already, and the node stopped with a trap;
  /// a commit dropped the blocks that stood on the one committed, and a proposal that came before was lost.
  @Test func aCommitKeepsWhatStandsOnIt() { run(43, .liveness) }

  /// With two transactions in a block, forty-eight take more than three leaders: the rule of progress knew none of it.
  @Test func manyThatWaitTakeTheirBlocks() { run(5_117, .byzantine) }

  /// A machine that was started again was still spoken to over its old connections (the simulator's own fault).
  @Test func aMachineThatStartsHasNoConnections() { run(11_798, .byzantine) }

  /// A node that was behind waited five seconds for each peer that did not answer.
  @Test func aSilentPeerDelaysCatchingUpLittle() { run(209, .swarm) }

  /// Four liars said that they were ahead and never answered; a node asked them again and again before the honest.
  @Test func whoNeverAnswersIsAskedLast() { run(3_062, .byzantine) }

  /// The rule of progress asked that all have the last block in one moment, and the heart beat on.
  @Test func aBeatingHeartNeedsNoCommonMoment() { run(164, .byzantine) }

  /// A disk rotted before its node became a validator, which may not be given another: nobody healed it (the
  /// simulator's own fault), the second time when it became one after the healing.
  @Test func whatRottedBeforeItVotedIsHealed() {
    run(17, .swarm)
    run(8_303, .swarm)
  }

  /// A client brought the transaction that a block lacked; what is in the pool is not taken from peers, and the block
  /// lacked it for ever (`aBlockGetsWhatItLacksFromAClientToo`).
  @Test func aBlockGetsWhatItLacksFromAClient() { run(9_823, .liveness) }
}
