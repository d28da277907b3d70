import DequeModule
import PandoConsensus
import PandoLedger
import PandoPrimitives
import PandoStorage

/// What a node that is behind has asked for and received.
struct Synchronization: Sendable {
  struct Request: Sendable {
    let peer: PublicKey
    let from: Height
    let askedAt: Timestamp
  }

  /// A block on its way from a peer to the disk.
  struct Current: Sendable {
    let block: CertifiedBlock
    let peer: PublicKey
    /// The check of this very evidence. The verdict on another one says nothing about it.
    let check: JobID
    var isProven = false
  }

  /// The one request that is under way.
  var request: Request?
  /// Who was asked for the same blocks before and has not answered in time; a late answer is as good as any.
  var abandoned: [PublicKey] = []
  /// Blocks that came, lowest first, and whom they came from.
  private(set) var downloaded: Deque<(block: CertifiedBlock, from: PublicKey)> = []
  private(set) var downloadedByteCount = 0
  /// The block whose evidence is being checked or that is being executed.
  var current: Current?
  /// Whose turn it is to be asked.
  var turn = 0

  mutating func append(_ block: CertifiedBlock, from peer: PublicKey) {
    downloaded.append((block: block, from: peer))
    downloadedByteCount += block.block.byteCount
  }

  mutating func removeFirst() {
    downloadedByteCount -= downloaded.removeFirst().block.block.byteCount
  }

  mutating func forget(_ peer: PublicKey) {
    if request?.peer == peer { request = nil }
    abandoned.removeAll { $0 == peer }
  }

  /// Drops everything that was downloaded, because some of it is wrong or no longer follows the tip.
  mutating func reset() {
    downloaded = []
    downloadedByteCount = 0
    current = nil
    request = nil
    abandoned = []
  }
}

// Catching up with final blocks (docs/spec/peers.md).
extension Replica {
  var ownStatus: PeerStatus { PeerStatus(chainID: chainID, height: tip.height, blockID: tip.id) }

  mutating func sendStatusIfDue() {
    guard now.monotonic.milliseconds(since: lastStatusSent) >= ReplicaLimits.statusMilliseconds else { return }
    lastStatusSent = now.monotonic
    emit(.send(.status(ownStatus), to: .all(except: nil)))
  }

  /// Tells the nodes that do not vote at once; validators hear of a block through its votes.
  mutating func tellFollowers() {
    for peer in peers where ledger.validators.index(of: peer.key) == nil {
      emit(.send(.status(ownStatus), to: .peer(peer.key)))
    }
  }

  mutating func receive(_ status: PeerStatus, from peer: PublicKey) {
    guard status.chainID == chainID else {
      return dismiss(peer, because: "it belongs to another ledger, \(status.chainID.short)…")
    }
    guard let index = peers.firstIndex(where: { $0.key == peer }) else { return }
    peers[index].height = status.height
    continueSynchronization()
  }

  /// How far ahead of this node a peer must be before blocks are asked for: a validator waits for its own finalization
  /// of the next block, unless it has waited too long.
  private var lagTolerated: UInt64 {
    let isValidator = ledger.validators.index(of: configuration.ownKey) != nil
    let waited = now.monotonic.milliseconds(since: lastCommit)
    return isValidator && waited < ReplicaLimits.patienceMilliseconds ? 1 : 0
  }

  /// Whether the others are further ahead than ordinary running explains. More validators must say so than may lie, or
  /// everyone who is connected.
  var isBehind: Bool {
    let ahead = peers.filter { ($0.height ?? tip.height).value > tip.height.value &+ 2 }
    guard !ahead.isEmpty else { return false }
    let set = ledger.validators
    let weight = ahead.reduce(0) { $0 + (set.index(of: $1.key).flatMap { set[$0]?.weight } ?? 0) }
    return weight > set.totalWeight - set.quorum || ahead.count == peers.count
  }

  mutating func continueSynchronization() {
    if let request = synchronization.request,
      now.monotonic.milliseconds(since: request.askedAt) >= ReplicaLimits.downloadMilliseconds
    {
      synchronization.request = nil
      turnAway(from: request.peer)
      if !synchronization.abandoned.contains(request.peer) { synchronization.abandoned.append(request.peer) }
    }
    processNextDownloaded()
    askForBlocks()
  }

  private mutating func askForBlocks() {
    guard synchronization.request == nil,
      synchronization.downloaded.count < ReplicaLimits.downloadedBlockCountMax / 2,
      synchronization.downloadedByteCount < ReplicaLimits.downloadedByteCountMax
    else { return }
    let have =
      synchronization.downloaded.last?.block.block.header.height
      ?? synchronization.current?.block.block.header.height ?? tip.height
    let ahead = peers.filter {
      ($0.height ?? tip.height).value > max(have.value, tip.height.value &+ lagTolerated)
        && $0.askableFrom <= now.monotonic
    }
    guard let least = ahead.map(\.uselessAnswerCount).min() else { return }
    let useful = ahead.filter { $0.uselessAnswerCount == least }
    let peer = useful[synchronization.turn % useful.count]
    synchronization.request = .init(peer: peer.key, from: have.next, askedAt: now.monotonic)
    emit(.note(.catchingUp(from: have.next, to: peer.height ?? have, peer: peer.key)))
    emit(
      .send(
        .requestBlocks(BlockRequest(from: have.next, count: ReplicaLimits.downloadedBlockCountMax / 2)),
        to: .peer(peer.key)))
  }

  mutating func serve(_ request: BlockRequest, to peer: PublicKey) {
    guard mayServe(peer) else { return }
    var blocks: [CertifiedBlock] = []
    var byteCount = 0
    var height = request.from
    while blocks.count < min(request.count, PeerMessage.blockCountMax), height <= tip.height,
      byteCount < ReplicaLimits.messageByteCountMax
    {
      do throws(StorageError) {
        guard let block = try BlockStore(store).block(at: height) else { break }
        byteCount += block.block.byteCount
        blocks.append(block)
      } catch {
        return emit(.halt(error))
      }
      height = height.next
    }
    noteServed(byteCount, to: peer)
    // An empty answer tells the peer to ask another.
    emit(.send(.blocks(blocks), to: .peer(peer)))
  }

  mutating func receive(_ blocks: [CertifiedBlock], from peer: PublicKey) {
    guard let request = synchronization.request,
      request.peer == peer || !blocks.isEmpty && synchronization.abandoned.contains(peer)
    else { return }
    // An answer to an earlier request for other blocks: not what this node waits for, and nobody's fault.
    if let first = blocks.first, first.block.header.height != request.from { return }
    synchronization.request = nil
    synchronization.abandoned = []
    if blocks.isEmpty { noteUseless(peer) }
    guard blocks.count <= ReplicaLimits.downloadedBlockCountMax / 2 else {
      return dismiss(peer, because: "it sent more blocks than were asked for")
    }
    var expected = request.from
    for block in blocks {
      guard block.block.header.height == expected else {
        synchronization.reset()
        return dismiss(peer, because: "it answered a request for blocks with others")
      }
      expected = expected.next
      synchronization.append(block, from: peer)
    }
    continueSynchronization()
  }

  /// Checks the next downloaded block's evidence, then executes it, then commits it: one block at a time.
  private mutating func processNextDownloaded() {
    if let current = synchronization.current { return commitSynchronized(current) }
    while let first = synchronization.downloaded.first {
      guard first.block.block.header.height > tip.height else {
        synchronization.removeFirst()
        continue
      }
      let header = first.block.block.header
      guard header.height == tip.height.next, header.parentID == tip.id.hash else {
        synchronization.reset()
        return dismiss(first.from, because: "it sent a block that does not follow this node's last final one")
      }
      synchronization.removeFirst()
      let evidence = first.block.evidence
      let ballot = evidence.finalization.ballot
      guard ballot.kind == .finalize, ballot.epoch == ledger.epoch, evidence.leads(from: first.block.block.id) else {
        return refuseSynchronized(from: first.from)
      }
      let check = verify(
        .certificate(evidence.finalization, by: ledger.validators), then: .synchronizedBlock(from: first.from))
      synchronization.current = .init(block: first.block, peer: first.from, check: check)
      return
    }
  }

  /// Turns to another peer: this one does not have what it said it has. It is left in peace for a while, and for longer
  /// if it goes on so.
  private mutating func noteUseless(_ peer: PublicKey) {
    turnAway(from: peer)
    guard let index = peers.firstIndex(where: { $0.key == peer }) else { return }
    let pause = ReplicaLimits.patienceMilliseconds << min(peers[index].uselessAnswerCount - 1, 3)
    peers[index].askableFrom = now.monotonic.advanced(byMilliseconds: pause)
  }

  /// Asks others from now on, as long as any that answers better is ahead. No pause for who was merely slow: its answer
  /// may be on its way, and it may be the only one.
  private mutating func turnAway(from peer: PublicKey) {
    synchronization.turn += 1
    if let index = peers.firstIndex(where: { $0.key == peer }) { peers[index].uselessAnswerCount += 1 }
  }

  private mutating func refuseSynchronized(from peer: PublicKey) {
    synchronization.reset()
    noteUseless(peer)
    dismiss(peer, because: "it sent a block without a proof that it is final")
  }

  /// Takes the verdict on the evidence of the current download. After a reset it is the verdict on another download.
  mutating func admitSynchronized(_ check: JobID, holds: Bool, from peer: PublicKey) {
    guard let current = synchronization.current, current.check == check else { return }
    let block = current.block.block
    let transactions = block.transactions.map { VerifiedTransaction(alreadyVerified: $0) }
    guard holds, Block.transactionsDigest(transactions.map(\.digest)) == block.header.transactionsDigest else {
      return refuseSynchronized(from: peer)
    }
    synchronization.current?.isProven = true
    if block.header.height == tip.height.next, candidates[block.id]?.missingCount ?? 1 > 0 {
      candidates[block.id] = Candidate(header: block.header, transactions: transactions, now: now.monotonic)
    }
    advanceCandidates()
    continueSynchronization()
  }

  private mutating func commitSynchronized(_ current: Synchronization.Current) {
    let block = current.block.block
    if block.header.height <= tip.height {
      synchronization.current = nil
      return continueSynchronization()
    }
    guard current.isProven, let candidate = candidates[block.id] else { return }
    switch candidate.phase {
    case .executed:
      synchronization.current = nil
      if let index = peers.firstIndex(where: { $0.key == current.peer }) { peers[index].uselessAnswerCount = 0 }
      commit(candidate, evidence: current.block.evidence)
      continueSynchronization()
    case .refused(let reason):
      // A quorum certified the block and this node cannot agree with its result: one of the two is wrong, and going
      // on would serve a fork.
      emit(
        .halt(
          StorageError(
            .corrupted,
            "Block \(block.header.height) is final and this node disagrees with it (\(reason)); its database or its "
              + "program differs from the other nodes'.")))
    default: return
    }
  }

  // MARK: What may be asked

  /// Whether this peer's question is answered now. A peer that asks for more in a second than it could take in is not
  /// answered until the second is over; no honest node comes near that.
  mutating func mayServe(_ peer: PublicKey) -> Bool {
    guard let index = peers.firstIndex(where: { $0.key == peer }) else { return false }
    if now.monotonic.milliseconds(since: peers[index].servedSince) >= 1_000 {
      peers[index].servedSince = now.monotonic
      peers[index].servedByteCount = 0
    }
    return peers[index].servedByteCount < ReplicaLimits.servedByteCountMaxPerSecond
  }

  /// Books an answer of `byteCount` bytes; looking costs something too.
  mutating func noteServed(_ byteCount: Int, to peer: PublicKey) {
    guard let index = peers.firstIndex(where: { $0.key == peer }) else { return }
    peers[index].servedByteCount += max(byteCount, 1_024)
  }
}

extension Block {
  /// About how much memory and wire it takes.
  var byteCount: Int { transactions.reduce(1_024) { $0 + $1.byteCount } }
}
