import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica

/// All rules of a run, each in its own file and said in the plainest way. None of them calls what it checks.
struct RuleBook {
  private(set) var findings = Findings()
  private(set) var agreement: AgreementChecker
  private(set) var promise: PromiseChecker
  private(set) var members: MembersModel
  private(set) var world: WorldModel
  private var voteOnce = VoteOnceChecker()
  private var transactions: TransactionChecker
  private var acceptance: AcceptanceChecker
  private var ancestry = AncestryChecker()
  private var history = HistoryChecker()
  private var evidence = EvidenceChecker()
  private let bounds: BoundsChecker

  init(_ plan: SimulationPlan, _ consortium: Consortium) {
    agreement = AgreementChecker(chainID: consortium.chainID, genesisTime: consortium.genesis.time)
    promise = PromiseChecker(nodeCount: plan.nodeCount)
    members = MembersModel(consortium.genesis.membership)
    world = WorldModel(consortium)
    transactions = TransactionChecker(chainID: consortium.chainID, parameters: plan.parameters)
    acceptance = AcceptanceChecker(nodeCount: plan.nodeCount + plan.liars.count)
    bounds = BoundsChecker(mempoolCountMax: plan.mempoolCountMax)
  }

  mutating func require(_ holds: Bool, _ rule: String, _ sentence: @autoclosure () -> String) {
    findings.require(holds, rule, sentence())
  }

  /// An honest node signs a vote.
  mutating func signs(_ ballot: Ballot, by node: SimulatedNode, _ say: AncestryChecker.Say?) {
    guard !node.hasForgotten else { return }
    voteOnce.signs(ballot, by: node, &findings)
    guard let say else { return }
    ancestry.signs(
      ballot, by: node.identity.publicKey, name: node.name, say, finalView: agreement.view(of:), &findings)
  }

  /// A proposal comes to an honest node, from the leader of its view.
  mutating func hears(_ proposal: Proposal, by node: SimulatedNode) {
    ancestry.hears(proposal, by: node.identity.publicKey)
  }

  /// An honest node calls a block final, which is dated `timeMax` at the latest.
  mutating func commits(_ block: Block, _ results: BlockResults, at node: Int, name: String, timeMax: Timestamp) {
    acceptance.commits(block, node: node)
    promise.commits(block, at: node, name: name, &findings)
    guard agreement.isNew(block.header, at: name, timeMax: timeMax, &findings) else { return }
    transactions.check(block, &findings)
    history.append(block, results, &findings)
    world.apply(block, results, &findings)
    members.apply(block, results)
  }

  /// An honest node opens its disk at `height`. Gives the height up to which it has spoken.
  mutating func opens(at height: Height, node: Int, name: String, isWiped: Bool) -> UInt64 {
    promise.opens(at: height, node: node, name: name, isWiped: isWiped, &findings)
  }

  /// A node has a vote whose signature holds.
  mutating func sees(_ vote: Vote, at node: SimulatedNode, node index: Int, status: ReplicaStatus) {
    guard node.isHonest else { return }
    evidence.sees(vote, at: index, life: node.life, status: status)
  }

  /// An honest node has evidence against a validator.
  mutating func accuses(_ vote: Vote, isGuilty: Bool, by name: String) {
    findings.require(
      isGuilty, "Evidence",
      "\(name) accuses \(vote.signer), which is honest, of contradicting itself in view \(vote.ballot.view)")
    evidence.accuses(vote)
  }

  /// What an honest node keeps in memory.
  mutating func weighs(_ load: ReplicaLoad, of node: Int, name: String) {
    bounds.check(load, of: name, &findings)
    acceptance.holds(load.mempoolCount, node: node, name: name, &findings)
  }

  /// An honest node takes a transaction, to put it into a block.
  mutating func accepts(_ transaction: Transaction, node: Int) { acceptance.accepts(transaction, node: node) }

  /// A node no longer waits for a transaction.
  mutating func forgets(_ id: TransactionID, _ refusal: Refusal, at time: Timestamp?, node: Int, name: String) {
    acceptance.forgets(id, refusal, at: time, node: node, name: name, &findings)
  }

  /// A node ends, and its memory with it.
  mutating func ends(node: Int) { acceptance.ends(node: node) }

  /// The end of a run.
  mutating func close() { evidence.close(&findings) }
}
