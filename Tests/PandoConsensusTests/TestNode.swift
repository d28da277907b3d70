import PandoConsensus
import PandoPrimitives

/// What nodes send each other.
enum Message {
  case vote(Vote)
  case proposal(Proposal)
  case certificate(Certificate)
  case request(ClosedRange<View>)
}

/// What survives a crash.
struct Disk {
  private(set) var ballots: [Ballot] = []
  private(set) var certificates: [Certificate] = []
  /// Own proposals by view.
  private(set) var proposals: [View: Proposal] = [:]
  private(set) var finalization: Certificate?
  /// Written and not yet durable.
  private var unsyncedFinalization: Certificate?

  /// A durable write; it makes everything written before durable too.
  mutating func record(_ ballot: Ballot, _ notarization: Certificate?, _ proposal: Proposal?) {
    finalization = unsyncedFinalization ?? finalization
    unsyncedFinalization = nil
    ballots.append(ballot)
    if let notarization { certificates.append(notarization) }
    if let proposal { proposals[ballot.view] = proposal }
  }

  /// Likewise.
  mutating func keep(_ certificate: Certificate) {
    finalization = unsyncedFinalization ?? finalization
    unsyncedFinalization = nil
    certificates.append(certificate)
  }

  mutating func write(finalization: Certificate) { unsyncedFinalization = finalization }

  mutating func crash(losesUnsynced: Bool) {
    if !losesUnsynced { finalization = unsyncedFinalization ?? finalization }
    unsyncedFinalization = nil
  }

  var recovery: SimplexEngine.Recovery {
    SimplexEngine.Recovery(finalization: finalization, ballots: ballots, certificates: certificates)
  }
}

/// A node around an engine: carries out effects on a disk and a pool of blocks, and says what is to be sent and what
/// the engine is to be told.
struct TestNode {
  private static let root = BlockReference(id: TestBlocks.root.id, view: TestBlocks.root.view)

  let index: ValidatorIndex
  let configuration: SimplexEngine.Configuration
  /// Nil while the node is down.
  private(set) var engine: SimplexEngine?
  var disk = Disk()
  /// The transactions that the node knows of, one bit for each.
  var transactions: UInt64 = 0
  /// The notarized block of the highest view, and the block that the node voted for last.
  private var notarized = TestNode.root
  private var voted: BlockReference?
  /// What the engine was told last.
  private var toldWork = false
  /// Built and not yet recorded.
  private var built: [Ballot: Proposal] = [:]

  init(_ index: ValidatorIndex, _ configuration: SimplexEngine.Configuration) {
    self.index = index
    self.configuration = configuration
  }

  mutating func start(now: Timestamp) -> [SimplexEngine.Effect] {
    engine = SimplexEngine(configuration, root: TestNode.root, recovery: disk.recovery)
    return handle(.start, now: now)
  }

  mutating func crash(losesUnsynced: Bool) {
    engine = nil
    built = [:]
    transactions = 0
    toldWork = false
    (notarized, voted) = (TestNode.root, nil)
    disk.crash(losesUnsynced: losesUnsynced)
  }

  mutating func handle(_ event: SimplexEngine.Event, now: Timestamp) -> [SimplexEngine.Effect] {
    engine?.handle(event, now: now) ?? []
  }

  /// The event in the message, or nil when the engine has no use for it.
  func event(in message: Message) -> SimplexEngine.Event? {
    guard let engine else { return nil }
    switch message {
    case .vote(let vote): return engine.isUseful(vote) ? .vote(vote) : nil
    case .proposal(let proposal): return engine.isUseful(proposal) ? .proposal(proposal) : nil
    case .certificate(let certificate): return engine.isUseful(certificate) ? .certificate(certificate) : nil
    case .request: return nil
    }
  }

  /// What the engine must be told about work, if anything: whether there are transactions that are not in the block
  /// that this node expects to be next.
  mutating func newsOfWork(blocks: TestBlocks) -> SimplexEngine.Event? {
    guard let engine else { return nil }
    let head = voted?.view == engine.view ? voted?.id : notarized.id
    let exists = transactions & ~blocks.transactionsIncluded(in: head ?? notarized.id) != 0
    guard exists != toldWork else { return nil }
    toldWork = exists
    return .work(exists)
  }

  func sign(_ ballot: Ballot) -> Vote {
    Vote(ballot: ballot, signer: index, signature: [UInt8(index.value)])
  }

  func propose(_ block: BlockID, in view: View, parentView: View, blocks: TestBlocks) -> Proposal {
    Proposal(
      epoch: configuration.epoch, view: view, header: blocks.header(block), parentView: parentView,
      transactionDigests: [], signature: [UInt8(index.value)])
  }

  /// Carries out an effect. Returns what goes to all others, and what the engine must hear.
  mutating func carryOut(
    _ effect: SimplexEngine.Effect, blocks: inout TestBlocks
  ) -> (messages: [Message], events: [SimplexEngine.Event]) {
    switch effect {
    case .record(let ballot, let notarization):
      disk.record(ballot, notarization, built[ballot])
      if ballot.kind == .notarize { voted = ballot.blockID.map { BlockReference(id: $0, view: ballot.view) } }
    case .keep(let certificate): disk.keep(certificate)
    case .cast(let ballot):
      return ([.vote(sign(ballot))], [.vote(sign(ballot))])
    case .publish(let ballot):
      // Not by `built`: what was not recorded with the ballot could not be sent after a crash.
      return ([.proposal(disk.proposals[ballot.view]!)], [.vote(sign(ballot))])
    case .broadcast(let certificate):
      return ([.certificate(certificate)], [])
    case .requestCertificates(let range):
      return ([.request(range)], [])
    case .propose(let view, let parent):
      let endsEpoch = blocks.isEpochEnd(parent.id)
      let fresh = transactions & ~blocks.transactionsIncluded(in: parent.id)
      if fresh == 0 && toldWork && !endsEpoch {
        toldWork = false
        return ([], [.work(false)])
      }
      let block = endsEpoch ? parent.id : blocks.build(on: parent.id, view: view, transactions: fresh)
      let proposal = propose(block, in: view, parentView: parent.view, blocks: blocks)
      // By ballot, for a block may be asked for twice in a view.
      built[proposal.ballot] = proposal
      return ([], [.proposed(view, block, isEpochEnd: blocks.isEpochEnd(block))])
    case .validate(let proposal, _):
      let id = proposal.blockID
      let isValid = blocks.isValid(id, reproposed: proposal.isReproposal)
      return ([], [.validated(proposal.view, id, isValid ? .valid(isEpochEnd: blocks.isEpochEnd(id)) : .invalid)])
    case .finalized(let block, let certificate):
      disk.write(finalization: certificate)
      if block.view >= notarized.view { notarized = block }
    case .notarized(let block):
      if block.view > notarized.view { notarized = block }
    case .entered, .equivocation: break
    }
    return ([], [])
  }
}
