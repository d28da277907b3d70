import PandoReplica

/// Keeps its messages from some of its peers: from none, from half, from all, in turns; and then perhaps for ever,
/// while it goes on to say where it stands.
struct Withholder: ByzantineActor {
  private var random: RandomSource
  private var deaf: [Bool] = Array(repeating: false, count: 64)
  private var isMute = false
  private var nextChange: UInt64 = 0

  init(random: RandomSource) { self.random = random }

  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    if isMute {
      guard case .status = message else { return [] }
      return [message]
    }
    return deaf[peer] ? [] : [message]
  }

  mutating func tick(_ context: inout ActorContext) {
    guard context.time >= nextChange else { return }
    nextChange = context.time + random.number(200...3_000)
    let share = random.pick([0, 300, 500, 1_000] as [UInt64])
    for peer in deaf.indices { deaf[peer] = random.happens(perMille: share) }
    if random.happens(perMille: 100) { isMute = true }
  }
}
