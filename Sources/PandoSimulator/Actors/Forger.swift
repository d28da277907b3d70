import PandoPrimitives
import PandoReplica

/// Makes certificates up: too few signers, its own signature in the place of all, the signatures of another ballot,
/// signers that do not exist.
struct Forger: ByzantineActor {
  private var random: RandomSource
  private var genuine: [Certificate] = []
  private var nextForgery: UInt64 = 0

  init(random: RandomSource) { self.random = random }

  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext) {
    guard case .certificate(let certificate) = message else { return }
    if genuine.count > 20 { genuine.removeFirst() }
    genuine.append(certificate)
  }

  mutating func tick(_ context: inout ActorContext) {
    guard context.time >= nextForgery else { return }
    nextForgery = context.time + random.number(100...2_000)
    let forgery = forged(ballot(context), context)
    if let forgery { context.sendToAll(.certificate(forgery)) }
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
