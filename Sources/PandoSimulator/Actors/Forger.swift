import PandoConsensus
import PandoPrimitives
import PandoReplica

/// Makes certificates up: too few signers, its own signature in the place of all, the signatures of another ballot,
/// signers that do not exist. And speaks for others: votes in their names, proposals where another leads.
struct Forger: ByzantineActor {
  private var random: RandomSource
  private var genuine: [Certificate] = []
  private var nextForgery: UInt64 = 0
  /// What a leader proposed last.
  private var heard: Proposal?

  init(random: RandomSource) { self.random = random }

  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext) {
    if case .proposal(let proposal) = message {
      heard = proposal
      if random.happens(perMille: 100) {
        context.sendToAll(context.propose(altered(proposal, in: proposal.view, context)))
      }
    }
    guard case .certificate(let certificate) = message else { return }
    if genuine.count > 20 { genuine.removeFirst() }
    genuine.append(certificate)
  }

  mutating func tick(_ context: inout ActorContext) {
    guard context.time >= nextForgery else { return }
    nextForgery = context.time + random.number(100...2_000)
    let ballot = ballot(context)
    guard random.happens(perMille: 700) else { return speak(for: ballot, &context) }
    if let forgery = forged(ballot, context) { context.sendToAll(.certificate(forgery)) }
  }

  /// Votes for everybody, and proposes for the leader of the next view, before that one can.
  private func speak(for ballot: Ballot, _ context: inout ActorContext) {
    guard let own = context.vote(ballot) else { return }
    for signer in context.status.membership.validators.indices {
      context.sendToAll(.vote(Vote(ballot: ballot, signer: ValidatorIndex(signer), signature: own.signature)))
    }
    guard let heard, heard.epoch == context.status.epoch else { return }
    context.sendToAll(context.propose(altered(heard, in: context.status.view.next, context)))
  }

  /// The proposal of another leader as the forger would like it.
  private func altered(_ proposal: Proposal, in view: View, _ context: ActorContext) -> Proposal {
    var header = proposal.header
    header.view = view
    if let leader = context.electorate.leader(of: view) { header.proposer = leader }
    header.time = header.time.advanced(byMilliseconds: 1)
    return proposal.altered(view: view, header: header)
  }

  private mutating func ballot(_ context: ActorContext) -> Ballot {
    let view = View(context.status.view.value + random.number(0...3))
    let block = random.happens(perMille: 500) ? context.status.blockID : BlockID(Hash(sha256: [1]))
    return switch random.number(0...2) {
    case 0: .nullify(context.status.epoch, view)
    case 1: .notarize(context.status.epoch, view, block)
    default: .finalize(context.status.epoch, view, block)
    }
  }

  private mutating func forged(_ ballot: Ballot, _ context: ActorContext) -> Certificate? {
    guard let own = context.vote(ballot) else { return nil }
    let all = context.status.membership.validators.indices.map { ValidatorIndex($0) }
    switch random.number(0...3) {
    case 0: return Certificate(ballot: ballot, signers: [own.signer], signatures: [own.signature])
    case 1: return Certificate(ballot: ballot, signers: all, signatures: all.map { _ in own.signature })
    case 2:
      guard let other = genuine.last else { return nil }
      return Certificate(ballot: ballot, signers: other.signers, signatures: other.signatures)
    default:
      let beyond = all + [ValidatorIndex(all.count), ValidatorIndex(all.count + 1)]
      return Certificate(ballot: ballot, signers: beyond, signatures: beyond.map { _ in own.signature })
    }
  }
}
