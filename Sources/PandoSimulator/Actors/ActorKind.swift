/// The ways in which a validator lies; each has a file beside this one.
package enum ActorKind: String, Sendable, CaseIterable {
  /// Proposes two blocks in one view, each to half of its peers, and votes for both.
  case equivocator
  /// Says nothing to some of its peers.
  case withholder
  /// Proposes blocks that no honest node may vote for.
  case badProposer
  /// Votes for a view and against it.
  case doubleVoter
  /// Sends what was said before once more, at the wrong time.
  case replayer
  /// Makes up certificates.
  case forger
  /// Two machines with one key, neither of which knows of the other.
  case twin
  /// Answers those who are behind with blocks that never were.
  case syncLiar

  func make(_ random: RandomSource) -> any ByzantineActor {
    switch self {
    case .equivocator: Equivocator()
    case .withholder: Withholder(random: random)
    case .badProposer: BadProposer(random: random)
    case .doubleVoter: DoubleVoter(random: random)
    case .replayer: Replayer(random: random)
    case .forger: Forger(random: random)
    case .twin: Twin()
    case .syncLiar: SyncLiar(random: random)
    }
  }
}
