import PandoPrimitives
import PandoReplica

/// Sends what it heard and said before once more, long after its time, to anyone.
struct Replayer: ByzantineActor {
  private static let countMax = 500
  private var random: RandomSource
  private var heard: [PeerMessage] = []

  init(random: RandomSource) { self.random = random }

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    remember(message)
    return [message]
  }

  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext) { remember(message) }

  mutating func tick(_ context: inout ActorContext) {
    guard !heard.isEmpty, !context.peers.isEmpty else { return }
    if random.happens(perMille: 500) { context.send(random.pick(heard), to: random.pick(context.peers)) }
  }

  private mutating func remember(_ message: PeerMessage) {
    if heard.count < Replayer.countMax {
      heard.append(message)
    } else if random.happens(perMille: 100) {
      heard[random.index(below: heard.count)] = message
    }
  }
}
