import DequeModule
import OrderedCollections
import PandoConsensus
package import PandoLedger
package import PandoPrimitives
package import PandoStorage

/// What a replica is told once.
package struct ReplicaConfiguration: Sendable {
  /// The node's identity; it votes when this is a validator's key.
  package var ownKey: PublicKey
  package var genesis: Genesis
  /// The peers whose keys the operator configured.
  package var configuredPeers: [PublicKey] = []
  package var mempool = Mempool.Limits()
  package var stateTree = StateTreeLimits()

  package init(ownKey: PublicKey, genesis: Genesis) {
    self.ownKey = ownKey
    self.genesis = genesis
  }
}

/// One node without sockets, clock, threads or keys: mempool, proposals, agreement, execution, commit and catching up.
///
/// Give it events; carry out the effects it returns, in order. `PandoNode` does so with real sockets and disks, the
/// simulator with a seed.
package struct Replica<Store: KeyValueStore>: Sendable {
  package typealias Effect = ReplicaEffect<Store>

  let configuration: ReplicaConfiguration
  package let chainID: Hash
  let store: Store

  var now = Moment(monotonic: Timestamp(milliseconds: 0), wall: Timestamp(milliseconds: 0))
  var effects: [Effect] = []

  /// The last final block.
  var tip: Tip
  /// The state tree after the last final block, and what the store holds of it.
  var tree: StateTree
  var treeMemory: StateTreeMemory
  /// ``StateTree/changeCount`` when the tree was stored last.
  var storedChangeCount = 0
  /// What is in force for the block above the tip.
  var ledger: LedgerConfiguration
  var engine: SimplexEngine
  /// What the engine has still to hear; more than one only while it is being driven.
  var engineEvents: Deque<SimplexEngine.Event> = []
  var isDriving = false
  /// What the engine was told last of work.
  var reportedWork = false
  /// The ballots on disk, so that they can be removed when they no longer matter.
  var ballots: [Ballot]
  /// What the certificates on disk are about, likewise.
  var certificates: [Ballot]

  var mempool: Mempool
  var recent: RecentTransactions
  var inventory = Inventory()
  /// The size of the transactions whose signatures are being checked.
  var unverifiedByteCount = 0
  /// The transactions of peers whose signatures are being checked; only looked up.
  var unverifiedDigests: Set<Hash> = []
  /// How many messages of each peer are being checked; only looked up.
  var unverifiedCounts: [PublicKey: Int] = [:]
  /// Transactions accepted since the last announcement.
  var unannounced = Unannounced()
  var lastAnnouncement = Timestamp(milliseconds: 0)
  /// What waits here and when others were told last, the longest ago first: of this node's own clients, and of others.
  var entrusted: Deque<PastAnnouncement> = []
  var overheard: Deque<PastAnnouncement> = []

  /// How often each validator contradicted itself in this epoch, as far as it was written down; only looked up.
  var evidenceCounts: [ValidatorIndex: Int] = [:]

  /// Blocks above the tip, by identifier; only looked up, or listed by ``sortedCandidates``.
  var candidates: [BlockID: Candidate] = [:]
  /// The blocks on disk that this node voted for and that are above the tip.
  var storedCandidates: [(id: BlockID, height: Height)] = []
  /// Proposals that the engine waits for, by block.
  var awaitedValidations: [BlockID: [Proposal]] = [:]
  /// The proposal that the engine wants from this node and that is not built yet.
  var wantedProposal: WantedProposal?
  var pace = BlockPace()
  var relay = CertificateRelay()
  /// Proposals of this node that wait for its signature, by view.
  var ownProposals: [View: Proposal] = [:]
  /// Notarized blocks that this node never saw, and when it asked for them last.
  var wantedCandidates: [WantedCandidate] = []
  /// Blocks that this event has made final.
  var unconfirmed: [CommittedBlock] = []
  /// The finalization that the tip has not reached, because blocks are missing.
  var finalTarget: Certificate?
  /// Whether there are notarized blocks that are not final; the pool marks what they hold.
  var hasNotarized = false

  var peers: [Peer] = []
  /// Whoever is or was a member, as far as this node knows; only asked whether it contains a key.
  var formerMembers: Set<PublicKey>
  var synchronization = Synchronization()

  var nextJob: UInt64 = 0
  var verifications: [JobID: Verification] = [:]
  var executions: [JobID: (purpose: Execution, since: Timestamp)] = [:]
  /// The time of the last commit, for the heartbeat.
  var lastCommit = Timestamp(milliseconds: 0)
  var lastStatusSent = Timestamp(milliseconds: 0)

  /// The last final block, as far as later blocks need it.
  struct Tip: Hashable, Sendable {
    let height: Height
    let id: BlockID
    let view: View
    let time: Timestamp
  }

  struct WantedProposal: Sendable {
    let view: View
    let parent: BlockReference
    var isExecuting = false
  }

  struct WantedCandidate: Sendable {
    let id: BlockID
    /// Once a block of this view or a later one is final, the block is final too or never will be.
    let view: View
    var askedAt: Timestamp
    var attempts: Int
  }

  struct Peer: Sendable {
    let key: PublicKey
    var height: Height?
    /// What was sent to it on demand since a moment, so that its questions keep nobody else waiting.
    var servedSince = Timestamp(milliseconds: 0)
    var servedByteCount = 0
    /// Before this time it is not asked for blocks, because its last answers were of no use.
    var askableFrom = Timestamp(milliseconds: 0)
    var uselessAnswerCount: UInt64 = 0
  }

  /// A submission whose signatures are being checked.
  struct PendingSubmission: Sendable {
    let ticket: UInt64
    /// No final block up to that time has the transactions.
    let checkedAt: Timestamp
    /// One for each transaction: why it was refused at once, or nil when its signatures are being checked.
    var refusals: [Refusal?] = []
    /// The size of what is being checked.
    var byteCount = 0
  }

  /// Transactions of a peer whose signatures are being checked.
  struct PendingGossip: Sendable {
    let peer: PublicKey
    let digests: [Hash]
    let byteCount: Int
  }

  /// What to do when signatures were checked.
  enum Verification: Sendable {
    /// A client's transactions.
    case submission(PendingSubmission)
    case gossip(PendingGossip)
    case vote(Vote, from: PublicKey)
    case proposal(Proposal, from: PublicKey)
    case certificate(Certificate, from: PublicKey)
    /// The evidence of the block that is being caught up with.
    case synchronizedBlock(from: PublicKey)

    /// Whose message it is; nil for a client's.
    var peer: PublicKey? {
      switch self {
      case .submission: nil
      case .gossip(let gossip): gossip.peer
      case .vote(_, let peer), .proposal(_, let peer), .certificate(_, let peer), .synchronizedBlock(let peer): peer
      }
    }

    var urgency: VerificationJob.Urgency {
      switch self {
      case .submission: .clients
      case .gossip: .peers
      case .vote, .proposal, .certificate, .synchronizedBlock: .agreement
      }
    }
  }

  /// What to do when a block was executed.
  enum Execution: Sendable {
    case candidate(BlockID)
    case ownProposal(View, parent: BlockReference)
  }

  /// Takes an event in and says what is to be done.
  package mutating func handle(_ event: ReplicaEvent, now: Moment) -> [Effect] {
    precondition(now.monotonic >= self.now.monotonic, "The monotonic clock never runs back.")
    self.now = now
    switch event {
    case .start: start()
    case .tick: tick()
    case .connected(let key): connected(key)
    case .disconnected(let key): disconnected(key)
    case .message(let message, let peer): receive(message, from: peer)
    case .submit(let transactions, let ticket): submit(transactions, ticket: ticket)
    case .verified(let job, let verdict): verified(job, verdict)
    case .executed(let job, let outcome): executed(job, outcome)
    case .signed(let ballot, let signature): signed(ballot, signature)
    }
    announceAccepted()
    updateWork()
    confirmFinal()
    defer { effects = [] }
    return effects
  }

  private mutating func start() {
    lastCommit = now.monotonic
    emit(.admit(admittedKeys))
    noteEpoch()
    drive(.start)
    advanceCandidates()
  }

  private mutating func tick() {
    drive(.tick)
    expireTransactions()
    announceWaitingAgain()
    for ask in inventory.overdue(now: now.monotonic) {
      emit(.send(.requestTransactions(ask.digests), to: .peer(ask.peer)))
    }
    askAgainForCandidates()
    passCertificatesOn()
    buildProposalIfWanted()
    continueSynchronization()
    sendStatusIfDue()
  }

  private mutating func connected(_ key: PublicKey) {
    guard !peers.contains(where: { $0.key == key }) else { return }
    peers.append(Peer(key: key))
    emit(.send(.status(ownStatus), to: .peer(key)))
    // What waits here may be unknown there.
    let digests = mempool.digests(atMost: PeerMessage.digestCountMax)
    if !digests.isEmpty { emit(.send(.announce(digests), to: .peer(key))) }
    if let index = ledger.validators.index(of: key) { drive(.reachable(index, true)) }
  }

  private mutating func disconnected(_ key: PublicKey) {
    peers.removeAll { $0.key == key }
    inventory.forget(key)
    relay.forget(key)
    synchronization.forget(key)
    if let index = ledger.validators.index(of: key) { drive(.reachable(index, false)) }
  }

  /// Ends the connection with a peer that did what no honest node does. What it has sent besides and is not looked at
  /// yet counts for nothing.
  mutating func dismiss(_ peer: PublicKey, because reason: String) {
    guard peers.contains(where: { $0.key == peer }) else { return }
    emit(.disconnect(peer, reason: reason))
    disconnected(peer)
  }

  private mutating func receive(_ message: PeerMessage, from peer: PublicKey) {
    guard peers.contains(where: { $0.key == peer }) else { return }
    switch message {
    case .status(let status): receive(status, from: peer)
    case .announce(let digests): receive(announcement: digests, from: peer)
    case .requestTransactions(let digests): serve(transactions: digests, to: peer)
    case .transactions(let transactions): receive(transactions, from: peer)
    case .proposal(let proposal): receive(proposal, from: peer)
    case .vote(let vote): receive(vote, from: peer)
    case .certificate(let certificate): receive(certificate, from: peer)
    case .requestCertificates(let request): serve(request, to: peer)
    case .requestBlocks(let request): serve(request, to: peer)
    case .blocks(let blocks): receive(blocks, from: peer)
    case .requestCandidate(let id): serve(candidate: id, to: peer)
    case .candidate(let block): receive(candidate: block, from: peer)
    }
  }

  mutating func emit(_ effect: Effect) { effects.append(effect) }

  mutating func makeJobID() -> JobID {
    nextJob += 1
    return JobID(value: nextJob)
  }

  /// Whether something of `peer` may be checked now. What is dropped here honest nodes send again.
  func mayVerify(for peer: PublicKey) -> Bool {
    unverifiedCounts[peer, default: 0] < ReplicaLimits.unverifiedMessageCountMaxPerPeer
  }

  @discardableResult
  mutating func verify(_ subject: VerificationJob.Subject, then verification: Verification) -> JobID {
    let id = makeJobID()
    verifications[id] = verification
    if let peer = verification.peer { unverifiedCounts[peer, default: 0] += 1 }
    emit(.verify(VerificationJob(id: id, chainID: chainID, subject: subject, urgency: verification.urgency)))
    return id
  }

  private mutating func verified(_ job: JobID, _ verdict: VerificationJob.Verdict) {
    guard let verification = verifications.removeValue(forKey: job) else { return }
    if let peer = verification.peer {
      let left = unverifiedCounts[peer, default: 1] - 1
      unverifiedCounts[peer] = left > 0 ? left : nil
    }
    switch (verification, verdict) {
    case (.submission(let submission), .transactions(let results)):
      unverifiedByteCount -= submission.byteCount
      admit(submission, results)
    case (.gossip(let gossip), .transactions(let results)):
      unverifiedByteCount -= gossip.byteCount
      unverifiedDigests.subtract(gossip.digests)
      admitGossip(results, from: gossip.peer)
    case (.vote(let vote, let peer), .holds(let holds)): admit(vote, holds: holds, from: peer)
    case (.proposal(let proposal, let peer), .holds(let holds)): admit(proposal, holds: holds, from: peer)
    case (.certificate(let certificate, let peer), .holds(let holds)): admit(certificate, holds: holds, from: peer)
    case (.synchronizedBlock(let peer), .holds(let holds)): admitSynchronized(job, holds: holds, from: peer)
    default: preconditionFailure("A verdict answers the subject that was asked about.")
    }
  }

  /// The state that a child of `id` begins with: the layers of `id` and its ancestors above the tip, oldest first. Nil
  /// while one of them is not executed, or when `id` does not descend from the tip.
  func layers(upTo id: BlockID) -> [StateLayer]? {
    var layers: [StateLayer] = []
    var current = id
    while current != tip.id {
      guard let candidate = candidates[current], let result = candidate.result, candidate.header.height > tip.height
      else { return nil }
      layers.append(result.layer)
      current = BlockID(candidate.header.parentID)
    }
    return layers.reversed()
  }

  /// The transactions in `id` and its ancestors above the tip.
  func transactionIDs(upTo id: BlockID) -> [TransactionID] {
    var ids: [TransactionID] = []
    var current = id
    while current != tip.id, let candidate = candidates[current] {
      for transaction in candidate.transactions { if let transaction { ids.append(transaction.id) } }
      current = BlockID(candidate.header.parentID)
    }
    return ids
  }

  /// The candidates by height and then identifier: the one order in which they are ever walked.
  var sortedCandidates: [Candidate] {
    candidates.values.sorted { ($0.header.height, $0.id) < ($1.header.height, $1.id) }
  }

  /// Where the replica stands.
  package var status: ReplicaStatus {
    ReplicaStatus(
      height: tip.height, blockID: tip.id, blockTime: tip.time, view: engine.view, epoch: ledger.epoch,
      isValidator: ledger.validators.index(of: configuration.ownKey) != nil, membership: ledger.membership,
      isBehind: isBehind, mempoolCount: mempool.count, mempoolByteCount: mempool.byteCount,
      peers: peers.map { ReplicaStatus.Peer(key: $0.key, height: $0.height) })
  }
}

/// Where a replica stands, for people and for metrics.
package struct ReplicaStatus: Hashable, Sendable {
  package struct Peer: Hashable, Sendable {
    package let key: PublicKey
    /// As it said last; nil before its first word.
    package let height: Height?
  }

  package let height: Height
  package let blockID: BlockID
  package let blockTime: Timestamp
  package let view: View
  package let epoch: Epoch
  package let isValidator: Bool
  /// Who belongs to the ledger at the next height.
  package let membership: Membership
  /// Whether peers are known to have blocks that this node is fetching.
  package let isBehind: Bool
  package let mempoolCount: Int
  package let mempoolByteCount: Int
  package let peers: [Peer]

  package var validatorCount: Int { membership.validators.count }

  /// Whether enough peers have said how far they are for ``isBehind`` to mean something: all that are connected, or
  /// more than a third of the validators, so that one which keeps silent holds nobody up.
  package var hasHeardEnough: Bool {
    let heardCount = peers.count { $0.height != nil }
    return heardCount == peers.count || 3 * heardCount > validatorCount
  }
}

extension Replica {
  /// Whose connections are let in: the members', and those of configured peers that the ledger, as far as this node
  /// knows it, has not made members yet. A node that begins at genesis could otherwise never reach those who joined
  /// after all the first members had left. Whom the ledger removed stays out, configured or not.
  var admittedKeys: [PublicKey] {
    ledger.membership.admittedKeys + configuration.configuredPeers.filter { !formerMembers.contains($0) }
  }
}

extension Membership {
  var admittedKeys: [PublicKey] { validators.map(\.key) + applicationNodes.map(\.key) }
}
