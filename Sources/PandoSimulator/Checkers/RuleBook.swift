import PandoLedger
import PandoPrimitives
import PandoReplica

/// All rules of a run, each in its own file and said in the plainest way. None of them calls what it checks.
struct RuleBook {
  private(set) var findings = Findings()
  private(set) var agreement: AgreementChecker
  private var voteOnce = VoteOnceChecker()
  private(set) var promise: PromiseChecker

  init(_ plan: SimulationPlan, _ consortium: Consortium) {
    agreement = AgreementChecker(chainID: consortium.chainID, genesisTime: consortium.genesis.time)
    promise = PromiseChecker(nodeCount: plan.nodeCount)
  }

  mutating func require(_ holds: Bool, _ rule: String, _ sentence: @autoclosure () -> String) {
    findings.require(holds, rule, sentence())
  }

  /// An honest node signs a vote.
  mutating func signs(_ ballot: Ballot, by node: SimulatedNode) {
    guard !node.hasForgotten else { return }
    voteOnce.signs(ballot, by: node, &findings)
  }

  /// An honest node calls a block final.
  mutating func commits(_ block: Block, _ results: BlockResults, at node: Int, name: String) {
    promise.commits(block, at: node, name: name, &findings)
    guard agreement.isNew(block.header, at: name, &findings) else { return }
  }

  /// An honest node opens its disk at `height`. Gives the height up to which it has spoken.
  mutating func opens(at height: Height, node: Int, name: String, isWiped: Bool) -> UInt64 {
    promise.opens(at: height, node: node, name: name, isWiped: isWiped, &findings)
  }
}
