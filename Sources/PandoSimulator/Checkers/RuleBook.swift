import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoReplica
import PandoStorage

/// All rules of a run, each in its own file and said in the plainest way. None of them calls what it checks.
struct RuleBook {
  private(set) var findings = Findings()
  private(set) var agreement: AgreementChecker
  private(set) var promise: PromiseChecker
  private(set) var members: MembersModel
  private var worlds: WorldHistory
  private var voteOnce = VoteOnceChecker()
  private var transactions: TransactionChecker
  private var acceptance: AcceptanceChecker
  private var ancestry = AncestryChecker()
  private var finality = FinalityChecker()
  private var leading: LeadingChecker
  private var asking: AskingChecker
  /// The keys of those that may have signed anything.
  private var untrusted: Set<PublicKey>
  private var history = HistoryChecker()
  private var evidence = EvidenceChecker()
  private let bounds: BoundsChecker

  init(_ plan: SimulationPlan, _ consortium: Consortium) {
    agreement = AgreementChecker(chainID: consortium.chainID, genesisTime: consortium.genesis.time)
    promise = PromiseChecker(nodeCount: plan.nodeCount)
    members = MembersModel(consortium.genesis.membership, plan.faultMode)
    worlds = WorldHistory(WorldModel(consortium))
    untrusted = Set(plan.liars.map { consortium.nodes[$0.validator].publicKey })
    transactions = TransactionChecker(chainID: consortium.chainID, parameters: plan.parameters)
    let nodeCount = plan.nodeCount + plan.liars.count
    acceptance = AcceptanceChecker(nodeCount: nodeCount)
    leading = LeadingChecker(nodeCount: nodeCount)
    asking = AskingChecker(nodeCount: nodeCount)
    bounds = BoundsChecker(mempoolCountMax: plan.mempoolCountMax)
  }

  mutating func require(_ holds: Bool, _ rule: String, _ sentence: @autoclosure () -> String) {
    findings.require(holds, rule, sentence())
  }

  /// A node signs a vote.
  mutating func signs(_ ballot: Ballot, by node: SimulatedNode) {
    finality.signs(ballot, by: node.identity.publicKey)
    guard node.isHonest, !node.hasForgotten else { return }
    voteOnce.signs(ballot, by: node, &findings)
    ancestry.signs(ballot, by: node.identity.publicKey, name: node.name)
    judgeAncestry()
  }

  /// Time passes at an honest node on a machine that is not slow.
  mutating func watches(_ status: ReplicaStatus, of node: SimulatedNode, _ index: Int, at time: UInt64) {
    let key = node.identity.publicKey
    let canPropose =
      !node.hasForgotten && status.mempoolCount > 0
      && agreement.view(of: status.blockID).map { $0.value + 1 } == status.view.value
      && members.electorate(in: status.epoch)?.leader(of: status.view) == key
      && !voteOnce.hasJudged(.nullify(status.epoch, status.view), by: key)
    leading.sees(canPropose ? status.view : nil, node: index, at: time, name: node.name, &findings)
  }

  /// An honest node asks a validator, one of those it is connected with, for a block.
  mutating func asks(_ peer: PublicKey, for block: BlockID, of validators: [PublicKey], node: Int, name: String) {
    asking.asks(peer, for: block, of: validators, node: node, name: name, &findings)
  }

  /// A vote with a good signature leaves a liar.
  mutating func sends(_ vote: Vote, by key: PublicKey) { finality.signs(vote.ballot, by: key) }

  /// A proposal comes to an honest node, from the leader of its view.
  mutating func hears(_ proposal: Proposal, by node: SimulatedNode) {
    finality.hears(proposal)
    ancestry.hears(proposal, by: node.identity.publicKey)
  }

  /// A proposal leaves an honest node.
  mutating func proposes(_ proposal: Proposal, by node: SimulatedNode) {
    finality.hears(proposal)
    guard !node.hasForgotten else { return }
    ancestry.proposes(proposal, by: node.identity.publicKey, name: node.name)
    judgeAncestry()
  }

  private mutating func judgeAncestry() {
    let facts = AncestryChecker.Facts(
      height: agreement.height, finalView: agreement.view(of:), members: members, untrusted: untrusted)
    ancestry.judge(facts, &findings)
  }

  /// A node has lost its memory of votes.
  mutating func forgetsVotes(_ key: PublicKey) { untrusted.insert(key) }

  /// An honest node calls a block final, which is dated `timeMax` at the latest.
  mutating func commits(_ block: Block, _ results: BlockResults, at node: Int, name: String, timeMax: Timestamp) {
    acceptance.commits(block, node: node)
    promise.commits(block, at: node, name: name, &findings)
    guard agreement.isNew(block.header, at: name, timeMax: timeMax, &findings) else { return }
    finality.commits(block.header, by: name, members, &findings)
    transactions.check(block, &findings)
    history.append(block, results, &findings)
    worlds.apply(block, results, &findings)
    members.apply(block, results)
    judgeAncestry()
  }

  /// Holds what a node has on its disk against what it must be at the node's own height.
  mutating func inspect(_ disk: SimulatedDisk, of name: String) throws(StorageError) {
    let height = try BlockStore(disk.sound).finalHeight()
    for (id, place) in promise.promised where place.height <= height {
      let position = try BlockStore(disk.sound).position(of: id)
      require(
        position?.height == place.height && position?.index == place.index, "Promise",
        "\(name) does not find transaction \(id.hash.short) where it was final")
    }
    var problems: [String] = []
    try worlds.world(at: height).compare(with: disk.sound, of: name) { holds, sentence in
      if !holds { problems.append(sentence) }
    }
    require(problems.isEmpty, "World", problems.first ?? "")
    try checkStateRoot(disk, of: name)
  }

  /// Makes the state root anew from the rows on a disk.
  mutating func checkStateRoot(_ disk: SimulatedDisk, of name: String) throws(StorageError) {
    let height = try BlockStore(disk.sound).finalHeight()
    guard let header = try BlockStore(disk.sound).block(at: height)?.block.header else { return }
    let root = StateRootChecker.root(of: try disk.sound.scan(KeySpace.stateRow.range))
    require(
      header.stateRoot == root, "StateRoot",
      "the rows of \(name) at \(height) have the root \(root.short), and the header says \(header.stateRoot.short)")
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
  mutating func ends(node: Int) {
    acceptance.ends(node: node)
    asking.ends(node: node)
    leading.ends(node: node)
  }

  /// The end of a run.
  mutating func close() { evidence.close(&findings) }
}
