import PandoConsensus
import PandoPrimitives
import PandoReplica

/// Proposes blocks that are wrong in one way: roots, parent, view, time, transactions, size; or nothing but too old; or
/// right ones with a signature that is none.
struct BadProposer: ByzantineActor {
  private var random: RandomSource
  /// The lie of each view, so that all peers hear the same.
  private var lies: [View: PeerMessage] = [:]
  /// What the leader of an earlier view proposed last.
  private var earlier: Proposal?
  /// The view of its own in which it has thought about proposing at once.
  private var considered: View?
  /// Transactions that no block may hold, for those who ask for them.
  private var inadmissible: [Transaction] = []

  init(random: RandomSource) { self.random = random }

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    guard case .proposal(let proposal) = message else { return [message] }
    let lie = lies[proposal.view] ?? lie(proposal, context)
    lies[proposal.view] = lie
    return [lie]
  }

  private mutating func lie(_ proposal: Proposal, _ context: ActorContext) -> PeerMessage {
    if random.happens(perMille: 100) { return .proposal(wronglySigned(proposal, context)) }
    return context.propose(twisted(proposal, context))
  }

  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext) {
    usurp(&context)
    switch message {
    case .proposal(let proposal): earlier = proposal
    case .requestTransactions(let digests):
      let wanted = inadmissible.filter { digests.contains($0.digest) }
      if !wanted.isEmpty { context.send(.transactions(wanted), to: peer) }
    default: return
    }
  }

  private mutating func twisted(_ proposal: Proposal, _ context: ActorContext) -> Proposal {
    // A view that was given up, in the place of the one that its parent is of.
    let last = View(proposal.view.value - 1)
    if proposal.parentView < last, random.happens(perMille: 500) {
      return proposal.altered(parentView: last)
    }
    if let earlier, random.happens(perMille: 300) { return usurped(earlier, in: proposal.view, context) }
    var header = proposal.header
    var digests = proposal.transactionDigests
    let nonsense = Hash(sha256: [UInt8(truncatingIfNeeded: random.next())])
    // Twice those that one look alone finds out.
    switch random.pick([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, 10]) {
    case 0: header.stateRoot = nonsense
    case 1: header.historyRoot = nonsense
    case 2: header.parentID = context.chainID
    case 3: header.parentID = nonsense
    case 4: header.height = header.height.next
    case 5: header.time = header.time.advanced(byMilliseconds: random.pick([15_000, 45_000, 3_600_000]))
    case 6: header.time = Timestamp(milliseconds: 1)
    case 7:
      let transaction = inadmissible(context)
      inadmissible.append(transaction)
      digests.append(transaction.digest)
    case 8: digests += digests
    case 9: header.proposer = random.pick(context.status.membership.validators).key
    default: digests = (0..<6_000).map { Hash(sha256: [UInt8](repeating: UInt8($0 % 251), count: 2)) }
    }
    header.transactionCount = UInt64(digests.count)
    header.transactionsDigest = Block.transactionsDigest(digests)
    return proposal.altered(header: header, transactionDigests: digests)
  }

  /// The right block, and a signature of nothing, of somebody or for something else. Who counts it as a vote passes it
  /// on in a certificate that does not hold.
  private mutating func wronglySigned(_ proposal: Proposal, _ context: ActorContext) -> Proposal {
    let others: [[UInt8]?] = [
      [UInt8](repeating: 1, count: 64), earlier?.signature,
      context.vote(.nullify(proposal.epoch, proposal.view))?.signature,
      context.vote(.finalize(proposal.epoch, proposal.view, proposal.blockID))?.signature,
    ]
    return proposal.altered(signature: random.pick(others.compactMap { $0 }))
  }

  /// Does not wait for the replica beneath: whoever is first has not heard yet that the earlier block is final.
  private mutating func usurp(_ context: inout ActorContext) {
    let view = context.status.view
    guard let earlier, earlier.view < view, earlier.epoch == context.status.epoch, considered != view,
      context.electorate.leader(of: view) == context.identity.publicKey
    else { return }
    considered = view
    guard lies[view] == nil, random.happens(perMille: 300) else { return }
    let lie = context.propose(usurped(earlier, in: view, context))
    lies[view] = lie
    context.sendToAll(lie)
  }

  /// The block of an earlier view as one of this view: right in everything, but that it stands below the earlier one,
  /// or says of the view before that its block is below.
  private mutating func usurped(_ earlier: Proposal, in view: View, _ context: ActorContext) -> Proposal {
    let parentView = random.happens(perMille: 500) ? earlier.parentView : View(view.value - 1)
    var header = earlier.header
    header.view = view
    header.proposer = context.identity.publicKey
    return earlier.altered(view: view, header: header, parentView: parentView)
  }

  /// Expired long ago, yet well signed.
  private mutating func inadmissible(_ context: ActorContext) -> Transaction {
    let holder = random.pick(context.accounts)
    let body = TransactionBody(
      chainID: context.chainID, created: Timestamp(milliseconds: context.wall.milliseconds - 10_000),
      expires: Timestamp(milliseconds: context.wall.milliseconds - 9_000), credentials: [holder.publicKey],
      entries: [
        .move(Move(table: Consortium.coin, from: holder.address, to: context.accounts[0].address, amount: Amount(1)))
      ], nonce: [UInt8(truncatingIfNeeded: random.next())])
    return context.signatures.sign(body, by: [holder])
  }
}
